package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of 200, 100, 50 and 25 requests per second, 375 together, that work on one request at a time. */
class MinLatencyTest {

    private static final double[] CAPACITIES = {200, 100, 50, 25};
    private static final double CAPACITY = 375;
    private static final double[] ERRORS = {0.01, 0.02, 0.03, 0.04};
    private static final Irregularity RANDOM = new Irregularity(1, 0);
    private static final double STEP = 1e-3;

    @Test
    void of_random_arrivals_and_work_each_keeps_idle_in_proportion_to_the_root_of_its_capacity() {
        double[] capacities = {200, 160, 120};
        double rate = 0.6 * 480;
        double roots = Arrays.stream(capacities).map(Math::sqrt).sum();
        double[] expected = Arrays.stream(capacities)
                .map(capacity -> capacity - Math.sqrt(capacity) * (480 - rate) / roots)
                .toArray();

        assertThat(least(capacities, rate, 1).rates()).containsExactly(expected, within(0.05));
    }

    @Test
    void equal_servers_get_the_same_whatever_their_queues_are_expected_to_be() {
        for (double places : new double[] {0.5, 1, 2, 8, 100}) {
            assertThat(least(new double[] {10, 10, 10}, 21, places).rates())
                    .containsExactly(new double[] {7, 7, 7}, within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.1, 0.3, 0.5, 0.64, 0.75, 0.79, 0.8, 0.92, 0.99, 1, 1.3})
    void all_of_the_traffic_is_split_and_no_route_gets_more_than_it_can_bear(double utilisation) {
        for (double places : new double[] {1, 4, 32}) {
            double[] rates = least(CAPACITIES, utilisation * CAPACITY, places).rates();
            double all = Math.min(1, utilisation);
            assertThat(Arrays.stream(rates).sum()).isCloseTo(all * CAPACITY, within(1e-6));
            for (int i = 0; i < rates.length; i++) {
                double used = rates[i] / CAPACITIES[i];
                assertThat(used).as("route %d", i).isGreaterThanOrEqualTo(0.2 * all - 1e-9);
                assertThat(used).isLessThanOrEqualTo(1.25 * all + 1e-9);
                assertThat(used).isLessThanOrEqualTo(Math.max(all, 0.85) + 1e-9);
                assertThat(1 - used).isGreaterThanOrEqualTo(0.8 * (1 - all) - 1e-9);
            }
        }
    }

    /** A limit that came at once would make the route that takes the rest follow each change of the traffic. */
    @Test
    void between_70_and_85_percent_it_becomes_equal_load_by_and_by() {
        double before = 1;
        for (double utilisation = 0.7; utilisation < 0.851; utilisation += 0.01) {
            double[] rates = least(CAPACITIES, utilisation * CAPACITY, 1).rates();
            double apart = rates[0] / CAPACITIES[0] - rates[3] / CAPACITIES[3];
            assertThat(apart).isLessThan(before).isGreaterThan(-1e-9);
            before = apart + 1e-9;
        }
        assertThat(before).isLessThan(1e-6);
    }

    /** What a surge meets before anything can be moved. */
    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.3, 0.64, 0.8})
    void as_it_stands_the_split_bears_traffic_up_to_four_fifths_of_the_capacity(double utilisation) {
        double[] rates = least(CAPACITIES, utilisation * CAPACITY, 1).rates();
        double surge = 0.8 / utilisation;
        for (int i = 0; i < rates.length; i++) {
            assertThat(surge * rates[i]).isLessThanOrEqualTo(CAPACITIES[i] + 1e-6);
        }
    }

    @Test
    void no_other_split_within_the_limits_has_fewer_requests_inside() {
        double rate = 0.7 * CAPACITY;
        MinLatency least = least(CAPACITIES, rate, 1);
        double[] shares = Arrays.stream(least.rates()).map(each -> each / rate).toArray();
        double best = least.seconds(shares);
        double[] limits = Arrays.stream(CAPACITIES).map(c -> 0.76 * c / rate).toArray();
        for (int from = 0; from < 4; from++) {
            for (int to = 0; to < 4; to++) {
                double[] other = shares.clone();
                other[from] -= 0.002;
                other[to] += 0.002;
                if (from != to && other[to] < limits[to] && other[from] > 0.2 * CAPACITIES[from] / CAPACITY) {
                    assertThat(least.seconds(other)).as("%d to %d", from, to).isGreaterThan(best);
                }
            }
        }
        assertThat(best)
                .as("weights by capacity")
                .isLessThan(least.seconds(
                        Arrays.stream(CAPACITIES).map(c -> c / CAPACITY).toArray()));
    }

    @Test
    void more_is_expected_in_a_fast_route_unless_all_are_used_alike() {
        MinLatency some = least(CAPACITIES, 0.64 * CAPACITY, 1);
        assertThat(some.load(0)).isGreaterThan(some.load(3)).isLessThan(4);
        assertThat(least(CAPACITIES, 0.9 * CAPACITY, 1).load(0)).isZero();
        assertThat(least(CAPACITIES, CAPACITY, 1).load(0)).isZero();
    }

    @Test
    void a_split_that_a_route_cannot_bear_takes_for_ever() {
        assertThat(least(CAPACITIES, 300, 1).seconds(new double[] {0.25, 0.25, 0.25, 0.25}))
                .isInfinite();
    }

    @Test
    void so_does_one_that_is_full_but_for_the_rounding() {
        MinLatency full = least(new double[] {40, 40.0 / 3}, 40.0 / 3 / 0.25 * (1 - 1e-15), 1);
        assertThat(full.seconds(new double[] {0.75, 0.25})).isInfinite();
    }

    @Test
    void a_route_with_short_queues_bears_more_than_one_with_long_ones() {
        MinLatency.Pool[] pools = {
            new MinLatency.Pool(1, 100, 0, new Irregularity(0.3, 0)),
            new MinLatency.Pool(1, 100, 0, new Irregularity(1, 0))
        };
        double[] rates = new MinLatency(pools, 120, 0, 1).rates();
        assertThat(rates[0]).isGreaterThan(rates[1] + 5);
    }

    @Test
    void a_route_of_many_backends_is_like_as_many_routes() {
        double[] three = least(new double[] {200, 100, 100}, 240, 1).rates();
        MinLatency.Pool[] pools = {new MinLatency.Pool(1, 200, 0, RANDOM), new MinLatency.Pool(2, 200, 0, RANDOM)};
        assertThat(new MinLatency(pools, 240, 0, 1).rates())
                .containsExactly(new double[] {three[0], three[1] + three[2]}, within(1e-6));
    }

    @Test
    void a_route_of_which_nothing_is_known_takes_no_part() {
        MinLatency.Pool[] pools = {
            new MinLatency.Pool(1, 200, 0.1, RANDOM), MinLatency.Pool.UNKNOWN, new MinLatency.Pool(1, 100, 0.1, RANDOM)
        };
        MinLatency least = new MinLatency(pools, 150, 0, 1);
        assertThat(least.rates()[1]).isZero();
        assertThat(Arrays.stream(least.rates()).sum()).isCloseTo(150, within(1e-6));
        assertThat(least.errors()[1]).isZero();
    }

    @Test
    void what_is_expected_is_the_mean_of_those_requests_of_whose_route_something_is_known() {
        MinLatency.Pool[] pools = {
            new MinLatency.Pool(1, 200, 0, RANDOM), MinLatency.Pool.UNKNOWN, new MinLatency.Pool(1, 100, 0, RANDOM)
        };
        MinLatency least = new MinLatency(pools, 150, 0, 1);
        assertThat(least.seconds(new double[] {0.4, 0.4, 0.2}))
                .isCloseTo(least.seconds(new double[] {2.0 / 3, 0, 1.0 / 3}), within(1e-9))
                .isCloseTo(0.01 * 4 / 3, within(1e-9));
    }

    /** Against what a small change of each quantity does to the shares. */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.55, 0.7})
    void the_errors_of_the_shares_follow_from_those_of_what_they_are_made_of(double utilisation) {
        double rate = utilisation * CAPACITY;
        double[] variance = new double[4];
        for (int route = 0; route < 4; route++) {
            add(variance, ERRORS[route], shares(rate, route, STEP, 0), shares(rate, route, -STEP, 0));
            add(variance, 0.1, shares(rate, route, 0, STEP), shares(rate, route, 0, -STEP));
        }

        double[] errors = new MinLatency(pools(-1, 0, 0), rate, 0, 1).errors();

        for (int route = 0; route < 4; route++) {
            double expected = Math.sqrt(variance[route]);
            assertThat(errors[route]).as("route %d", route).isCloseTo(expected, within(0.25 * expected + 0.002));
        }
    }

    @Test
    void the_error_of_the_rate_is_that_of_the_routes_that_take_what_is_left() {
        double[] none = {0, 0, 0, 0};
        assertThat(least(CAPACITIES, 0.7 * CAPACITY, 1).errors()).containsExactly(none, within(1e-9));
        MinLatency unsure = new MinLatency(exact(CAPACITIES), 0.7 * CAPACITY, 0.02, 1);
        assertThat(Arrays.stream(unsure.errors()).max().orElseThrow()).isGreaterThan(0.02);
    }

    private static void add(double[] variance, double error, double[] more, double[] less) {
        for (int i = 0; i < variance.length; i++) {
            double slope = Math.log(more[i] / less[i]) / (2 * STEP);
            variance[i] += slope * slope * error * error;
        }
    }

    private static double[] shares(double rate, int route, double moreCapacity, double moreIrregularity) {
        double[] rates = new MinLatency(pools(route, moreCapacity, moreIrregularity), rate, 0, 1).rates();
        double sum = Arrays.stream(rates).sum();
        return Arrays.stream(rates).map(each -> each / sum).toArray();
    }

    private static MinLatency.Pool[] pools(int route, double moreCapacity, double moreIrregularity) {
        return IntStream.range(0, CAPACITIES.length)
                .mapToObj(i -> new MinLatency.Pool(
                        1,
                        CAPACITIES[i] * (i == route ? 1 + moreCapacity : 1),
                        ERRORS[i],
                        new Irregularity(i == route ? 1 + moreIrregularity : 1, 0.1)))
                .toArray(MinLatency.Pool[]::new);
    }

    private static MinLatency least(double[] capacities, double rate, double places) {
        return new MinLatency(exact(capacities), rate, 0, places);
    }

    private static MinLatency.Pool[] exact(double[] capacities) {
        return Arrays.stream(capacities)
                .mapToObj(capacity -> new MinLatency.Pool(1, capacity, 0, RANDOM))
                .toArray(MinLatency.Pool[]::new);
    }
}
