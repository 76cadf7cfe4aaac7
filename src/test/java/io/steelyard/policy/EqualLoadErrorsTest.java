package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.Shares;
import io.steelyard.testing.Scene;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors count against a route where they are known. */
class EqualLoadErrorsTest {

    private static final double PROPORTIONAL = Double.POSITIVE_INFINITY;

    private final Scene scene = new Scene();

    @ParameterizedTest
    @ValueSource(doubles = {1, 8, PROPORTIONAL})
    void a_route_that_fails_everything_at_once_looks_idle_and_loses_share(double concurrency) {
        failsFast(1);

        assertThat(shares(concurrency).of("b")).isLessThan(0.3);
    }

    @Test
    void what_it_is_worth_is_its_rate_so_that_it_is_emptied_step_by_step() {
        failsFast(1); // u + e is 1 there and 0.5 elsewhere

        assertThat(shares(1).of("b")).isCloseTo(1 / (1 + 2 / 0.5 * 0.96), within(0.02));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.2, 0.5, 0.9})
    void the_more_of_its_requests_fail_at_once_the_less_it_gets(double failing) {
        failsFast(failing);
        double some = shares(1).of("b");
        Scene worse = new Scene();
        failsFast(worse, Math.min(1, failing + 0.1));

        assertThat(some).isLessThan(1 / 3.0);
        assertThat(shares(worse, 1).of("b")).isLessThan(some);
    }

    @Test
    void at_the_moment_when_it_begins_to_fail_nothing_is_gained_by_it() {
        for (double load : DoubleStream.of(0.5, 1, 4, 20).toArray()) {
            Scene one = new Scene();
            for (String route : new String[] {"a", "b", "c"}) {
                one.route(route, 1, 10, load, 100).details(route, Scene.Details.errors(0));
            }
            one.polls(30).route("b", 1, 10, 0, 100).details("b", Scene.Details.errors(10));
            for (int second = 0; second < 20; second++) {
                assertThat(shares(one.poll(), 1).of("b"))
                        .as("load %s, %d seconds on", load, second + 1)
                        .isLessThanOrEqualTo(1 / 3.0 + 1e-9);
            }
        }
    }

    @Test
    void errors_of_all_alike_change_nothing() {
        Scene well = new Scene();
        for (String route : new String[] {"a", "b"}) {
            double load = route.equals("a") ? 1 : 3;
            scene.route(route, 1, 10, load, 100).details(route, Scene.Details.errors(0));
            well.route(route, 1, 10, load, 100);
        }

        assertThat(shares(scene.polls(20), 1)).isEqualTo(shares(well.polls(20), 1));
    }

    @Test
    void unknown_errors_are_not_none() {
        // b fails half of its requests, c does not say; a says that it fails half of its own
        for (String route : new String[] {"a", "b", "c"}) {
            scene.route(route, 1, 10, 1, 100);
        }
        scene.details("a", Scene.Details.errors(5)).details("b", Scene.Details.errors(5));

        Shares shares = shares(scene.polls(20), 1);

        assertThat(shares.of("c")).isCloseTo(1 / 3.0, within(0.001));
    }

    @Test
    void a_route_that_is_well_again_gets_its_share_again() {
        failsFast(1);
        scene.route("b", 1, 10, 1, 100).details("b", Scene.Details.errors(0)).polls(30);

        assertThat(shares(1).of("b")).isCloseTo(1 / 3.0, within(0.02));
    }

    private void failsFast(double failing) {
        failsFast(scene, failing);
    }

    /** Three routes at 10 requests per second and backend, half in use; what fails makes no load. */
    private static void failsFast(Scene scene, double failing) {
        double used = 0.5 * (1 - failing);
        scene.route("a", 1, 10, 1, 100).details("a", Scene.Details.errors(0));
        scene.route("b", 1, 10, used / (1 - used), 100).details("b", Scene.Details.errors(10 * failing));
        scene.route("c", 1, 10, 1, 100).details("c", Scene.Details.errors(0));
        scene.polls(20);
    }

    private Shares shares(double concurrency) {
        return shares(scene, concurrency);
    }

    private static Shares shares(Scene scene, double concurrency) {
        return ((Proposal.Target) new EqualLoad(concurrency).propose(scene.history())).shares();
    }
}
