package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.Figure;
import io.steelyard.model.Reason;
import io.steelyard.testing.Scene;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What stands beside the shares of a proposal, and what is said when there is none. */
class EqualLoadProposalTest {

    private static final Offset<Double> EXACT = within(1e-9);

    private final Scene scene = new Scene();

    @Test
    void it_says_by_which_loads_it_was_decided() {
        scene.route("a", 500, 1, 3, 10).route("b", 500, 1, 1, 10).polls(40);
        Proposal.Target target = target(1);
        assertThat(target.reason())
                .isEqualTo(new Reason(
                        Reason.Code.REBALANCE, "load max 3.00 / mean 2.00 = 1.50 over 40 readings, concurrency 1.00"));
        assertThat(figures(target))
                .containsEntry("load_max", 3.0)
                .containsEntry("load_mean", 2.0)
                .containsEntry("imbalance", 1.5)
                .containsEntry("concurrency", 1.0);
        assertThat(target.manner()).isEqualTo(Proposal.Manner.ESTIMATE);
    }

    @Test
    void a_load_in_proportion_is_a_concurrency_without_end() {
        scene.route("a", 500, 1, 3, 10).route("b", 500, 1, 1, 10).polls(4);
        assertThat(target(Double.POSITIVE_INFINITY).reason().text()).endsWith("over 4 readings, concurrency inf");
    }

    @Test
    void the_capacities_that_it_believes_in_stand_beside_it() {
        scene.route("a", 500, 2, 3, 20)
                .route("b", 500, 1, 1, 10)
                .route("c", 0, 1, 1, 0)
                .polls(10);
        assertThat(target(1).belief().capacities()).containsOnlyKeys("a", "b");
        assertThat(target(1).belief().capacities().get("a")).isCloseTo(20 * (1 + 1 / 3.0), EXACT);
        assertThat(target(1).belief().capacities().get("b")).isCloseTo(20, EXACT);
    }

    @Test
    void an_error_is_stated_so_large_that_it_bears_a_look_after_every_reading() {
        scene.route("a", 500, 1, 1, 10).route("b", 500, 1, 1, 10).polls(40);
        Proposal.Target target = target(1);
        // of two routes of equal share and equal capacity error the share is off by √(¼ + ¼) of that; it stays within
        // √(ln (1 + n) + 2 ln 20) errors at every look, the Guard asks for two, and of n readings 1 + 2 / n is not sure
        Routes routes = Routes.of(scene.history(), true);
        int remembered = new Plan(routes, 1, Objective.EQUAL_LOAD, true).memory(0);
        assertThat(remembered).isBetween(20, 40);
        double looks = Math.sqrt(Math.log(1 + remembered) + 2 * Math.log(20)) / 2 * (1 + 2.0 / remembered);
        double capacity = figures(target).getOrDefault("capacity_error", 0.0);
        assertThat(capacity).isBetween(0.01, 0.2);
        assertThat(target.standardErrors().get("a")).isCloseTo(capacity * Math.sqrt(0.5) * looks, EXACT);
        assertThat(target.standardErrors()).containsOnlyKeys("a", "b");
    }

    @Test
    void what_is_only_a_guess_may_be_wrong_by_all_of_it() {
        scene.route("a", 400, 1, 1, 10)
                .route("b", 400, 1, 1, 10)
                .route("c", 200, 1, 0, 0)
                .polls(10);
        // one reading counts for a guess
        double looks = Math.sqrt(Math.log(2) + 2 * Math.log(20)) / 2 * (1 + 2);
        assertThat(target(1).standardErrors().get("c")).isCloseTo(looks, EXACT);
    }

    @Test
    void it_is_enough_that_half_of_the_routes_are_known() {
        scene.route("a", 400, 1, 1, 10).route("b", 400, 1, 0, 0).polls(10);
        assertThat(target(1).shares().of("b")).isPositive();
        scene.route("c", 200, 1, 0, 0).polls(10);
        assertThat(hold())
                .isEqualTo(
                        new Reason(
                                Reason.Code.NO_DATA,
                                "load and rate are known of 1 of 3 routes in 8 readings; at least half of them must be, twice"));
    }

    @Test
    void what_was_known_once_and_is_not_measured_now_does_not_count() {
        scene.route("a", 400, 1, 1, 10)
                .route("b", 400, 1, 1, 10)
                .route("c", 200, 1, 1, 10)
                .polls(10);
        scene.unmeasured("a").unmeasured("b").poll();
        assertThat(hold().text()).startsWith("load and rate are known of 1 of 3 routes");
    }

    @Test
    void one_route_alone_cannot_be_divided() {
        scene.route("a", 400, 1, 1, 10).route("b", 0, 1, 1, 10).polls(10);
        assertThat(hold())
                .isEqualTo(new Reason(
                        Reason.Code.NO_CHOICE,
                        "1 of 2 routes can carry traffic (backends and a weight above 0); nothing to divide"));
    }

    @Test
    void unless_another_has_a_weight_and_no_backends_then_it_gets_all() {
        scene.route("a", 400, 1, 1, 10).route("b", 600, 0, 0, 0).polls(10);
        assertThat(target(1).shares().of("a")).isEqualTo(1);
    }

    @Test
    void when_nothing_is_left_nothing_can_be_moved() {
        scene.route("a", 0, 1, 1, 10).route("b", 600, 0, 0, 0).polls(10);
        assertThat(hold()).isEqualTo(new Reason(Reason.Code.NO_CHOICE, "no route has backends and a weight above 0"));
    }

    @Test
    void one_reading_of_zeros_may_be_chance_and_two_are_not() {
        scene.route("a", 500, 1, 3, 10).route("b", 500, 1, 1, 10).polls(20);
        scene.route("a", 500, 1, 0, 0).route("b", 500, 1, 0, 0).poll();
        assertThat(target(1).shares().of("a")).isLessThan(0.5);
        scene.poll();
        assertThat(hold()).isEqualTo(new Reason(Reason.Code.NO_DATA, "no request was answered in the newest readings"));
    }

    @Test
    void without_a_drain_a_backlog_is_left_to_what_the_capacities_can_do() {
        scene.route("a", 500, 1, 300, 10).route("b", 500, 1, 1.5, 6).polls(10);
        assertThat(target(1).shares().of("a")).isLessThan(0.45);
        Proposal.Target plain =
                (Proposal.Target) new EqualLoad(1).withoutDrain().propose(scene.history());
        double capacity = 10 * (1 + 1 / 300.0);
        assertThat(plain.shares().of("a")).isCloseTo(capacity / (capacity + 10), EXACT);
    }

    @Test
    void twice_as_many_backends_at_the_same_load_are_drained_in_the_same_way() {
        scene.route("a", 500, 1, 300, 10).route("b", 500, 1, 1.5, 6).polls(10);
        Scene twice = new Scene()
                .route("a", 500, 2, 300, 20)
                .route("b", 500, 2, 1.5, 12)
                .polls(10);
        Proposal.Target two = (Proposal.Target) new EqualLoad(1).propose(twice.history());
        assertThat(two.shares().of("a")).isCloseTo(target(1).shares().of("a"), EXACT);
    }

    @Test
    void the_names_of_the_routes_do_not_matter() {
        scene.route("a", 500, 1, 3, 10)
                .route("b", 300, 2, 1, 7)
                .route("c", 200, 3, 2, 9)
                .polls(10);
        Scene other = new Scene()
                .route("z", 500, 1, 3, 10)
                .route("y", 300, 2, 1, 7)
                .route("x", 200, 3, 2, 9)
                .polls(10);
        Proposal.Target one = target(2);
        Proposal.Target two = (Proposal.Target) new EqualLoad(2).propose(other.history());
        assertThat(two.shares().of("z")).isCloseTo(one.shares().of("a"), EXACT);
        assertThat(two.shares().of("x")).isCloseTo(one.shares().of("c"), EXACT);
        assertThat(two.standardErrors().get("y")).isCloseTo(one.standardErrors().get("b"), EXACT);
    }

    private Reason hold() {
        Proposal proposal = new EqualLoad(1).propose(scene.history());
        assertThat(proposal).isInstanceOf(Proposal.Hold.class);
        return proposal.reason();
    }

    private Proposal.Target target(double concurrency) {
        Proposal proposal = new EqualLoad(concurrency).propose(scene.history());
        assertThat(proposal).as(proposal.reason().toString()).isInstanceOf(Proposal.Target.class);
        return (Proposal.Target) proposal;
    }

    private static Map<String, Double> figures(Proposal proposal) {
        return proposal.figures().stream().collect(Collectors.toMap(Figure::name, Figure::value));
    }
}
