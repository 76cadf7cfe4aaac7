package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LevelTest {

    private static final double PROPORTIONAL = Double.POSITIVE_INFINITY;
    private static final Offset<Double> EXACT = within(1e-12);

    private final Trace trace = new Trace();

    @Test
    void of_one_block_it_is_what_that_shows_and_half_of_its_time_less_sure() {
        Level level = level(trace.readings(4, 10_000, 1));
        Estimates estimates = trace.series(true).under(PROPORTIONAL);
        assertThat(level.value()).isCloseTo(Math.log(10_000), EXACT);
        assertThat(level.variance()).isCloseTo(estimates.variance(0) + 2e-5, EXACT);
        assertThat(level.memory()).isEqualTo(4);
    }

    @Test
    void it_goes_towards_a_newer_block_by_the_part_that_its_own_error_has_in_the_error_of_both() {
        Level level = level(trace.readings(4, 10_000, 1).readings(4, 11_000, 1));
        Estimates estimates = trace.series(true).under(PROPORTIONAL);
        double before = estimates.variance(1) + 4e-5; // four seconds from the middle of one to that of the next
        double gain = before / (before + estimates.variance(0));
        assertThat(level.value()).isCloseTo(Math.log(10_000) + gain * Math.log(1.1), EXACT);
        assertThat(level.variance()).isCloseTo((1 - gain) * before + 2e-5, EXACT);
        assertThat(level.memory()).isEqualTo((int) Math.rint(4 / gain));
    }

    @Test
    void a_capacity_that_climbs_by_a_fifth_within_two_minutes_is_followed_closely() {
        for (int second = 0; second < 120; second++) {
            trace.reading(10_000 * Math.exp(second / 120.0 * Math.log(1.2)), 1);
        }
        assertThat(level(trace).value()).isBetween(Math.log(10_000 * 1.17), Math.log(10_000 * 1.2));
    }

    private static Level level(Trace trace) {
        Series series = trace.series(true);
        Estimates estimates = series.under(PROPORTIONAL);
        return Level.of(series, estimates, estimates.size());
    }
}
