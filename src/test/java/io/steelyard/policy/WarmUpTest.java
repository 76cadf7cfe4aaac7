package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.Figure;
import io.steelyard.model.Shares;
import io.steelyard.testing.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    private static final Instant LONG_AGO = Instant.parse("2025-12-31T00:00:00Z");
    private static final Shares WANTED = Shares.inProportion(Map.of("a", 2, "b", 1));

    private final Scene scene = new Scene()
            .route("a", 500, 2, 1, 10)
            .route("b", 500, 1, 1, 10)
            .details("a", Scene.Details.joined(LONG_AGO));

    @Test
    void a_route_with_new_backends_counts_in_part_and_more_from_second_to_second() {
        scene.details("b", Scene.Details.joined(scene.now().wall()));
        scene.poll();
        assertThat(shareOfB(1)).as("a tenth to begin with").isCloseTo(0.1 / 2.1, within(1e-9));
        scene.polls(30);
        assertThat(shareOfB(1)).as("half of the window").isCloseTo(0.5 / 2.5, within(0.01));
        scene.polls(31);
        assertThat(limit(1)).isInstanceOf(Limiter.Pass.class);
    }

    @Test
    void with_more_aggression_it_is_faster_at_first() {
        scene.details("b", Scene.Details.joined(scene.now().wall()));
        scene.polls(15);
        assertThat(shareOfB(2)).isGreaterThan(shareOfB(1));
    }

    @Test
    void when_most_backends_are_new_nobody_is_held_back() {
        scene.details("a", Scene.Details.joined(scene.now().wall()));
        scene.details("b", Scene.Details.joined(scene.now().wall())).poll();
        assertThat(limit(1)).isInstanceOf(Limiter.Pass.class);
    }

    @Test
    void where_the_balancer_does_not_tell_ages_nobody_is_held_back() {
        assertThat(new WarmUp(new WarmUpParameters(Duration.ofMinutes(1), 1, 0.1))
                        .limit(
                                new Scene()
                                        .route("a", 1, 1, 1, 1)
                                        .route("b", 1, 1, 1, 1)
                                        .poll()
                                        .history(),
                                WANTED))
                .isInstanceOf(Limiter.Pass.class);
    }

    @Test
    void shares_that_nobody_wants_to_change_are_left_alone() {
        scene.details("b", Scene.Details.joined(scene.now().wall())).poll();
        Limiter.Verdict verdict = new WarmUp(new WarmUpParameters(Duration.ofMinutes(1), 1, 0.1))
                .limit(scene.history(), scene.history().shares().orElseThrow());
        assertThat(verdict).isInstanceOf(Limiter.Pass.class);
    }

    private double shareOfB(double aggression) {
        return ((Limiter.Bounded) limit(aggression)).shares().of("b");
    }

    private Limiter.Verdict limit(double aggression) {
        return new WarmUp(new WarmUpParameters(Duration.ofMinutes(1), aggression, 0.1)).limit(scene.history(), WANTED);
    }

    @Test
    void what_is_told_is_how_many_are_young() {
        scene.details("b", Scene.Details.joined(scene.now().wall())).poll();
        Limiter.Bounded bounded = (Limiter.Bounded) limit(1);
        assertThat(bounded.reason().text()).isEqualTo("1 of 3 backends are younger than 60s");
        assertThat(bounded.figures()).containsExactly(Figure.of("young", 1, 1.5));
        assertThat(bounded.safety()).isFalse();
    }

    @Test
    void when_exactly_half_are_new_there_are_still_others() {
        scene.route("b", 500, 2, 1, 10)
                .details("b", Scene.Details.joined(scene.now().wall()));
        scene.poll();
        assertThat(limit(1)).isInstanceOf(Limiter.Bounded.class);
    }

    @Test
    void at_the_end_of_the_window_a_backend_is_new_no_more() {
        scene.details("b", Scene.Details.joined(scene.now().wall()));
        scene.polls(60);
        assertThat(limit(1)).isInstanceOf(Limiter.Pass.class);
    }

    @Test
    void a_route_counts_by_the_part_of_it_that_is_new() {
        Instant now = scene.now().wall();
        scene.route("b", 500, 1, 1, 10)
                .line("c", new Scene.Line(0, 0, 1, 0, 0))
                .details("b", Scene.Details.joined(now));
        scene.poll();
        assertThat(shareOfB(1)).as("a route without backends changes nothing").isCloseTo(0.1 / 2.1, within(1e-9));
    }
}
