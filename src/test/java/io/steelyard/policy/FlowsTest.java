package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.testing.Scene;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FlowsTest {

    private static final Offset<Double> EXACT = within(1e-9);

    private final Scene scene = new Scene();

    @Test
    void what_arrives_is_what_is_completed_and_what_the_queues_grow_by() {
        for (int second = 0; second < 8; second++) { // six more wait each second in each of two backends of a
            scene.route("a", 500, 2, 6.0 * second, 20)
                    .route("b", 500, 1, 1, 10 + second)
                    .poll();
        }
        Flows flows = Flows.of(scene.history(), true);
        Flows.Flow a = flow(flows, "a");
        assertThat(a.completed()).isCloseTo(20, EXACT);
        assertThat(a.load()).isCloseTo(2 * 6 * 3.5, EXACT);
        assertThat(a.growth()).isCloseTo(12, EXACT);
        assertThat(a.arriving()).isCloseTo(32, EXACT);
        assertThat(flow(flows, "b").arriving()).isCloseTo(13.5, EXACT);
        assertThat(flows.completed()).isCloseTo(33.5, EXACT);
        assertThat(flows.growth()).isCloseTo(12, EXACT);
        assertThat(flows.arriving()).isCloseTo(45.5, EXACT);
        assertThat(flows.load()).isCloseTo(43, EXACT);
    }

    @Test
    void growth_is_from_the_first_quarter_to_the_last_so_that_one_odd_reading_at_an_end_counts_little() {
        double[] loads = {4, 0, 9, 9, 9, 9, 8, 4}; // 2 at second 0.5, 6 at second 6.5
        for (double load : loads) {
            scene.route("a", 500, 1, load, 10).poll();
        }
        assertThat(flow(Flows.of(scene.history(), true), "a").growth()).isCloseTo(4 / 6.0, EXACT);
    }

    @Test
    void a_load_that_is_no_number_of_requests_does_not_grow() {
        for (int second = 0; second < 8; second++) {
            scene.route("a", 500, 1, second, 10).poll();
        }
        assertThat(flow(Flows.of(scene.history(), false), "a").growth()).isZero();
    }

    @Test
    void nothing_less_than_nothing_arrives() {
        for (int second = 0; second < 8; second++) {
            scene.route("a", 500, 1, 800 - 100 * second, 10).poll();
        }
        assertThat(flow(Flows.of(scene.history(), true), "a").arriving()).isZero();
    }

    @Test
    void a_route_counts_if_it_was_measured_in_half_of_the_readings() {
        scene.route("a", 500, 1, 1, 10).route("b", 500, 1, 1, 10).polls(3);
        scene.unmeasured("a").polls(3);
        assertThat(Flows.of(scene.history(), true).routes()).containsOnlyKeys("a", "b");
        scene.poll();
        assertThat(Flows.of(scene.history(), true).routes()).containsOnlyKeys("b");
    }

    @Test
    void and_in_two_of_them() {
        scene.route("a", 500, 1, 1, 10).poll();
        assertThat(Flows.of(scene.history(), true).routes()).isEmpty();
        scene.poll();
        assertThat(flow(Flows.of(scene.history(), true), "a").arriving()).isCloseTo(10, EXACT);
    }

    private static Flows.Flow flow(Flows flows, String route) {
        return java.util.Objects.requireNonNull(flows.routes().get(route));
    }
}
