package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.History;
import io.steelyard.model.Shares;
import io.steelyard.testing.Scene;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two routes at equal weights and rates: how irregular their queues are, and what cannot be foretold. */
class ExpectationQueuesTest {

    private static final Shares EVEN = Shares.inProportion(Map.of("a", 1, "b", 1));
    private static final Offset<Double> EXACT = within(1e-6);

    private final Scene scene = new Scene();

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void queues_that_are_longer_than_those_of_random_arrivals_stay_so(int backends) {
        loads(backends, 2, 2); // k = 2: half used, one works and one waits; of M/M/2 a third would wait
        Expectation expected = expectation(2);
        assertThat(expected.irregularity()).isCloseTo(3, EXACT);
        // a request takes 2 / 20 s and waits three times u² / (1 − u²) of that
        assertThat(expected.expectedResponse().orElseThrow()).isCloseTo(0.1 * (1 + 3 * 0.25 / 0.75), EXACT);
        assertThat(expected.response().orElseThrow()).isCloseTo(2 / 10.0, EXACT);
    }

    @Test
    void the_fuller_ones_count_for_more() {
        loads(1, 2, 6); // the other is used to 3/4: 1.5 work and 4.5 wait, of M/M/2 2 u³ / (1 − u²) = 1.93
        double random = 1 / 3.0 + 2 * 0.75 * 0.75 * 0.75 / (1 - 0.75 * 0.75);
        assertThat(expectation(2).irregularity()).isCloseTo((1 + 4.5) / random, EXACT);
    }

    @Test
    void a_full_one_tells_nothing() {
        loads(1, 2, 2 * 0.97 / 0.03 + 1);
        assertThat(expectation(2).irregularity()).isCloseTo(3, EXACT);
        loads(1, 2, 2 * 0.96 / 0.04);
        assertThat(expectation(2).irregularity()).isNotCloseTo(3, within(0.1));
    }

    @Test
    void nor_do_queues_in_which_hardly_anybody_waits() {
        loads(1, 0.5, 0.5); // used to 0.2, 2 · 0.2³ / 0.96 wait in each
        assertThat(expectation(2).irregularity()).isEqualTo(1);
    }

    @Test
    void no_more_than_four_times_as_irregular_is_believed() {
        loads(1, 8, 8);
        assertThat(expectation(8).irregularity()).isEqualTo(4);
    }

    @Test
    void near_to_full_there_is_still_a_response_time() {
        loads(1, 30, 30); // used to 30/31
        assertThat(expectation(1).expectedResponse()).isPresent();
    }

    @Test
    void at_more_than_97_percent_there_is_no_mean_that_a_minute_could_show() {
        loads(1, 33, 33); // used to 33/34
        assertThat(expectation(1).expectedResponse()).isEmpty();
    }

    @Test
    void a_route_that_gets_nothing_more_needs_no_capacity() {
        loads(1, 1, 1);
        scene.route("c", 0, 1, 0, 0).polls(60);
        assertThat(expectation(1).expectedResponse()).isPresent();
    }

    @Test
    void a_route_that_is_not_known_cannot_be_foretold() {
        loads(1, 1, 1);
        Expectation expected = expectation(1, Shares.inProportion(Map.of("a", 1, "new", 1)));
        assertThat(expected.caveat()).contains("nothing is known of the capacity of route new");
        assertThat(expected.expectedImbalance()).isEmpty();
        assertThat(expected.imbalance().orElseThrow()).isCloseTo(1, EXACT);
    }

    @Test
    void where_the_concurrency_is_not_known_it_says_what_was_taken() {
        loads(1, 1, 1);
        History history = scene.history();
        EqualLoad unknown = new EqualLoad(new EqualLoadParameters(new Concurrency.Auto()), 1);
        Expectation expected = Expectation.of(history, unknown.appraise(history).orElseThrow(), EVEN);
        assertThat(expected.expectedResponse().orElseThrow()).isCloseTo(0.1, EXACT);
        assertThat(expected.caveat())
                .contains(
                        "a backend is taken to work on 1 at a time, which was not told and need not be so: 0.500 to any"
                                + " number are possible; --concurrency N tells it");
    }

    @Test
    void it_names_the_route_that_is_furthest_from_its_weight() {
        scene.route("a", 500, 1, 1, 9)
                .route("b", 250, 1, 1, 8)
                .route("c", 250, 1, 1, 3)
                .polls(60);
        assertThat(expectation(1).caveat().orElseThrow())
                .startsWith("the traffic does not follow the weights (route b has 25.0 % of the weight and gets 40.0 %"
                        + " of the requests)");
    }

    @Test
    void a_twentieth_of_the_traffic_may_go_astray() {
        scene.route("a", 500, 1, 1, 10.9).route("b", 500, 1, 1, 9.1).polls(60); // 4.5 %
        assertThat(expectation(1).caveat()).isEmpty();
        scene.route("a", 500, 1, 1, 11.2).route("b", 500, 1, 1, 8.8).polls(60); // 6 %
        assertThat(expectation(1).caveat()).isPresent();
    }

    /** In flight at each backend, that answers 10 requests per second. */
    private void loads(int backends, double a, double b) {
        scene.route("a", 500, backends, a, 10 * backends)
                .route("b", 500, backends, b, 10 * backends)
                .polls(60);
    }

    private Expectation expectation(double concurrency) {
        return expectation(concurrency, EVEN);
    }

    private Expectation expectation(double concurrency, Shares then) {
        History history = scene.history();
        return Expectation.of(
                history, new EqualLoad(concurrency).appraise(history).orElseThrow(), then);
    }
}
