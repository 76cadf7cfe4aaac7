package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LawTest {

    private static final double PROPORTIONAL = Double.POSITIVE_INFINITY;
    private static final Offset<Double> EXACT = within(1e-9);

    private final Trace trace = new Trace();

    @ParameterizedTest
    @CsvSource({"10, 3, 1, 13.333333333333334", "10, 3, 6, 30", "100, 0.25, 2, 900", "7, 400, 8, 7.14"})
    void a_queue_has_the_capacity_x_times_1_plus_k_by_L(double rate, double load, double k, double capacity) {
        trace.readings(8, rate, load);
        assertThat(capacity(k)).isCloseTo(capacity, EXACT);
    }

    @Test
    void the_load_of_a_queue_gives_back_the_utilisation_that_made_it() {
        Random random = new Random(7);
        for (int i = 0; i < 20; i++) {
            double used = 0.05 + 0.9 * random.nextDouble();
            double k = 1 + random.nextInt(200);
            Trace one = new Trace().readings(4, 50, k * used / (1 - used)); // u = L / (L + k), solved for L
            assertThat(Law.of(one.sample(true), k).utilisation()).isCloseTo(used, EXACT);
        }
    }

    @Test
    void the_more_places_the_more_capacity_a_load_leaves_room_for() {
        trace.readings(4, 10, 3);
        double before = 0;
        for (double k = 0.5; k <= 1024; k *= 2) {
            assertThat(capacity(k)).isGreaterThan(before);
            before = capacity(k);
        }
    }

    @Test
    void a_load_in_proportion_to_the_rate_is_the_utilisation_itself() {
        trace.readings(4, 30, 60);
        assertThat(capacity(PROPORTIONAL)).isCloseTo(0.5, EXACT);
    }

    @Test
    void where_moments_are_counted_the_places_taken_tell_the_capacity_and_not_the_load() {
        trace.counted(0, 1, 3, 8).readings(4, 10, 77); // of 4 places 0, 1, 3 and 4 are taken, 2 in the mean
        assertThat(capacity(4)).isCloseTo(20, EXACT);
        assertThat(capacity(1)).isCloseTo(10 / 0.75, EXACT);
    }

    @Test
    void places_are_told_apart_up_to_128_and_beyond_that_the_load_counts() {
        trace.counted(200).readings(4, 10, 200);
        assertThat(capacity(128)).as("all are taken").isCloseTo(10, EXACT);
        assertThat(capacity(129)).isCloseTo(10 * (1 + 129 / 200.0), EXACT);
    }

    @Test
    void a_backend_that_was_never_seen_at_work_counts_half_of_the_least_that_eight_counts_a_reading_could_show() {
        trace.counted(0).readings(4, 10, 0);
        assertThat(capacity(2)).isCloseTo(10 * 2 * (2 * 8 * 4), EXACT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 2, 8, PROPORTIONAL})
    void the_scatter_is_that_of_the_logarithms_of_the_single_readings(double k) {
        double[] rates = {100, 103, 98, 101, 97, 104};
        double[] loads = {2.0, 2.1, 1.95, 2.06, 2.03, 1.97};
        for (int i = 0; i < rates.length; i++) {
            trace.reading(rates[i], loads[i]);
        }
        double exact = scatter(rates, loads, load -> Double.isInfinite(k) ? -Math.log(load) : Math.log1p(k / load));
        assertThat(Law.of(trace.sample(true), k).squares()).isCloseTo(exact, Percentage.withPercentage(5));
    }

    @Test
    void the_scatter_of_places_taken_is_that_of_their_logarithms() {
        double[] rates = {100, 103, 98, 101, 97, 104};
        double[] taken = {1.5, 1.55, 1.48, 1.52, 1.54, 1.47};
        for (int i = 0; i < rates.length; i++) {
            trace.counted(taken[i]).reading(rates[i], 9);
        }
        double exact = scatter(rates, taken, busy -> -Math.log(busy));
        assertThat(Law.of(trace.sample(true), 2).squares()).isCloseTo(exact, Percentage.withPercentage(5));
    }

    /** Σ (ln c − mean ln c)², ln c = ln x + the part that follows from the load. */
    private static double scatter(double[] rates, double[] loads, ToDoubleFunction<Double> part) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < rates.length; i++) {
            double capacity = Math.log(rates[i]) + part.applyAsDouble(loads[i]);
            sum += capacity;
            squares += capacity * capacity;
        }
        return squares - sum * sum / rates.length;
    }

    @Test
    void of_readings_that_are_all_alike_there_is_no_scatter() {
        trace.readings(8, 100, 3);
        assertThat(Law.of(trace.sample(true), 1).squares()).isCloseTo(0, EXACT);
        assertThat(Law.of(trace.sample(true), PROPORTIONAL).squares()).isCloseTo(0, EXACT);
    }

    private double capacity(double k) {
        Sample sample = trace.sample(true);
        return sample.rate() / Law.of(sample, k).utilisation();
    }
}
