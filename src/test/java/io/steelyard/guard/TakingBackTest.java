package io.steelyard.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Belief;
import io.steelyard.model.Decision;
import io.steelyard.model.Reason;
import io.steelyard.model.Reason.Code;
import io.steelyard.model.Shares;
import io.steelyard.policy.Concurrency;
import io.steelyard.policy.EqualLoad;
import io.steelyard.policy.EqualLoadParameters;
import io.steelyard.policy.Proposal;
import io.steelyard.testing.FleetLoop;
import io.steelyard.testing.RequestFleet;
import io.steelyard.testing.RequestFleet.Kind;
import io.steelyard.testing.Scene;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a failed self-test nothing new is tried for a minute, but the last move need not be endured as long. */
class TakingBackTest {

    private final Scene scene =
            new Scene().route("a", 500, 4, 4, 20).route("b", 300, 4, 4, 20).route("c", 200, 4, 4, 20);

    @Test
    void a_last_move_that_the_policy_regrets_is_taken_back_at_once() {
        fail();
        assertThat(share("a")).isEqualTo(0.45);
        Decision.Reweigh back = (Decision.Reweigh) decide(0.7, 4000);
        assertThat(back.weights().of("a")).as("as before, and no further").isEqualTo(600);
        assertThat(back.reason().text())
                .contains("the last move is taken back", "times as far as predicted", "guard.overreaction");
    }

    @Test
    void what_was_taken_back_is_not_done_again_before_the_minute_is_over() {
        fail();
        scene.apply((Decision.Reweigh) decide(0.7, 4000));
        scene.polls(4);
        assertThat(decide(0.4, 1000).reason().code()).isEqualTo(Code.SELF_TEST);
    }

    @Test
    void a_policy_that_would_go_on_has_to_rest() {
        fail();
        assertThat(decide(0.3, 1000).reason().code()).isEqualTo(Code.SELF_TEST);
    }

    @Test
    void a_route_that_is_to_have_no_traffic_gets_none_by_it() {
        fail();
        Proposal.Target target = new Proposal.Target(
                Shares.inProportion(Map.of("a", 0.8, "b", 0.2, "c", 0.0)),
                Map.of(),
                Map.of("a", 1000.0, "b", 1000.0, "c", 1000.0),
                Proposal.Manner.EXACT,
                new Reason(Code.REBALANCE, "test"),
                List.of());
        assertThat(guard(target).decide(scene.history()).reason().code()).isEqualTo(Code.SELF_TEST);
    }

    /**
     * Servers of 8 workers with equal weights at 64 % for 20 s: two run full. Seeds in which a probe then slows the largest
     * backlog's way down. Mean response time of the minute from 105 s on, ÷ that with weights by capacity; 15 to 20 when the last probe was held.
     */
    @ParameterizedTest
    @ValueSource(longs = {4, 17, 20, 26})
    void a_probe_that_went_wrong_does_not_keep_a_server_full_for_a_minute(long seed) {
        RequestFleet fleet = fleet(seed);
        fleet.advance(20);
        EqualLoad policy = new EqualLoad(new EqualLoadParameters(new Concurrency.Auto()), 1);
        new FleetLoop(fleet, new Guard("web", policy, Limits.defaults(Scene.SECOND), Scene.PER_SERVER)).runTo(165);
        RequestFleet reference = fleet(seed);
        IntStream.range(0, 4).forEach(server -> reference.weight(server, 256 >> server));
        reference.advance(165);
        assertThat(mean(fleet) / mean(reference)).isLessThan(4);
    }

    private static double mean(RequestFleet fleet) {
        return Arrays.stream(fleet.responseTimes(105, 165)).average().orElseThrow();
    }

    /** Capacities 8 : 4 : 2 : 1, 375 requests per second in all. */
    private static RequestFleet fleet(long seed) {
        List<Kind> kinds = List.of(new Kind(0.04, 8), new Kind(0.08, 8), new Kind(0.16, 8), new Kind(0.32, 8));
        return new RequestFleet(
                kinds, RequestFleet.Algorithm.ROUND_ROBIN, RequestFleet.Service.CONSTANT, time -> 0.64 * 375, seed);
    }

    /** Four moves to and fro, a: 50, 60, 40, 60, 45 %, each of which shifts the loads much further than predicted. */
    private void fail() {
        double[] shares = {0.6, 0.4, 0.6, 0.45};
        for (double share : shares) {
            scene.polls(4);
            scene.apply((Decision.Reweigh) decide(share, share > 0.5 ? 4000 : 250)); // as it seemed before the move
        }
        scene.polls(4);
    }

    private Decision decide(double share, double capacity) {
        Map<String, Double> capacities = Map.of("a", capacity, "b", 1000.0, "c", 1000.0);
        return guard(new Proposal.Target(
                        Shares.inProportion(Map.of("a", share, "b", 0.8 - share, "c", 0.2)),
                        Map.of(),
                        Belief.ofCapacities(capacities),
                        Proposal.Manner.ESTIMATE,
                        new Reason(Code.REBALANCE, "test"),
                        List.of()))
                .decide(scene.history());
    }

    private static Guard guard(Proposal.Target target) {
        Limits wide = new Limits(Scene.SECOND, 0, 0, 1, 100, Duration.ZERO, 0.05, 0.5, 100, Optional.empty());
        return new Guard("test", history -> target, wide, Scene.PERMILLE);
    }

    private double share(String route) {
        return scene.history().shares().orElseThrow().of(route);
    }
}
