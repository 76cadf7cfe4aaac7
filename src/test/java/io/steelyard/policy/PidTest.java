package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.Reason.Code;
import io.steelyard.model.Shares;
import io.steelyard.testing.Scene;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PidTest {

    private final Scene scene = new Scene();

    @Test
    void traffic_moves_towards_the_mean_load_by_the_gain_times_the_error() {
        scene.route("a", 500, 1, 60, 10).route("b", 500, 1, 40, 10).polls(5);
        Shares shares = target(parameters(0.1, 0, 0)).shares();
        // mean 50: errors ln(50/60) and ln(50/40), less the dead zone of 0.03
        double a = Math.exp(0.1 * (Math.log(50.0 / 60) + 0.03));
        double b = Math.exp(0.1 * (Math.log(50.0 / 40) - 0.03));
        assertThat(shares.of("a")).isCloseTo(a / (a + b), within(1e-9));
    }

    @Test
    void within_the_dead_zone_nothing_is_moved() {
        scene.route("a", 500, 1, 50.5, 10).route("b", 500, 1, 49.5, 10).polls(5);
        assertThat(propose(parameters(0.1, 0, 0)).reason().code()).isEqualTo(Code.BALANCED);
    }

    @Test
    void it_settles_on_uneven_routes_within_forty_moves() {
        Map<String, Double> capacity = Map.of("a", 10.0, "b", 20.0, "c", 40.0);
        Map<String, Double> shares = new TreeMap<>(Map.of("a", 1 / 3.0, "b", 1 / 3.0, "c", 1 / 3.0));
        for (int move = 0; move < 40; move++) {
            Scene now = new Scene();
            shares.forEach((route, share) -> now.route(
                    route, (int) (1000 * share), 1, 100 * 30 * share / capacity.getOrDefault(route, 1.0), 30 * share));
            now.polls(3);
            shares.putAll(
                    ((Proposal.Target) new Pid(parameters(0.2, 0, 0), Double.POSITIVE_INFINITY).propose(now.history()))
                            .shares()
                            .byRoute());
        }
        assertThat(shares.get("a")).isCloseTo(1 / 7.0, within(0.02));
        assertThat(shares.get("c")).isCloseTo(4 / 7.0, within(0.02));
    }

    @Test
    void the_load_of_a_queue_counts_by_how_far_it_is_from_full() {
        // in flight 1 and 9 at single workers are 50 % and 90 % busy
        scene.route("a", 500, 1, 9, 10).route("b", 500, 1, 1, 10).polls(5);
        Shares shares = ((Proposal.Target) new Pid(parameters(0.1, 0, 0), 1).propose(scene.history())).shares();
        double a = Math.exp(0.1 * (Math.log(0.7 / 0.9) + 0.03));
        double b = Math.exp(0.1 * (Math.log(0.7 / 0.5) - 0.03));
        assertThat(shares.of("a")).isCloseTo(a / (a + b), within(1e-9));
    }

    @Test
    void a_route_without_a_load_keeps_its_share_and_one_at_weight_0_stays_there() {
        scene.route("a", 400, 1, 60, 10)
                .route("b", 400, 1, 40, 10)
                .route("empty", 200, 0, 0, 0)
                .route("drained", 0, 1, 1, 0)
                .polls(5);
        Shares shares = target(parameters(0.1, 0, 0)).shares();
        assertThat(shares.of("empty")).isCloseTo(0.2, within(1e-9));
        assertThat(shares.of("drained")).isZero();
    }

    @Test
    void the_change_of_the_error_counts_when_it_has_a_gain() {
        scene.route("a", 500, 1, 60, 10).route("b", 500, 1, 40, 10).polls(5);
        double steady = target(parameters(0.1, 0.5, 0)).shares().of("a");
        scene.route("a", 480, 1, 50, 10).route("b", 520, 1, 50, 10).polls(5);
        Proposal.Target braking = (Proposal.Target) propose(parameters(0.1, 0.5, 0));
        assertThat(steady).isLessThan(0.5);
        // the error of a went from negative to none, which now pushes the other way
        assertThat(braking.shares().of("a")).isGreaterThan(0.48);
    }

    @Test
    void without_any_load_it_holds() {
        scene.route("a", 500, 1, 0, 10).route("b", 500, 1, 0, 10).polls(5);
        assertThat(propose(parameters(0.1, 0, 0)).reason().code()).isEqualTo(Code.NO_DATA);
    }

    private Proposal.Target target(PidParameters parameters) {
        return (Proposal.Target) propose(parameters);
    }

    private Proposal propose(PidParameters parameters) {
        return new Pid(parameters, Double.POSITIVE_INFINITY).propose(scene.history());
    }

    private static PidParameters parameters(double ki, double kp, double kd) {
        return new PidParameters(ki, kp, kd, 0.3, 0.03, new Concurrency.Auto());
    }
}
