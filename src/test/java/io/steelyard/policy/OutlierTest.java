package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.guard.Guard;
import io.steelyard.guard.Limits;
import io.steelyard.model.Decision;
import io.steelyard.model.Reason;
import io.steelyard.model.Reason.Code;
import io.steelyard.model.Shares;
import io.steelyard.testing.Scene;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutlierTest {

    private static final Shares EVEN = Shares.inProportion(Map.of("a", 1, "b", 1, "c", 1, "d", 1));

    private final Scene scene = new Scene();

    OutlierTest() {
        for (String route : List.of("a", "b", "c", "d")) {
            scene.route(route, 250, 2, 10, 100).details(route, Scene.Details.errors(0.1));
        }
    }

    @Test
    void a_route_that_fails_beyond_its_peers_keeps_a_small_part() {
        scene.polls(10).details("d", Scene.Details.errors(10)).polls(12); // of 50 requests per second each
        Limiter.Bounded bounded = (Limiter.Bounded) limit(EVEN);
        assertThat(bounded.ejected()).containsExactly("d");
        assertThat(bounded.shares().of("d")).isCloseTo(0.01 / 3.01, within(1e-9));
        assertThat(bounded.reason().code()).isEqualTo(Code.OUTLIER);
        assertThat(bounded.reason().text()).contains("d fails 20.0% of its requests, the median 0.2%");
    }

    @Test
    void a_single_bad_poll_ejects_nobody() {
        scene.polls(10).details("d", Scene.Details.errors(50)).polls(1);
        assertThat(limit(EVEN)).isInstanceOf(Limiter.Pass.class);
    }

    @Test
    void a_slow_route_is_an_outlier_too() {
        for (String route : List.of("a", "b", "c", "d")) {
            scene.details(route, Scene.Details.response(Duration.ofMillis("d".equals(route) ? 300 : 100)));
        }
        scene.polls(15);
        Limiter.Bounded bounded = (Limiter.Bounded) limit(EVEN);
        assertThat(bounded.ejected()).containsExactly("d");
        assertThat(bounded.reason().text()).contains("d answers in 300ms, the median in 100ms");
    }

    @Test
    void when_all_fail_alike_it_is_not_the_routes() {
        for (String route : List.of("a", "b", "c", "d")) {
            scene.details(route, Scene.Details.errors(20));
        }
        scene.polls(15);
        assertThat(limit(EVEN)).isInstanceOf(Limiter.Pass.class);
    }

    @Test
    void no_more_is_ejected_than_allowed_the_worst_first() {
        scene.details("c", Scene.Details.errors(48))
                .details("d", Scene.Details.errors(50))
                .polls(15);
        Limiter.Bounded bounded = (Limiter.Bounded) limit(EVEN);
        assertThat(bounded.ejected()).hasSize(1);
        assertThat(bounded.reason().text()).contains("but stays in (max_ejected)");
    }

    @Test
    void few_requests_say_nothing() {
        scene.route("d", 250, 2, 10, 1).details("d", Scene.Details.errors(0.5)).polls(15);
        assertThat(limit(EVEN)).isInstanceOf(Limiter.Pass.class);
    }

    @Test
    void a_route_that_fails_fast_looks_idle_and_gets_nothing_more() {
        scene.route("d", 250, 2, 1, 100)
                .details("d", Scene.Details.errors(3))
                .polls(15); // 6 %, not yet for long enough to eject
        Shares greedy = Shares.inProportion(Map.of("a", 1, "b", 1, "c", 1, "d", 7));
        Limiter.Verdict verdict = new Outlier(parameters(20)).limit(scene.history(), greedy);
        assertThat(verdict).isInstanceOfSatisfying(Limiter.Bounded.class, bounded -> {
            assertThat(bounded.shares().of("d")).isCloseTo(0.25, within(1e-9));
            assertThat(bounded.ejected()).isEmpty();
            assertThat(bounded.reason().text()).contains("d is idle and fails 6% of its requests, gets no more");
        });
    }

    @Test
    void where_failures_are_not_known_too_many_answers_of_an_idle_route_are_suspect() {
        Scene silent = new Scene()
                .route("a", 250, 2, 10, 100)
                .route("b", 250, 2, 10, 100)
                .route("c", 250, 2, 10, 100)
                .route("d", 250, 2, 1, 300)
                .polls(15);
        Shares greedy = Shares.inProportion(Map.of("a", 1, "b", 1, "c", 1, "d", 7));
        Limiter.Bounded bounded = (Limiter.Bounded) new Outlier(parameters(3)).limit(silent.history(), greedy);
        assertThat(bounded.shares().of("d")).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void it_is_out_for_a_time_that_grows_and_comes_back_slowly() {
        scene.polls(10).details("d", Scene.Details.errors(10)).polls(12);
        eject();
        scene.details("d", Scene.Details.errors(0.1)).polls(20);
        assertThat(((Limiter.Bounded) limit(EVEN)).ejected()).as("for 30 s").containsExactly("d");
        scene.polls(12);
        Limiter.Bounded rising = (Limiter.Bounded) limit(EVEN);
        assertThat(rising.ejected()).isEmpty();
        assertThat(rising.shares().of("d")).isLessThan(0.1);
        assertThat(rising.reason().text()).contains("d comes back");
        scene.polls(30);
        assertThat(limit(EVEN)).isInstanceOf(Limiter.Pass.class);
        apply(EVEN);
        scene.details("d", Scene.Details.errors(10)).polls(15);
        eject();
        scene.details("d", Scene.Details.errors(0.1)).polls(45);
        assertThat(((Limiter.Bounded) limit(EVEN)).ejected()).as("for 60 s").containsExactly("d");
    }

    private void eject() {
        Policy policy = Limited.of(wants(EVEN), List.of(new Limited.Named("outlier", new Outlier(parameters(3)))));
        assertThat(decide(policy)).isTrue();
    }

    private void apply(Shares shares) {
        assertThat(decide(wants(shares))).isTrue();
        scene.polls(10);
    }

    private boolean decide(Policy policy) {
        Limits wide = new Limits(Scene.SECOND, 0, 0, 1, 100, Duration.ZERO, 0.01, 0.5, 100, java.util.Optional.empty());
        Decision decision = new Guard("test", policy, wide, Scene.PERMILLE).decide(scene.history());
        if (decision instanceof Decision.Reweigh reweigh) {
            scene.apply(reweigh);
            return true;
        }
        return false;
    }

    private static Policy wants(Shares shares) {
        return history -> new Proposal.Target(shares, Map.of(), new Reason(Code.REBALANCE, "test"), List.of());
    }

    private Limiter.Verdict limit(Shares wanted) {
        return new Outlier(parameters(3)).limit(scene.history(), wanted);
    }

    private static OutlierParameters parameters(int polls) {
        return new OutlierParameters(
                5,
                polls,
                10,
                0.85,
                50,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                0.01,
                0.34);
    }

    @Test
    void of_several_the_largest_goes_first() {
        scene.route("a", 200, 2, 10, 100)
                .route("b", 300, 2, 10, 100)
                .details("a", Scene.Details.errors(50))
                .details("b", Scene.Details.errors(49))
                .polls(15);
        Limiter.Bounded bounded = (Limiter.Bounded) limit(Shares.inProportion(Map.of("a", 2, "b", 3, "c", 3, "d", 3)));
        assertThat(bounded.ejected()).containsExactly("b");
        assertThat(bounded.reason().text())
                .isEqualTo("a fails 100% of its requests, but stays in (max_ejected), b fails 98% of its requests");
    }

    @Test
    void what_is_bad_now_goes_before_a_larger_one_whose_time_is_only_not_over() {
        scene.polls(10).details("a", Scene.Details.errors(10)).polls(12);
        eject();
        scene.details("a", Scene.Details.errors(0.1)).polls(15);
        scene.details("d", Scene.Details.errors(50)).polls(6);
        Shares wanted = Shares.inProportion(Map.of("a", 3, "b", 2, "c", 2, "d", 2));
        assertThat(((Limiter.Bounded) limit(wanted)).ejected()).containsExactly("d");
    }

    @Test
    void exactly_as_much_as_allowed_may_be_out() {
        scene.details("c", Scene.Details.errors(48))
                .details("d", Scene.Details.errors(50))
                .polls(15);
        assertThat(bounded(EVEN, 3, 0.01, 0.5).ejected()).containsExactlyInAnyOrder("c", "d");
        assertThat(bounded(EVEN, 3, 0.01, 0.49).ejected()).hasSize(1);
    }

    @Test
    void one_route_may_always_be_out_unless_it_has_more_than_half_of_the_traffic() {
        scene.route("d", 750, 2, 10, 100).details("d", Scene.Details.errors(50)).polls(15); // half of 1500
        assertThat(bounded(EVEN, 3, 0.01, 0.34).ejected()).containsExactly("d");
        scene.route("d", 780, 2, 10, 100).polls(15);
        assertThat(limit(EVEN)).isInstanceOf(Limiter.Pass.class);
    }

    @Test
    void a_new_outlier_comes_before_one_that_is_well_again_and_still_out() {
        scene.polls(10).details("d", Scene.Details.errors(10)).polls(12);
        eject();
        scene.details("d", Scene.Details.errors(0.1)).polls(15);
        scene.details("a", Scene.Details.errors(50)).polls(6);
        Limiter.Bounded bounded = (Limiter.Bounded) limit(EVEN);
        assertThat(bounded.ejected()).containsExactly("a");
        // d has a hundredth of its share now, but it is what it had before that counts; it begins again with a tenth
        assertThat(bounded.shares().of("d")).isCloseTo(0.1 / (0.01 + 2 + 0.1), within(1e-9));
        assertThat(bounded.reason().text()).endsWith("d comes back");
    }

    @Test
    void the_last_route_is_not_taken_away() {
        scene.details("d", Scene.Details.errors(50)).polls(15);
        Limiter.Verdict verdict = outlier(3, 0, 0.34).limit(scene.history(), Shares.inProportion(Map.of("d", 1)));
        assertThat(verdict).isInstanceOfSatisfying(Limiter.Veto.class, veto -> {
            assertThat(veto.reason().code()).isEqualTo(Code.OUTLIER);
            assertThat(veto.reason().text())
                    .startsWith("no route would be left: ")
                    .contains("fails 100%");
        });
    }

    @Test
    void one_that_must_stay_in_gets_nothing_more_for_its_idleness() {
        scene.details("c", Scene.Details.errors(50))
                .route("d", 250, 2, 1, 100)
                .details("d", Scene.Details.errors(50))
                .polls(15);
        Shares greedy = Shares.inProportion(Map.of("a", 1, "b", 1, "c", 8, "d", 7));
        Limiter.Bounded bounded = (Limiter.Bounded) limit(greedy);
        assertThat(bounded.ejected()).containsExactly("c");
        assertThat(bounded.shares().of("d")).isCloseTo(0.25, within(1e-9));
        assertThat(bounded.reason().text())
                .contains("d fails 100% of its requests, but stays in (max_ejected), is idle and fails 100% of its"
                        + " requests, gets no more");
    }

    @Test
    void five_routes_are_named_and_the_rest_is_counted() {
        Map<String, Integer> wanted = new java.util.TreeMap<>();
        for (int i = 0; i < 12; i++) {
            String route = "r" + (char) ('a' + i);
            scene.route(route, 250, 2, 10, 100).details(route, Scene.Details.errors(i < 5 ? 50 : 0.1));
            wanted.put(route, 1);
        }
        scene.polls(15);
        Shares even = Shares.inProportion(wanted);
        assertThat(bounded(even, 3, 0.01, 0.34).reason().text())
                .contains("re fails 100% of its requests")
                .doesNotContain("more");
        scene.details("rf", Scene.Details.errors(50))
                .details("rg", Scene.Details.errors(50))
                .polls(15);
        assertThat(bounded(even, 3, 0.01, 0.34).reason().text())
                .startsWith("ra fails 100% of its requests, rb fails")
                .endsWith("re fails 100% of its requests and 2 more");
    }

    private Limiter.Bounded bounded(Shares wanted, int polls, double keep, double maxEjected) {
        return (Limiter.Bounded) outlier(polls, keep, maxEjected).limit(scene.history(), wanted);
    }

    private static Outlier outlier(int polls, double keep, double maxEjected) {
        return new Outlier(new OutlierParameters(
                5,
                polls,
                10,
                0.85,
                50,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                keep,
                maxEjected));
    }
}
