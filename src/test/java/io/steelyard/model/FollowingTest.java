package io.steelyard.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.Scene;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Whether the traffic followed a move. */
class FollowingTest {

    /** Loads are requests in flight. */
    private static final Capabilities QUEUES =
            new Capabilities(1000, Capabilities.Unit.ROUTE, OptionalInt.of(1000), false, true, Duration.ZERO, 1);

    private final Scene scene = new Scene();
    private Map<String, Integer> weights = Map.of("a", 500, "b", 500);

    @Test
    void traffic_that_follows_is_told_at_the_first_settled_reading() {
        traffic(500, 500).polls(4);
        move(700, 300);
        traffic(700, 300).polls(2);
        assertThat(followed()).containsExactly(OptionalDouble.empty());
        scene.poll();
        assertThat(followed()).hasSize(1);
        assertThat(followed().get(0).orElseThrow()).isCloseTo(1, Offset.offset(0.01));
    }

    @Test
    void traffic_that_does_not_follow_is_told_when_there_is_no_more_hope() {
        traffic(500, 500).polls(4);
        move(700, 300);
        scene.polls(9);
        assertThat(followed()).containsExactly(OptionalDouble.empty());
        scene.poll();
        assertThat(followed()).containsExactly(OptionalDouble.of(0));
    }

    @Test
    void a_move_that_the_next_one_overtakes_is_judged_by_what_lies_between() {
        traffic(500, 500).polls(4);
        move(700, 300);
        scene.polls(4);
        move(500, 500);
        scene.polls(1);
        assertThat(followed()).containsExactly(OptionalDouble.of(0), OptionalDouble.empty());
        traffic(700, 300).polls(8); // the second did what the first should have done: nobody may mistake it
        assertThat(followed().get(0)).isEqualTo(OptionalDouble.of(0));
    }

    @Test
    void every_move_is_judged_however_fast_they_come() {
        traffic(500, 500).polls(4);
        for (int i = 0; i < 6; i++) {
            int weight = i % 2 == 0 ? 700 : 500;
            move(weight, 1000 - weight);
            traffic(weight, 1000 - weight).polls(3);
        }
        assertThat(followed()).hasSize(6).allMatch(part -> Math.abs(part.orElse(0) - 1) < 0.01);
    }

    @Test
    void one_reading_on_each_side_is_a_number() {
        Scene hasty = new Scene(0, Scene.PERMILLE);
        hasty.route("a", 500, 1, 1, 500_000).route("b", 500, 1, 1, 500_000).poll();
        apply(hasty, 700, 300);
        hasty.route("a", 700, 1, 1, 600_000).route("b", 300, 1, 1, 400_000).poll();
        assertThat(hasty.history().moves().get(0).followed().orElseThrow()).isCloseTo(0.5, Offset.offset(0.01));
    }

    @Test
    void a_few_requests_prove_nothing() {
        scene.route("a", 500, 1, 1, 2).route("b", 500, 1, 1, 2).polls(4);
        move(700, 300);
        scene.polls(20);
        assertThat(followed()).containsExactly(OptionalDouble.empty());
    }

    @Test
    void a_small_move_is_not_judged() {
        traffic(500, 500).polls(4);
        move(540, 460);
        traffic(540, 460).polls(20);
        assertThat(followed()).containsExactly(OptionalDouble.empty());
    }

    @Test
    void a_route_that_works_off_its_backlog_hides_nothing_of_what_follows() {
        Scene queues = new Scene(2, QUEUES);
        for (int second = 0; second < 5; second++) { // 500 arrive in each, 300 of a are answered
            queues.route("a", 500, 1, 5000 + 200 * second, 300)
                    .route("b", 500, 1, 3, 500)
                    .poll();
        }
        apply(queues, 200, 800);
        for (int second = 0; second < 10; second++) { // 200 arrive in a, 300 are answered still
            queues.route("a", 200, 1, 5800 - 100 * second, 300)
                    .route("b", 800, 1, 3, 800)
                    .poll();
        }
        assertThat(queues.history().moves().get(0).followed().orElseThrow()).isGreaterThan(Outcome.LEAST);
    }

    @Test
    void a_backlog_that_only_grows_is_no_sign_that_the_traffic_followed() {
        Scene queues = new Scene(2, QUEUES);
        for (int second = 0; second < 5; second++) {
            queues.route("a", 500, 1, 5000 + 200 * second, 300)
                    .route("b", 500, 1, 3, 500)
                    .poll();
        }
        apply(queues, 200, 800);
        for (int second = 0; second < 10; second++) { // it sticks to where it was
            queues.route("a", 200, 1, 6000 + 200 * second, 300)
                    .route("b", 800, 1, 3, 500)
                    .poll();
        }
        assertThat(queues.history().moves().get(0).followed().orElseThrow()).isCloseTo(0, Offset.offset(0.05));
    }

    /** Requests per second of both, whatever their weights. */
    private Scene traffic(double a, double b) {
        return scene.route("a", weights.getOrDefault("a", 0), 1, 1, 1000 * a)
                .route("b", weights.getOrDefault("b", 0), 1, 1, 1000 * b);
    }

    private void move(int a, int b) {
        weights = Map.of("a", a, "b", b);
        apply(scene, a, b);
    }

    private static void apply(Scene scene, int a, int b) {
        scene.apply(scene.reweigh("id-" + scene.now().elapsed(), Map.of("a", a, "b", b)));
    }

    private List<Move> moves() {
        return scene.history().moves();
    }

    private List<OptionalDouble> followed() {
        return moves().stream().map(Move::followed).toList();
    }
}
