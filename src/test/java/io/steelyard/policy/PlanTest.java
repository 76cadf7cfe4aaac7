package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.Shares;
import io.steelyard.testing.Scene;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final Offset<Double> EXACT = within(1e-9);

    private final Scene scene = new Scene();

    @Test
    void shares_are_in_proportion_to_backends_times_capacity() {
        scene.route("a", 500, 1, 1, 10)
                .route("b", 300, 2, 1, 20)
                .route("c", 200, 3, 0.5, 10)
                .polls(10);
        Plan plan = plan(1);
        assertThat(plan.capacities())
                .isEqualTo(Map.of("a", plan.capacity(0), "b", plan.capacity(1), "c", plan.capacity(2)));
        assertThat(plan.capacity(0)).isCloseTo(20, EXACT);
        assertThat(plan.capacity(1)).isCloseTo(40, EXACT);
        assertThat(plan.capacity(2)).isCloseTo(30, EXACT);
        assertThat(plan.capacity()).isCloseTo(90, EXACT);
        assertThat(plan.shares().of("a")).isCloseTo(2 / 9.0, EXACT);
        assertThat(plan.shares().of("b")).isCloseTo(4 / 9.0, EXACT);
    }

    @Test
    void the_error_of_a_share_is_made_of_the_errors_of_all_capacities() {
        scene.route("a", 500, 1, 1, 10)
                .route("b", 300, 4, 1, 400)
                .route("c", 200, 1, 5, 10)
                .polls(10);
        Plan plan = plan(1);
        double[] capacityErrors = plan.windows(Window::relativeError);
        double[] shares = {
            plan.shares().of("a"), plan.shares().of("b"), plan.shares().of("c")
        };
        for (int i = 0; i < 3; i++) {
            double sum = 0;
            for (int j = 0; j < 3; j++) { // d ln s_i / d ln c_j is 1 − s_i for itself and − s_j for another
                double slope = (i == j ? 1 : 0) - shares[j];
                sum += slope * slope * capacityErrors[j] * capacityErrors[j];
            }
            assertThat(plan.error(i)).isCloseTo(Math.sqrt(sum), EXACT);
            assertThat(plan.readings(i)).isEqualTo(10);
        }
        assertThat(plan.capacityError())
                .isEqualTo(Math.max(capacityErrors[0], Math.max(capacityErrors[1], capacityErrors[2])));
    }

    @Test
    void the_clearest_change_is_told_in_its_standard_errors() {
        scene.route("a", 500, 1, 1, 10).route("b", 500, 1, 3, 10).polls(10);
        Plan plan = plan(1); // 20 : 13.3
        Shares inForce = scene.history().shares().orElseThrow();
        double a = (0.6 / 0.5 - 1) / plan.error(0);
        double b = (1 - 0.4 / 0.5) / plan.error(1);
        assertThat(plan.significance(inForce)).isCloseTo(Math.max(a, b), EXACT);
        assertThat(plan.significance(plan.shares())).isCloseTo(0, EXACT);
        assertThat(plan.significance(Shares.inProportion(Map.of("a", 1))))
                .as("a route that has nothing tells nothing")
                .isCloseTo(0.4 / plan.error(0), EXACT);
    }

    @Test
    void of_a_route_without_an_estimate_the_median_of_one_backend_of_the_others_is_taken() {
        scene.route("a", 100, 1, 1, 5)
                .route("b", 100, 1, 1, 50)
                .route("c", 100, 1, 1, 10)
                .route("d", 100, 1, 1, 15)
                .route("e", 900, 2, 0, 0)
                .polls(10);
        Plan plan = plan(1); // 10, 100, 20 and 30, so 25 in the middle
        assertThat(plan.shares().of("e")).isCloseTo(50 / 210.0, EXACT);
        assertThat(plan.capacity(4)).isZero();
        assertThat(plan.readings(4)).isEqualTo(1);
        assertThat(plan.error(4)).isEqualTo(1);
        assertThat(plan.capacities()).doesNotContainKey("e");
    }

    @Test
    void but_no_more_than_it_has() {
        scene.route("a", 450, 1, 1, 10)
                .route("b", 450, 1, 1, 10)
                .route("c", 100, 1, 0, 0)
                .polls(10);
        assertThat(plan(1).shares().of("c")).isCloseTo(0.1, EXACT);
    }

    @Test
    void while_a_backlog_is_drained_a_guess_is_a_part_of_the_rates_as_it_would_be_of_the_capacities() {
        scene.route("a", 300, 1, 1, 5)
                .route("b", 300, 1, 300, 10)
                .route("c", 900, 1, 0, 0)
                .polls(10);
        Plan plan = plan(1); // capacities 10 and 10.03 make a median of half of both
        assertThat(plan.shares().of("c")).isCloseTo(1 / 3.0, EXACT);
        assertThat(plan.shares().of("b")).isLessThan(plan.shares().of("a"));
    }

    @Test
    void a_route_that_fails_is_not_moved_for_a_thousandth_of_the_traffic() {
        for (String route : new String[] {"a", "b", "c"}) {
            scene.route(route, 333, 1, 1, 1e5).details(route, Scene.Details.errors(0));
        }
        scene.route("c", 2, 1, 1, 1e3).details("c", Scene.Details.errors(1e3)).polls(40);
        Plan plan = plan(1);
        double share = plan.shares()
                .of("c"); // all that it answers are failures: it is worth its rate, 2000 / 3 at u + e = 1.5
        assertThat(share).isBetween(0.001, 0.002);
        assertThat(plan.error(2)).isCloseTo(0.001 / share, EXACT);
        assertThat(plan.error(0)).isLessThan(0.01);
    }

    @Test
    void where_queues_are_not_counted_the_least_response_time_stays_equal_load() {
        scene.route("a", 500, 1, 1, 10).route("b", 500, 1, 3, 40).polls(20);
        Plan equal = plan(1);
        Plan quickest = new Plan(Routes.of(scene.history(), true), 1, Objective.MIN_LATENCY, true);
        assertThat(quickest.shares()).isEqualTo(equal.shares());
        assertThat(quickest.belief().absolute()).isFalse();
        assertThat(quickest.gain(scene.history().shares())).contains("for equal load: too little is known of queues");
        assertThat(equal.gain(scene.history().shares())).isEmpty();
    }

    @Test
    void where_they_are_counted_the_fast_route_gets_more_than_by_its_capacity() {
        scene.route("a", 111, 1, 1, 10)
                .counted("a", 0, 1, 1, 2)
                .route("b", 889, 1, 1, 80)
                .counted("b", 0, 1, 1, 2)
                .polls(20);
        Plan quickest = new Plan(Routes.of(scene.history(), true), 1, Objective.MIN_LATENCY, true);
        assertThat(quickest.shares().of("b")).isGreaterThan(plan(1).shares().of("b") + 0.01);
        assertThat(quickest.belief().absolute()).isTrue();
        assertThat(quickest.gain(scene.history().shares()))
                .contains("for the least response time, without backlogs a mean of ");
    }

    private Plan plan(double concurrency) {
        return new Plan(Routes.of(scene.history(), true), concurrency, Objective.EQUAL_LOAD, true);
    }
}
