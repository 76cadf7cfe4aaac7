package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * How sure a capacity is by theory: eight readings of a second each. Besides what is reckoned here there is always the chance
 * of the arrivals, 1 / requests.
 */
class LawErrorsTest {

    private static final Offset<Double> EXACT = within(1e-12);

    private final Trace trace = new Trace();

    @Test
    void a_load_that_is_a_utilisation_is_read_to_ten_percent() {
        trace.readings(8, 100, 3);
        assertThat(expected(Double.POSITIVE_INFINITY, false)).isCloseTo(0.01 / 8 + 1 / 800.0, EXACT);
        // under k = 1 it is used to 0.75, so that only a quarter of the error reaches ln (1 + k / L)
        assertThat(expected(1, false)).isCloseTo(0.25 * 0.25 * 0.01 / 8 + 1 / 800.0, EXACT);
    }

    @Test
    void a_number_in_flight_plays_as_a_queue_does() {
        trace.readings(8, 100, 3);
        // u = 0.75, capacity 133.3 / s: 1067 could be served, a relaxation time is (1 + u)(1 + L)² = 28 of these, so
        // the
        // mean holds 1067 / 56 independent counts of variance L (L + 1) = 12; d ln c / dL = 1 / 12
        double counts = 100 / 0.75 * 8 / (2 * 1.75 * 16);
        assertThat(expected(1, true)).isCloseTo(12 / counts / 144 + 1 / 800.0, EXACT);
    }

    @Test
    void however_few_are_served_the_mean_is_no_worse_than_one_count() {
        trace.readings(8, 1, 3);
        assertThat(expected(1, true)).isCloseTo(12 / 144.0 + 1 / 8.0, EXACT);
    }

    @Test
    void four_backends_are_four_times_as_sure() {
        trace.readings(8, 100, 3);
        double one = expected(1, true);
        Trace four = new Trace().backends(4).readings(8, 100, 3);
        assertThat(Law.of(four.sample(true), 1).expected()).isCloseTo(one / 4, EXACT);
    }

    @Test
    void places_are_counted_eight_times_a_reading() {
        trace.counted(2).readings(8, 100, 9);
        // half of 4 places; 400 were served between the counts, enough for all 64 of them to be independent
        assertThat(expected(4, true)).isCloseTo(0.5 / (2 * 64) + 1 / 800.0, EXACT);
    }

    @Test
    void counts_between_which_little_was_served_are_one_and_the_same() {
        trace.counted(2).readings(8, 2, 9);
        // 8 were served, and a half busy backend forgets in 1 / (1 − 0.5)² of these: 2 independent counts
        assertThat(expected(4, true)).isCloseTo(0.5 / (2 * 2) + 1 / 16.0, EXACT);
    }

    @Test
    void of_a_backend_that_is_always_busy_two_percent_of_idleness_may_have_been_missed() {
        trace.counted(9).readings(8, 100, 9);
        assertThat(expected(4, true)).isCloseTo(0.02 / 4 + 1 / 800.0, EXACT);
    }

    @Test
    void four_backends_are_counted_four_times_as_often() {
        trace.backends(4).counted(9).readings(8, 100, 9);
        assertThat(expected(4, true)).isCloseTo(0.02 / 4 / 4 + 1 / 3200.0, EXACT);
    }

    private double expected(double k, boolean inFlight) {
        return Law.of(trace.sample(inFlight), k).expected();
    }
}
