package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.History;
import io.steelyard.model.Shares;
import io.steelyard.testing.Scene;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpectationTest {

    private static final Shares BY_CAPACITY = Shares.inProportion(Map.of("a", 1, "b", 2, "c", 4));

    private final Scene scene = new Scene();

    @Test
    void random_queues_are_foretold_exactly() {
        // M/M/1 of capacity 10, 20, 40 at 6 req/s each: load = u / (1 - u)
        scene.route("a", 1, 1, 1.5, 6)
                .route("b", 1, 1, 3 / 7.0, 6)
                .route("c", 1, 1, 3 / 17.0, 6)
                .polls(60);
        Expectation expected = expectation(1, BY_CAPACITY);

        assertThat(expected.utilisation().get("a")).isCloseTo(0.6, within(1e-6));
        assertThat(expected.imbalance().orElseThrow()).isCloseTo(0.6 / (18 / 70.0), within(1e-6));
        assertThat(expected.expectedImbalance().orElseThrow()).isCloseTo(1, within(1e-6));
        assertThat(expected.response().orElseThrow()).isCloseTo((1.5 + 3 / 7.0 + 3 / 17.0) / 18, within(1e-6));
        assertThat(expected.expectedResponse().orElseThrow())
                .isCloseTo(3 / (70 - 18.0), within(1e-6)); // three queues of one utilisation
        assertThat(expected.caveat()).isEmpty();
    }

    @Test
    void a_load_in_no_unit_tells_no_response_time() {
        scene.route("a", 1, 1, 80, 20)
                .route("b", 1, 1, 40, 20)
                .route("c", 1, 1, 20, 20)
                .polls(60);
        Expectation expected = expectation(Double.POSITIVE_INFINITY, BY_CAPACITY);

        assertThat(expected.imbalance().orElseThrow())
                .isCloseTo(80 / (60 / (1 / 80.0 + 1 / 40.0 + 1 / 20.0) / 20), within(1e-6));
        assertThat(expected.expectedImbalance().orElseThrow()).isCloseTo(1, within(1e-6));
        assertThat(expected.response()).isEmpty();
        assertThat(expected.expectedResponse()).isEmpty();
        assertThat(expected.caveat().orElseThrow()).contains("no unit", "--concurrency");
    }

    @Test
    void traffic_that_does_not_follow_the_weights_is_said_to_be_unforeseeable() {
        scene.route("a", 1, 1, 0.5, 5)
                .route("b", 1, 1, 0.5, 20)
                .route("c", 1, 1, 0.5, 35)
                .polls(60);
        Expectation expected = expectation(1, BY_CAPACITY);

        assertThat(expected.expectedImbalance()).isEmpty();
        assertThat(expected.expectedResponse()).isEmpty();
        assertThat(expected.caveat().orElseThrow()).contains("33.3 % of the weight", "leastconn");
    }

    @Test
    void a_growing_backlog_counts_as_traffic_that_arrives() {
        for (int poll = 0; poll < 60; poll++) { // 20 req/s arrive at each; a bears 10
            scene.route("a", 1, 1, 10.0 * poll + 1, 10)
                    .route("b", 1, 1, 1, 20)
                    .route("c", 1, 1, 1 / 3.0, 20)
                    .poll();
        }
        Expectation expected = expectation(1, BY_CAPACITY);

        assertThat(expected.utilisation().get("a")).isGreaterThan(1.5);
        assertThat(expected.expectedImbalance()).isPresent();
        assertThat(expected.caveat()).isEmpty();
    }

    @Test
    void more_traffic_than_capacity_has_no_response_time() {
        for (int poll = 0; poll < 60; poll++) {
            scene.route("a", 1, 1, 10.0 * poll + 1, 10)
                    .route("b", 1, 1, 5.0 * poll + 1, 15)
                    .route("c", 1, 1, 3.0 * poll + 1, 17)
                    .poll();
        }
        Expectation expected = expectation(1, BY_CAPACITY);

        assertThat(expected.expectedResponse()).isEmpty();
        assertThat(expected.caveat().orElseThrow()).contains("60 requests/s arrive", "go on growing");
    }

    private Expectation expectation(double concurrency, Shares then) {
        History history = scene.history();
        return Expectation.of(
                history, new EqualLoad(concurrency).appraise(history).orElseThrow(), then);
    }
}
