package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.Decision;
import io.steelyard.model.Figure;
import io.steelyard.model.Reason;
import io.steelyard.model.Reason.Code;
import io.steelyard.model.Shares;
import io.steelyard.model.Weights;
import io.steelyard.testing.Scene;
import java.util.List;
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

    @Test
    void the_load_is_a_moving_average_of_the_readings() {
        scene.route("a", 500, 1, 60, 10).route("b", 500, 1, 40, 10).poll();
        scene.route("a", 500, 1, 80, 10).poll().poll();
        double a = 60 + 0.3 * 20;
        a += 0.3 * (80 - a);
        Proposal.Target target = target(parameters(0.1, 0, 0));
        double mean = (a + 40) / 2;
        assertThat(target.reason().text())
                .isEqualTo(String.format(java.util.Locale.ROOT, "load max %.2f / mean %.2f = %.2f", a, mean, a / mean));
        assertThat(target.figures())
                .containsExactly(
                        Figure.of("load_max", a), Figure.of("load_mean", mean), Figure.of("imbalance", a / mean, 1.03));
        assertThat(target.manner()).isEqualTo(Proposal.Manner.EXACT);
    }

    @Test
    void the_mean_is_that_of_the_requests() {
        scene.route("a", 500, 1, 60, 30).route("b", 500, 1, 40, 10).polls(5);
        assertThat(target(parameters(0.1, 0, 0)).reason().text()).contains("mean 55.00");
        scene.route("a", 500, 1, 60, 0).route("b", 500, 1, 40, 0).polls(5);
        assertThat(target(parameters(0.1, 0, 0)).reason().text())
                .as("without requests that of the routes")
                .contains("mean 50.00");
    }

    @Test
    void an_error_counts_for_no_more_than_a_factor_of_two() {
        scene.route("a", 500, 1, 100, 10).route("b", 500, 1, 1, 90).polls(5); // mean 10.9
        Shares shares = target(parameters(0.1, 0, 0)).shares();
        double step = 0.1 * (0.7 - 0.03);
        assertThat(shares.of("a")).isCloseTo(Math.exp(-step) / (Math.exp(-step) + Math.exp(step)), within(1e-9));
    }

    @Test
    void the_gains_act_on_the_change_of_the_error_and_on_the_change_of_that() {
        // of two routes at equal rates e = ln (mean / load), less 0.03 of dead zone
        scene.route("a", 500, 1, 70, 10).route("b", 500, 1, 30, 10).polls(5);
        double earlier = Math.log(50 / 70.0) + 0.03;
        scene.route("a", 450, 1, 68, 10).route("b", 550, 1, 32, 10).polls(5);
        double before = Math.log(50 / 68.0) + 0.03;
        assertThat(stepOfA(0.2, 0.3, 450))
                .as("the one before the first is as it was then")
                .isCloseTo(0.1 * before + 0.2 * (before - earlier) + 0.3 * (before - earlier), within(1e-9));
        scene.route("a", 420, 1, 60, 10).route("b", 580, 1, 40, 10).polls(5);
        double now = Math.log(50 / 60.0) + 0.03;
        assertThat(stepOfA(0.2, 0.3, 420))
                .isCloseTo(0.1 * now + 0.2 * (now - before) + 0.3 * (now - 2 * before + earlier), within(1e-9));
        assertThat(stepOfA(0, 0.3, 420)).isCloseTo(0.1 * now + 0.3 * (now - 2 * before + earlier), within(1e-9));
        assertThat(stepOfA(0.2, 0, 420)).isCloseTo(0.1 * now + 0.2 * (now - before), within(1e-9));
    }

    /** Δ ln of the share of a, b's being known by the symmetry of the errors beyond their dead zone. */
    private double stepOfA(double kp, double kd, int weight) {
        Shares shares = target(parameters(0.1, kp, kd)).shares();
        Shares alone = target(parameters(0.1, 0, 0)).shares();
        assertThat(shares.of("a") + shares.of("b")).isCloseTo(1, within(1e-9));
        assertThat(shares).isNotEqualTo(alone);
        double odds = Math.log(shares.of("a") / shares.of("b")) - Math.log(weight / (1000.0 - weight));
        return odds + stepOfB(kp, kd);
    }

    private double stepOfB(double kp, double kd) {
        List<Double> errors = scene.history().runs().stream()
                .map(run -> run.get(0).routes().get("b"))
                .filter(java.util.Objects::nonNull)
                .map(route -> Math.log(50 / route.totals().load().orElseThrow()) - 0.03)
                .toList();
        double now = errors.get(0);
        double before = errors.get(1);
        double earlier = errors.size() > 2 ? errors.get(2) : before;
        return 0.1 * now + kp * (now - before) + kd * (now - 2 * before + earlier);
    }

    @Test
    void with_one_route_there_is_no_choice() {
        scene.route("a", 500, 1, 60, 10).route("b", 500, 0, 0, 0).polls(5);
        assertThat(propose(parameters(0.1, 0, 0)).reason())
                .isEqualTo(new Reason(Code.NO_CHOICE, "1 routes can carry traffic (backends and a weight above 0)"));
    }

    @Test
    void a_route_that_we_emptied_begins_again_with_what_an_equal_split_would_give_it() {
        scene.route("a", 500, 1, 60, 10)
                .route("b", 250, 1, 40, 10)
                .route("c", 250, 1, 50, 10)
                .polls(5);
        Decision.Reweigh empty = new Decision.Reweigh(
                "1",
                scene.now(),
                "test",
                Scene.PATTERN,
                new Reason(Code.EVACUATION, "test"),
                List.of(),
                Map.of("a", 500, "b", 250, "c", 250),
                Weights.of(Map.of("a", 600, "b", 400, "c", 0)));
        scene.apply(empty).polls(5);
        Shares shares = target(parameters(0.1, 0, 0)).shares();
        double a = 0.6 * Math.exp(0.1 * (Math.log(50.0 / 60) + 0.03));
        double b = 0.4 * Math.exp(0.1 * (Math.log(50.0 / 40) - 0.03));
        assertThat(shares.of("c")).as("its load is the mean").isCloseTo(1 / 3.0 / (a + b + 1 / 3.0), within(1e-9));
        assertThat(shares.of("a") / shares.of("b")).isCloseTo(a / b, within(1e-9));
    }
}
