package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Routes of capacity 100 that are used to a part, at backends that work on one request at a time. */
class DrainTest {

    private static final Offset<Double> EXACT = within(1e-9);

    @Test
    void without_a_backlog_each_gets_its_part_of_what_arrives() {
        assertThat(rates(0.6, 1, route(1, 2), route(1, 3), route(2, 1)))
                .containsExactly(new double[] {60, 60, 60}, EXACT);
    }

    @Test
    void a_backlog_is_worked_off_in_ten_seconds_by_what_the_others_have_to_spare() {
        // 103 in flight, of which three times the median of one are ordinary: 100 wait, so 10 per second less
        assertThat(rates(0.6, 1, route(1, 103), route(1, 1), route(1, 1)))
                .containsExactly(new double[] {50, 65, 65}, EXACT);
    }

    @Test
    void the_backlog_of_a_route_is_that_of_all_its_backends() {
        assertThat(rates(0.6, 1, route(2, 53), route(1, 1), route(1, 1)))
                .containsExactly(new double[] {50, 65, 65}, EXACT);
    }

    @Test
    void what_is_ordinary_goes_by_the_median_load_if_that_is_more_than_the_places() {
        assertThat(rates(0.6, 1, route(1, 130), route(1, 10), route(1, 10)))
                .as("30 are ordinary")
                .containsExactly(new double[] {50, 65, 65}, EXACT);
        assertThat(rates(0.6, 10, route(1, 130), route(1, 1), route(1, 1)))
                .as("so they are where ten are worked on at a time")
                .containsExactly(new double[] {50, 65, 65}, EXACT);
        assertThat(rates(0.6, 1, route(1, 30), route(1, 10), route(1, 10)))
                .containsExactly(new double[] {60, 60, 60}, EXACT);
    }

    @Test
    void of_two_routes_the_one_with_less_load_is_the_measure() {
        assertThat(rates(0.6, 1, route(1, 103), route(1, 1))).containsExactly(new double[] {50, 70}, EXACT);
    }

    @Test
    void a_quarter_of_its_part_stays_however_large_the_backlog_is() {
        assertThat(rates(0.4, 1, route(1, 1e6), route(1, 1), route(1, 1)))
                .containsExactly(new double[] {10, 55, 55}, EXACT);
    }

    @Test
    void the_others_give_half_of_what_they_have_to_spare_at_most() {
        // 90 of 100 are used in each: 20 to spare, of which 10 are given
        assertThat(rates(0.9, 1, route(1, 1e6), route(1, 1), route(1, 1)))
                .containsExactly(new double[] {80, 95, 95}, EXACT);
    }

    @Test
    void two_backlogs_share_what_can_be_given() {
        assertThat(rates(0.9, 1, route(1, 203), route(1, 103), route(1, 1), route(1, 1)))
                .containsExactly(new double[] {90 - 10 * 2 / 3.0, 90 - 10 / 3.0, 95, 95}, EXACT);
    }

    @Test
    void when_all_is_used_or_more_nothing_can_be_given() {
        assertThat(rates(1.3, 1, route(1, 1e6), route(1, 1))).containsExactly(new double[] {100, 100}, EXACT);
    }

    @Test
    void a_route_of_which_nothing_is_known_takes_no_part() {
        assertThat(rates(0.6, 1, route(1, 130), Drain.Basin.UNKNOWN, Drain.Basin.UNKNOWN, route(1, 10), route(1, 10)))
                .as("30 are ordinary by the three that are known")
                .containsExactly(new double[] {50, 0, 0, 65, 65}, EXACT);
    }

    @Test
    void what_is_taken_is_given() {
        for (double used = 0.1; used < 1.2; used += 0.1) {
            double sum = Arrays.stream(
                            rates(used, 2, route(1, 500), route(2, 40), route(1, 3), route(3, 0.5), route(1, 20)))
                    .sum();
            assertThat(sum).isCloseTo(Math.min(1, used) * 500, EXACT);
        }
    }

    /** Used to as much as all together, and no more expected of it than of the others. */
    private static Drain.Basin route(int backends, double load) {
        return new Drain.Basin(backends, 100, 100, 0, load);
    }

    private static double[] rates(double utilisation, double places, Drain.Basin... basins) {
        Drain.Basin[] used = Arrays.stream(basins)
                .map(basin -> new Drain.Basin(
                        basin.backends(),
                        basin.capacity(),
                        Math.min(1, utilisation) * basin.rate(),
                        basin.expected(),
                        basin.load()))
                .toArray(Drain.Basin[]::new);
        return Drain.rates(used, places);
    }
}
