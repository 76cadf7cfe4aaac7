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

/**
 * What is moved while several concurrencies are plausible: before the first move all from 0.5 to infinity are, as
 * {@link IdentificationTest} has it. Capacities follow from c = x (1 + k / L) with the rates x equal, so that only
 * 1 + k / L counts, and 1 / L for k = ∞.
 */
class EqualLoadUnknownConcurrencyTest {

    private static final double PROPORTIONAL = Double.POSITIVE_INFINITY;
    private static final Offset<Double> EXACT = within(1e-6);

    private final Scene scene = new Scene();

    @Test
    void it_goes_as_far_as_all_of_them_agree() {
        loads(3, 1); // 7/6 : 3/2 by the least k, 1/3 : 1 by the largest
        Proposal.Target target = target(1);
        assertThat(target.shares().of("a")).isCloseTo(7 / 16.0, EXACT);
        assertThat(target.reason().code()).isEqualTo(Reason.Code.REBALANCE);
        assertThat(target.reason().text()).endsWith("concurrency 1.00 (between 0.500 and inf)");
        assertThat(figures(target))
                .containsEntry("concurrency", 1.0)
                .containsEntry("concurrency_least", 0.5)
                .containsEntry("concurrency_most", PROPORTIONAL);
    }

    @Test
    void where_it_makes_no_difference_the_most_plausible_one_is_taken() {
        loads(3, 2.9);
        assertThat(target(1).shares().of("a")).isCloseTo((4 / 3.0) / (4 / 3.0 + 3.9 / 2.9), EXACT);
        assertThat(target(PROPORTIONAL).shares().of("a")).isCloseTo(2.9 / 5.9, EXACT);
    }

    @Test
    void where_what_is_sure_is_nearly_nothing_it_goes_all_the_way_that_the_most_plausible_one_says_if_that_is_short() {
        loads(2, 1); // 5/4 : 3/2 by the least k, 4.5 % of the traffic; 3/2 : 2 by k = 1, 7.1 % of it
        Proposal.Target target = target(1);
        assertThat(target.shares().of("a")).isCloseTo(3 / 7.0, EXACT);
        assertThat(target.reason().text()).endsWith("; a probe to find it out");
    }

    @Test
    void and_moves_no_more_than_15_percent_of_the_traffic_if_it_is_long() {
        loads(2, 1); // 1 : 2 by k = ∞, 16.7 % of the traffic
        Proposal.Target target = target(PROPORTIONAL);
        assertThat(target.shares().of("a")).isCloseTo(0.35, EXACT);
        assertThat(target.reason().text()).endsWith("; a probe to find it out");
    }

    @Test
    void a_probe_is_as_much_surer_as_it_is_shorter() {
        loads(2, 1);
        double whole = new EqualLoad(PROPORTIONAL).propose(scene.history()) instanceof Proposal.Target all
                ? all.standardErrors().getOrDefault("a", 0.0)
                : 0;
        assertThat(target(PROPORTIONAL).standardErrors().get("a")).isCloseTo(whole * 0.15 / (1 / 6.0), within(1e-3));
    }

    @Test
    void where_the_most_plausible_one_wants_nothing_it_moves_a_tenth_towards_the_largest() {
        loads(13, 8); // 14/13 : 9/8 by k = 1, 1.1 % of the traffic; 1/13 : 1/8 by k = ∞, 11.9 % of it
        Proposal.Target target = target(1);
        assertThat(target.shares().of("a")).isCloseTo(0.4, EXACT);
        assertThat(target.reason().text()).endsWith("; a probe to find it out");
    }

    @Test
    void but_not_if_that_would_be_less_than_a_tenth() {
        loads(11, 8); // 1/11 : 1/8 is 7.9 % of the traffic
        assertThat(agreed().shares().of("a")).isCloseTo((11.5 / 11) / (11.5 / 11 + 8.5 / 8), EXACT);
    }

    @Test
    void nor_if_it_could_be_chance() {
        scene.route("a", 500, 1, 13, 1).route("b", 500, 1, 8, 1).polls(3);
        assertThat(agreed().shares().of("a")).isCloseTo((13.5 / 13) / (13.5 / 13 + 8.5 / 8), EXACT);
    }

    private Proposal.Target agreed() {
        Proposal.Target target = target(1);
        assertThat(target.reason().text()).doesNotContain("probe");
        return target;
    }

    @Test
    void after_a_move_it_waits_for_four_readings() {
        loads(3, 1);
        scene.route("a", 480, 1, 3, 19.2).route("b", 520, 1, 1, 20.8).polls(5); // two of them are passed over
        Proposal proposal = propose(1);
        assertThat(proposal).isInstanceOf(Proposal.Hold.class);
        assertThat(proposal.reason())
                .isEqualTo(new Reason(
                        Reason.Code.NO_DATA,
                        "the concurrency is between 0.500 and inf, which makes a difference; 3 of 4 readings since the"
                                + " last move"));
        scene.poll();
        assertThat(target(1).shares().of("a")).isLessThan(0.48);
    }

    @Test
    void a_route_on_which_they_disagree_keeps_its_share_and_what_one_loses_another_gains() {
        scene.route("a", 333, 1, 40, 200)
                .route("b", 333, 1, 1, 200)
                .route("c", 333, 1, 0.5, 200)
                .polls(40);
        // by the least k the capacities are 202.5 : 300 : 400, and 3.7 per second less for a drain 37 waiting ones; of
        // what others have to spare c gives 4 / 7 to it: 47.845 % for it, more for b also; by the largest k 1/40 : 1 :
        // 2,
        // 66 % for c and a little less for b
        double worked = 600 / 902.5;
        double most = (worked * 400 + 3.7 * 4 / 7) / 600;
        Proposal.Target target = target(1);
        assertThat(target.shares().of("c")).isCloseTo(most, EXACT);
        assertThat(target.shares().of("b")).isCloseTo(1 / 3.0, EXACT);
        assertThat(target.shares().of("a")).isCloseTo(2 / 3.0 - most, EXACT);
    }

    @Test
    void once_it_is_found_out_it_goes_all_the_way() {
        for (int percent : new int[] {50, 30, 65, 40}) { // single workers of 16 requests per second
            double a = 20 * percent / 100.0;
            scene.route("a", percent, 1, a / (16 - a), a)
                    .route("b", 100 - percent, 1, (20 - a) / (a - 4), 20 - a)
                    .polls(16);
        }
        Proposal.Target target = target(PROPORTIONAL);
        assertThat(target.shares().of("a")).isCloseTo(0.5, EXACT);
        assertThat(target.reason().text()).endsWith("concurrency 1.00");
    }

    /** Of two routes at the same weight and rate, for 40 readings. */
    private void loads(double a, double b) {
        scene.route("a", 500, 1, a, 20).route("b", 500, 1, b, 20).polls(40);
    }

    private Proposal.Target target(double prior) {
        Proposal proposal = propose(prior);
        assertThat(proposal).as(proposal.reason().toString()).isInstanceOf(Proposal.Target.class);
        return (Proposal.Target) proposal;
    }

    private Proposal propose(double prior) {
        return new EqualLoad(new EqualLoadParameters(new Concurrency.Auto()), prior).propose(scene.history());
    }

    private static Map<String, Double> figures(Proposal proposal) {
        return proposal.figures().stream().collect(Collectors.toMap(Figure::name, Figure::value));
    }
}
