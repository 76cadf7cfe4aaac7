package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SeriesTest {

    private static final double PROPORTIONAL = Double.POSITIVE_INFINITY;
    private static final Offset<Double> EXACT = within(1e-9);

    private final Trace trace = new Trace();

    @Test
    void blocks_stand_the_newest_first_with_the_weights_that_were_in_force() {
        Series series = trace.weight(500)
                .readings(4, 10, 1)
                .weight(250)
                .readings(6, 5, 1)
                .series(true);
        assertThat(series.under(1).size()).isEqualTo(2);
        assertThat(series.run(0)).isGreaterThan(series.run(1));
        assertThat(series.share(0)).isCloseTo(0.25, EXACT);
        assertThat(series.share(1)).isCloseTo(0.5, EXACT);
        assertThat(series.moved()).isTrue();
        assertThat(series.under(1).logCapacity(0)).isCloseTo(Math.log(10), EXACT);
        assertThat(series.under(1).logCapacity(1)).isCloseTo(Math.log(20), EXACT);
    }

    @Test
    void an_age_is_from_reading_to_reading() {
        Series series = trace.readings(12, 10, 1).series(true);
        assertThat(series.age(0)).isZero();
        assertThat(series.age(1)).isCloseTo(4, EXACT);
        assertThat(series.age(2)).isCloseTo(8, EXACT);
        assertThat(series.moved()).isFalse();
    }

    @Test
    void one_reading_is_too_little_and_two_are_enough() {
        assertThat(trace.reading(10, 1).routes(true).estimated()).isEmpty();
        assertThat(trace.reading(10, 1).routes(true).estimated()).containsExactly(0, 1);
        assertThat(trace.series(true).enough()).isTrue();
    }

    @Test
    void the_load_and_the_rate_of_now_are_those_of_the_last_eight_readings() {
        Series series =
                trace.readings(8, 10, 9).readings(4, 20, 1).readings(4, 30, 2).series(true);
        assertThat(series.load()).isCloseTo(1.5, EXACT);
        assertThat(series.rate()).isCloseTo(25, EXACT);
    }

    @Test
    void a_time_without_traffic_says_nothing_of_the_capacity_but_that_there_is_none_now() {
        Series series = trace.readings(8, 10, 1).readings(8, 0, 0).series(true);
        assertThat(series.rate()).isZero();
        assertThat(series.load()).as("half of one in four readings").isCloseTo(0.5 / 4, EXACT);
        assertThat(series.under(1).size()).isEqualTo(2);
        assertThat(series.readings(0)).isEqualTo(4);
    }

    @Test
    void a_few_new_readings_are_added_to_the_block_before_them() {
        assertThat(new Trace().readings(7, 10, 1).series(true).readings(0)).isEqualTo(7);
        Series series = trace.readings(8, 10, 1).readings(3, 10, 1).series(true);
        assertThat(series.readings(0)).isEqualTo(7);
        assertThat(series.under(1).size()).isEqualTo(2);
        assertThat(trace.reading(10, 1).series(true).readings(0))
                .as("four are enough")
                .isEqualTo(4);
    }

    @Test
    void but_not_to_one_of_other_weights() {
        Series series =
                trace.readings(8, 10, 1).weight(400).readings(4, 10, 1).series(true); // two of them are passed over
        assertThat(series.readings(0)).isEqualTo(2);
        assertThat(series.readings(1)).isEqualTo(4);
    }

    @Test
    void it_is_counted_if_all_of_it_shows_single_moments() {
        assertThat(trace.readings(4, 10, 1)
                        .counted(1, 2)
                        .readings(4, 10, 1)
                        .series(true)
                        .counted())
                .isFalse();
        assertThat(new Trace().counted(1, 2).readings(8, 10, 1).series(true).counted())
                .isTrue();
    }

    @Test
    void what_theory_expects_of_a_block_counts_for_three_readings_beside_those_that_there_are() {
        // 10 % of each load and one of 400 requests: of a block of four, (0.01 + 0.01) / 4
        double theory = 0.005;
        // one block: 3 readings beyond the first are known, and count also as those of the others
        assertThat(trace.readings(4, 100, 1).series(false).under(PROPORTIONAL).variance(0))
                .isCloseTo(3 * theory / (3 + 3 + 3), EXACT);
        assertThat(trace.readings(4, 100, 1).series(false).under(PROPORTIONAL).variance(0))
                .isCloseTo(3 * theory / (3 + 6 + 3), EXACT);
    }

    @Test
    void a_block_that_scatters_makes_itself_less_sure_and_the_others_a_little_too() {
        for (int i = 0; i < 4; i++) {
            trace.reading(i % 2 == 0 ? 90 : 110, 1);
        }
        Estimates estimates = trace.readings(4, 100, 1).series(false).under(PROPORTIONAL);
        // squares of the old one 4 · 0.1²; over 6 readings that count for 6, so that both are burdened with all of it
        assertThat(estimates.variance(1)).isCloseTo((0.08 / 4 + 3 * 0.005) / (3 + 6 + 3), EXACT);
        assertThat(estimates.variance(0)).isCloseTo((0.04 / 4 + 3 * 0.005) / (3 + 6 + 3), EXACT);
    }

    @Test
    void the_other_blocks_count_for_twelve_readings_at_most() {
        for (int i = 0; i < 16; i++) {
            trace.reading(i % 2 == 0 ? 90 : 110, 1);
        }
        Estimates estimates = trace.readings(4, 100, 1).series(false).under(PROPORTIONAL);
        // blocks of 4, 4, 4 and 8: 16 · 0.1² over the 16 readings beyond the first of each, of which 12 count
        double pooled = 12 * 0.16 / 16;
        assertThat(estimates.size()).isEqualTo(4);
        assertThat(estimates.variance(0)).isCloseTo((pooled / 4 + 3 * 0.005) / (3 + 12 + 3), EXACT);
    }

    @Test
    void blocks_of_single_readings_have_nothing_but_the_theory() {
        trace.reading(100, 1).weight(400).readings(3, 100, 1); // two of them are passed over
        Estimates estimates = trace.series(false).under(PROPORTIONAL);
        assertThat(estimates.size()).isEqualTo(2);
        assertThat(estimates.variance(0)).isCloseTo(0.02, EXACT);
        assertThat(estimates.variance(1)).isCloseTo(0.02, EXACT);
    }
}
