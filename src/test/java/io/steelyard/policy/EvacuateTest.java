package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.Figure;
import io.steelyard.model.Reason.Code;
import io.steelyard.model.Shares;
import io.steelyard.testing.Scene;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvacuateTest {

    private static final Shares WANTED = Shares.inProportion(Map.of("a", 0.5, "b", 0.3, "c", 0.2));

    private final Scene scene =
            new Scene().route("a", 500, 4, 1, 10).route("b", 300, 4, 1, 10).route("c", 200, 4, 1, 10);

    @Test
    void a_route_without_backends_loses_its_traffic_at_once_and_the_others_take_it_in_proportion() {
        scene.polls(5).route("c", 200, 0, 0, 0).poll();
        assertThat(limit()).isInstanceOfSatisfying(Limiter.Bounded.class, bounded -> {
            assertThat(bounded.safety()).isTrue();
            assertThat(bounded.shares().of("c")).isZero();
            assertThat(bounded.shares().of("a")).isCloseTo(0.625, within(1e-9));
            assertThat(bounded.reason().code()).isEqualTo(Code.EVACUATION);
        });
    }

    @Test
    void a_route_whose_backends_are_all_in_a_state_that_counts_as_down_is_left_too() {
        scene.details("c", Scene.Details.state("Down")).poll();
        assertThat(limit())
                .isInstanceOfSatisfying(
                        Limiter.Bounded.class,
                        bounded -> assertThat(bounded.shares().of("c")).isZero());
        scene.details("c", Scene.Details.state("Busy")).polls(40);
        assertThat(limit()).as("an unknown state counts as nothing").isInstanceOf(Limiter.Pass.class);
    }

    /** The states of the reading before are taken over where they are the same; once they were where they were not. */
    @Test
    void a_backend_that_left_while_it_was_down_is_forgotten() {
        scene.states("c", "Up", "Down").poll().states("c", "Up").poll();
        assertThat(scene.history().latest().routes().get("c"))
                .isNotNull()
                .satisfies(route -> assertThat(route.states()).isEqualTo(Map.of("Up", 1)));
        assertThat(limit()).isInstanceOf(Limiter.Pass.class);
    }

    @Test
    void with_all_backends_there_it_says_nothing() {
        scene.polls(5);
        assertThat(limit()).isInstanceOf(Limiter.Pass.class);
    }

    @Test
    void when_too_few_backends_would_be_left_everything_stays() {
        scene.polls(5)
                .route("a", 500, 0, 0, 0)
                .route("b", 300, 2, 1, 10)
                .route("c", 200, 1, 1, 10)
                .poll();
        assertThat(limit()).isInstanceOfSatisfying(Limiter.Veto.class, veto -> {
            assertThat(veto.reason().code()).isEqualTo(Code.PANIC);
            assertThat(veto.reason().text()).contains("3 of the 12 backends", "less than 50%");
        });
    }

    @Test
    void a_route_that_has_backends_again_comes_back_over_the_ramp() {
        scene.polls(5).route("c", 200, 0, 0, 0).polls(5).route("c", 0, 4, 1, 0).poll();
        assertThat(shareOfC()).isCloseTo(0.02, within(1e-9));
        scene.polls(14);
        assertThat(shareOfC()).isCloseTo(0.1, within(1e-9)); // half of the 30 s
        scene.polls(15);
        assertThat(limit()).isInstanceOf(Limiter.Pass.class);
    }

    private double shareOfC() {
        Limiter.Bounded bounded = (Limiter.Bounded) limit();
        assertThat(bounded.safety()).isFalse();
        assertThat(bounded.shares().of("a") / bounded.shares().of("b")).isCloseTo(5 / 3.0, within(1e-9));
        return bounded.shares().of("c");
    }

    private Limiter.Verdict limit() {
        return new Evacuate(new EvacuateParameters(0.5, Duration.ofSeconds(30), List.of("Down")), Scene.SECOND)
                .limit(scene.history(), WANTED);
    }

    @Test
    void what_is_moved_is_told() {
        scene.polls(5).route("c", 200, 0, 0, 0).poll();
        Limiter.Bounded bounded = (Limiter.Bounded) limit();
        assertThat(bounded.reason().text()).isEqualTo("no backends in c");
        assertThat(bounded.figures()).containsExactly(Figure.of("evacuated", WANTED.of("c")));
        scene.route("c", 200, 4, 1, 10).poll();
        assertThat(((Limiter.Bounded) limit()).reason().text())
                .isEqualTo("c had no backends lately and comes back slowly");
    }

    @Test
    void a_route_that_is_to_get_nothing_needs_no_evacuation() {
        scene.polls(5).route("c", 200, 0, 0, 0).poll();
        assertThat(limit(Shares.inProportion(Map.of("a", 1, "b", 1, "c", 0)))).isInstanceOf(Limiter.Pass.class);
        scene.route("c", 200, 4, 1, 10).poll();
        assertThat(limit(Shares.inProportion(Map.of("a", 1, "b", 1, "c", 0)))).isInstanceOf(Limiter.Pass.class);
    }

    @Test
    void there_must_be_somebody_to_take_it() {
        scene.polls(5).route("c", 200, 0, 0, 0).poll();
        assertThat(limit(Shares.inProportion(Map.of("a", 0, "c", 1))))
                .isInstanceOfSatisfying(Limiter.Veto.class, veto -> {
                    assertThat(veto.reason().code()).isEqualTo(Code.NO_CHOICE);
                    assertThat(veto.reason().text()).isEqualTo("no other route than [c] has traffic");
                });
    }

    @Test
    void a_route_that_comes_back_and_is_the_only_one_has_all_at_once() {
        scene.polls(5)
                .route("c", 200, 0, 0, 0)
                .polls(2)
                .route("c", 200, 4, 1, 10)
                .poll();
        Shares alone = Shares.inProportion(Map.of("a", 0, "c", 1));
        assertThat(((Limiter.Bounded) limit(alone)).shares()).isEqualTo(alone);
    }

    @Test
    void just_as_many_as_must_be_left_are_enough() {
        scene.polls(5).route("a", 500, 2, 1, 10).route("c", 200, 0, 0, 0).poll();
        assertThat(limit()).as("6 of 12").isInstanceOf(Limiter.Bounded.class);
        scene.details("b", Scene.Details.state("Down")).poll();
        assertThat(limit()).as("those that are down are not left").isInstanceOf(Limiter.Veto.class);
    }

    @Test
    void no_ramp_is_longer_than_what_is_remembered() {
        scene.polls(5)
                .route("c", 200, 0, 0, 0)
                .polls(2)
                .route("c", 200, 4, 1, 10)
                .polls(30);
        Limiter.Verdict verdict = new Evacuate(
                        new EvacuateParameters(0.5, Duration.ofHours(1), List.of()), Scene.SECOND)
                .limit(scene.history(), WANTED);
        assertThat(((Limiter.Bounded) verdict).shares().of("c"))
                .as("half of 60 polls")
                .isCloseTo(0.1, within(1e-9));
        assertThat(new Evacuate(new EvacuateParameters(0.5, Duration.ZERO, List.of()), Scene.SECOND)
                        .limit(scene.history(), WANTED))
                .as("none at all")
                .isInstanceOf(Limiter.Pass.class);
    }

    private Limiter.Verdict limit(Shares wanted) {
        return new Evacuate(new EvacuateParameters(0.5, Duration.ofSeconds(30), List.of("Down")), Scene.SECOND)
                .limit(scene.history(), wanted);
    }
}
