package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.Shares;
import io.steelyard.testing.Scene;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Routes of 100 requests per second, of which so many fail; windows of four readings, a second each. */
class SignsTest {

    private static final Offset<Double> EXACT = within(1e-9);

    private final Scene scene = new Scene();
    private OutlierParameters parameters = parameters(4, 50);

    @Test
    void each_route_is_judged_by_the_sums_of_its_last_readings() {
        failing("a", 50).failing("b", 0).scene.polls(3);
        scene.route("a", 500, 2, 3, 300).details("a", Scene.Details.errors(5)).polls(2); // 10 of 300 fail
        Signs.OfRoute a = of("a");
        assertThat(a.requests()).isCloseTo(100 + 100 + 300 + 300, EXACT);
        assertThat(a.rate()).isCloseTo(200, EXACT);
        assertThat(a.failures().orElseThrow()).isCloseTo((50 + 50 + 10 + 10) / 800.0, EXACT);
        assertThat(a.load().orElseThrow()).isCloseTo(2, EXACT);
        assertThat(a.seconds()).isEmpty();
    }

    @Test
    void a_response_time_counts_by_the_requests_that_had_it() {
        scene.route("a", 500, 1, 1, 100).details("a", Scene.Details.response(Duration.ofMillis(100)));
        scene.polls(2).route("a", 500, 1, 1, 300).details("a", Scene.Details.response(Duration.ofMillis(200)));
        scene.polls(2);
        assertThat(of("a").seconds().orElseThrow()).isCloseTo((0.1 * 200 + 0.2 * 600) / 800, EXACT);
        assertThat(of("a").failures()).isEmpty();
    }

    @Test
    void more_errors_than_requests_are_all_of_them() {
        failing("a", 300).scene.polls(4); // a balancer may count its own refusals
        assertThat(of("a").failures().orElseThrow()).isEqualTo(1);
        assertThat(of("a").requests()).isCloseTo(1200, EXACT);
    }

    @Test
    void it_can_look_back_and_needs_two_readings_to_do_so() {
        failing("a", 0).scene.polls(2);
        failing("a", 80).scene.polls(2);
        assertThat(at(2).failures().orElseThrow()).isZero();
        assertThat(at(1).failures().orElseThrow()).isCloseTo(80 / 300.0, EXACT);
        assertThat(Signs.at(scene.history(), parameters, 3).routes())
                .as("one reading")
                .isEmpty();
        assertThat(Signs.at(scene.history(), parameters, 4).routes()).as("none").isEmpty();
        parameters = parameters(1, 50);
        assertThat(at(3).failures().orElseThrow())
                .as("if one is asked for it is enough")
                .isZero();
    }

    @Test
    void readings_that_are_further_apart_stand_for_more_requests() {
        failing("a", 0);
        for (int i = 0; i < 4; i++) {
            scene.poll().pass(Duration.ofSeconds(2));
        }
        assertThat(of("a").requests()).isCloseTo(4 * 3 * 100, EXACT);
        parameters = parameters(1, 50);
        assertThat(of("a").requests()).as("of a single one a second").isCloseTo(100, EXACT);
    }

    @Test
    void readings_without_backends_say_nothing() {
        failing("a", 10).scene.polls(2);
        scene.line("a", new Scene.Line(500, 0, 1, 0, 0)).polls(2);
        assertThat(of("a").rate()).isCloseTo(100, EXACT);
        scene.polls(2);
        assertThat(Signs.last(scene.history(), parameters).routes()).isEmpty();
    }

    @Test
    void a_route_that_fails_nearly_all_is_one_whatever_the_others_do() {
        failing("a", 84).failing("b", 84).scene.polls(4);
        assertThat(outliers()).isEmpty();
        failing("a", 85).scene.polls(4);
        assertThat(outliers()).containsExactly(Map.entry("a", "fails 85% of its requests"));
    }

    @Test
    void a_route_that_fails_beyond_the_spread_of_at_least_two_others_is_one() {
        failing("a", 0).failing("b", 9).scene.polls(4);
        assertThat(outliers())
                .as("two routes have no median that could blame one")
                .isEmpty();
        failing("c", 0).scene.polls(4);
        assertThat(outliers()).containsExactly(Map.entry("b", "fails 9.0% of its requests, the median 0.0%"));
    }

    @Test
    void but_not_for_less_than_five_more_of_a_hundred() {
        failing("a", 1).failing("b", 1).failing("c", 5).scene.polls(4);
        assertThat(outliers()).isEmpty();
        failing("c", 7).scene.polls(4);
        assertThat(outliers()).containsOnlyKeys("c");
    }

    @Test
    void where_the_others_differ_much_it_must_be_further_away() {
        // median 20, distances 20, 10, 0, 10 and 55: their median of 10 is a spread of 14.8, five of which are too many
        failing("a", 0)
                .failing("b", 10)
                .failing("c", 20)
                .failing("d", 30)
                .failing("e", 75)
                .scene
                .polls(4);
        assertThat(outliers()).isEmpty();
        // distances 2, 1, 0, 1 and 55: five times 1.48
        failing("a", 18).failing("b", 19).failing("d", 21).scene.polls(4);
        assertThat(outliers()).containsOnlyKeys("e");
    }

    @Test
    void of_an_even_number_the_median_is_between_the_two_in_the_middle() {
        failing("a", 4).failing("b", 8).failing("c", 2).failing("d", 80).scene.polls(4);
        // median 6, distances 2, 2, 4 and 74, so 6 + 5 · 1.48 · 3 = 28
        assertThat(outliers()).containsExactly(Map.entry("d", "fails 80.0% of its requests, the median 6.0%"));
    }

    @Test
    void a_slow_one_must_be_twice_as_slow_as_the_median() {
        answering("a", 100).answering("b", 100).answering("c", 199).scene.polls(4);
        assertThat(outliers()).isEmpty();
        answering("c", 210).scene.polls(4);
        assertThat(outliers()).containsExactly(Map.entry("c", "answers in 210ms, the median in 100ms"));
    }

    @Test
    void and_beyond_the_spread() {
        answering("a", 50)
                .answering("b", 100)
                .answering("c", 150)
                .answering("d", 210)
                .answering("e", 60);
        scene.polls(4); // median 100, distances 50, 0, 50, 110 and 40: 100 + 5 · 1.48 · 50
        assertThat(outliers()).isEmpty();
    }

    @Test
    void few_requests_blame_nobody_and_are_nobodys_measure() {
        parameters = parameters(4, 401);
        failing("a", 0).failing("b", 0).failing("c", 90).scene.polls(4);
        assertThat(outliers()).isEmpty();
        parameters = parameters(4, 400);
        assertThat(outliers()).containsOnlyKeys("c");
        scene.route("b", 500, 1, 1, 50).polls(4);
        failing("c", 50).scene.polls(4);
        assertThat(outliers()).as("two are left that count").isEmpty();
    }

    @Test
    void one_that_is_idle_and_fails_more_is_not_believed() {
        loaded("a", 4).loaded("b", 4).loaded("c", 1.9);
        failingOf("c", 6);
        assertThat(idle()).containsExactly(Map.entry("c", "is idle and fails 6% of its requests"));
        loaded("c", 2.1);
        assertThat(idle()).as("half of the median is not idle").isEmpty();
        loaded("c", 1.9);
        failingOf("c", 4);
        assertThat(idle()).as("nor are failures within five of a hundred").isEmpty();
    }

    @Test
    void where_failures_are_unknown_one_and_a_half_times_its_part_of_the_answers_is_too_much() {
        // c has a fifth of the weight
        scene.route("a", 400, 1, 4, 350).route("b", 400, 1, 4, 340).route("c", 200, 1, 1, 310);
        scene.polls(4);
        assertThat(idle())
                .containsExactly(Map.entry(
                        "c", "is idle and answers more than its weight would give it, as one that fails fast"));
        scene.route("c", 200, 1, 1, 290).polls(4);
        assertThat(idle()).isEmpty();
        scene.route("c", 0, 1, 1, 310).polls(4);
        assertThat(idle()).as("a route that should get nothing is not meant").isEmpty();
    }

    private SignsTest failing(String route, double errors) {
        scene.route(route, 500, 1, 1, 100).details(route, Scene.Details.errors(errors));
        return this;
    }

    private SignsTest answering(String route, int milliseconds) {
        scene.route(route, 500, 1, 1, 100).details(route, Scene.Details.response(Duration.ofMillis(milliseconds)));
        return this;
    }

    private SignsTest loaded(String route, double load) {
        scene.route(route, 500, 1, load, 100).details(route, Scene.Details.errors(0));
        return this;
    }

    private void failingOf(String route, double errors) {
        scene.details(route, Scene.Details.errors(errors)).polls(4);
    }

    private Map<String, String> outliers() {
        return Signs.last(scene.history(), parameters).outliers();
    }

    private Map<String, String> idle() {
        Shares inForce = scene.polls(4).history().shares().orElseThrow();
        return Signs.last(scene.history(), parameters).failingFast(inForce);
    }

    private Signs.OfRoute of(String route) {
        return Objects.requireNonNull(
                Signs.last(scene.history(), parameters).routes().get(route));
    }

    private Signs.OfRoute at(int back) {
        return Objects.requireNonNull(
                Signs.at(scene.history(), parameters, back).routes().get("a"));
    }

    private static OutlierParameters parameters(int readings, int minRequests) {
        return new OutlierParameters(
                5,
                1,
                readings,
                0.85,
                minRequests,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                0.01,
                0.34);
    }
}
