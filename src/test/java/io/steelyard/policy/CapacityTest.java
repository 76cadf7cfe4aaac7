package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.model.Advice;
import io.steelyard.testing.Scene;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CapacityTest {

    private static final Concurrency PROPORTIONAL = new Concurrency.Unlimited();

    private final Scene scene = new Scene();

    @Test
    void of_a_load_in_proportion_to_the_rate_it_is_the_formula_of_the_HPA() {
        scene.route("a", 500, 4, 90, 10).route("b", 500, 4, 61, 10).polls(5);
        Advice advice = advise(60, PROPORTIONAL);
        assertThat(of(advice, "a").desired()).isEqualTo(6);
        assertThat(of(advice, "b").desired()).as("within the tolerance").isEqualTo(4);
        assertThat(advice.withheld()).isEmpty();
    }

    @Test
    void of_requests_in_flight_it_is_the_same_on_the_utilisation_that_they_show() {
        // 3 in flight are 75 % busy, 1 is 50 %: half as many again
        scene.route("a", 500, 4, 3, 10).polls(5);
        assertThat(of(advise(1, new Concurrency.Slots(1)), "a").desired()).isEqualTo(6);
    }

    @Test
    void a_saturated_route_hides_its_demand_so_at_least_twice_as_many_are_wanted() {
        scene.route("a", 500, 10, 500, 10).polls(5);
        Advice.OfRoute route = of(advise(1, new Concurrency.Slots(1)), "a");
        assertThat(route.desired()).isEqualTo(20);
        assertThat(route.atLeast()).isTrue();
    }

    @Test
    void fewer_are_asked_for_only_after_a_while() {
        scene.route("a", 500, 4, 120, 10).polls(20);
        advised(60);
        scene.route("a", 500, 8, 15, 10);
        for (int second = 0; second < 290; second++) {
            scene.poll();
            assertThat(advised(60)).as("after " + second + " s").isEqualTo(8);
        }
        scene.polls(30);
        assertThat(advised(60)).isEqualTo(2);
    }

    @Test
    void more_are_asked_for_at_once_but_not_more_than_twice_as_many() {
        scene.route("a", 500, 10, 600, 10).polls(5);
        assertThat(of(advise(60, PROPORTIONAL), "a").wanted()).isEqualTo(100);
        assertThat(of(advise(60, PROPORTIONAL), "a").desired()).isEqualTo(20);
    }

    @Test
    void what_is_not_known_is_withheld_and_never_0() {
        scene.route("a", 500, 4, 90, 10).route("b", 500, 0, 0, 0).polls(5);
        Advice advice = advise(60, PROPORTIONAL);
        assertThat(advice.routes()).containsOnlyKeys("a");
        assertThat(advice.withheld()).contains("the load of b is not known");
        scene.missed().missed().missed();
        assertThat(advise(60, PROPORTIONAL).routes()).isEmpty();
        assertThat(advise(60, PROPORTIONAL).withheld())
                .contains("the newest reading is more than two poll intervals old");
    }

    private int advised(double target) {
        Advice advice = advise(target, PROPORTIONAL);
        scene.event(advice);
        return of(advice, "a").desired();
    }

    private static Advice.OfRoute of(Advice advice, String route) {
        return java.util.Objects.requireNonNull(advice.routes().get(route));
    }

    private Advice advise(double target, Concurrency concurrency) {
        CapacityParameters parameters =
                new CapacityParameters(target, concurrency, 0.1, Duration.ofMinutes(5), 1, 1000);
        return new Capacity(parameters, new PolicyContext("web", Scene.SECOND, Scene.PERMILLE)).advise(scene.history());
    }

    @Test
    void a_reading_that_is_suspect_withholds_all() {
        scene.route("a", 500, 4, 90, 10)
                .polls(5)
                .suspect("half of the backends are missing")
                .poll();
        Advice advice = advise(60, PROPORTIONAL);
        assertThat(advice.routes()).isEmpty();
        assertThat(advice.withheld()).contains("half of the backends are missing");
    }

    @Test
    void two_intervals_are_not_too_old() {
        scene.route("a", 500, 4, 90, 10).polls(5).missed();
        assertThat(advise(60, PROPORTIONAL).routes()).containsOnlyKeys("a");
        scene.pass(Duration.ofMillis(1)).event(seenNothing());
        assertThat(advise(60, PROPORTIONAL).routes()).isEmpty();
    }

    private io.steelyard.model.Event seenNothing() {
        return new io.steelyard.model.Observation.Missed(
                scene.now(), scene.now(), 0, io.steelyard.model.Observation.Cause.TIMEOUT, "no answer");
    }

    @Test
    void five_unknown_routes_are_named_and_the_rest_is_counted() {
        scene.route("a", 500, 4, 90, 10);
        for (int i = 1; i <= 5; i++) {
            scene.route("u" + i, 500, 0, 0, 0);
        }
        scene.polls(5);
        assertThat(advise(60, PROPORTIONAL).withheld()).contains("the load of u1, u2, u3, u4, u5 is not known");
        scene.route("u6", 500, 0, 0, 0).route("u7", 500, 0, 0, 0).polls(5);
        assertThat(advise(60, PROPORTIONAL).withheld())
                .contains("the load of u1, u2, u3, u4, u5 and 2 more is not known");
    }

    @Test
    void a_few_backends_may_become_four_more_at_once() {
        scene.route("a", 500, 1, 600, 10).route("b", 500, 6, 600, 10).polls(5);
        Advice advice = advise(60, PROPORTIONAL);
        assertThat(of(advice, "a").desired()).isEqualTo(5);
        assertThat(of(advice, "b").desired()).isEqualTo(12);
    }

    @Test
    void at_the_edge_of_the_tolerance_nothing_changes() {
        scene.route("a", 500, 4, 66, 10).route("b", 500, 4, 67, 10).polls(5); // 10 % is borne
        assertThat(of(advise(60, PROPORTIONAL), "b").desired()).isEqualTo(5);
        scene.route("a", 500, 10, 75, 10).polls(30); // a quarter, which has no rounding
        CapacityParameters quarter = new CapacityParameters(60, PROPORTIONAL, 0.25, Duration.ofMinutes(5), 1, 1000);
        PolicyContext context = new PolicyContext("web", Scene.SECOND, Scene.PERMILLE);
        assertThat(of(new Capacity(quarter, context).advise(scene.history()), "a")
                        .desired())
                .isEqualTo(10);
    }

    @Test
    void the_least_may_be_the_most_but_not_more() {
        Duration downAfter = Duration.ofMinutes(5);
        assertThat(new CapacityParameters(60, PROPORTIONAL, 0.1, downAfter, 3, 3).min())
                .isEqualTo(3);
        assertThatThrownBy(() -> new CapacityParameters(60, PROPORTIONAL, 0.1, downAfter, 4, 3))
                .hasMessage("min: 4 is above max, 3; lower it, or raise max");
    }
}
