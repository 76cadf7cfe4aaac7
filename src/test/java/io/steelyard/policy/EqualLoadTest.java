package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.Reason;
import io.steelyard.model.Shares;
import io.steelyard.testing.Scene;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class EqualLoadTest {

    private static final Offset<Double> PERCENT = within(0.01);

    private final Scene scene = new Scene();

    @Test
    void a_load_proportional_to_rate_is_equalised_in_one_step() {
        // equal rates, loads 80 : 40 : 20, so capacities 1 : 2 : 4
        scene.route("a", 1, 2, 80, 20)
                .route("b", 1, 2, 40, 20)
                .route("c", 1, 2, 20, 20)
                .polls(3);
        assertShares(Double.POSITIVE_INFINITY, Map.of("a", 1 / 7.0, "b", 2 / 7.0, "c", 4 / 7.0));
    }

    @Test
    void queues_of_single_workers_give_their_capacity() {
        // M/M/1 with capacity 10, 20, 40 per backend at 5 req/s each: load = rho / (1 - rho)
        scene.route("a", 1, 2, 1, 10)
                .route("b", 1, 2, 1 / 3.0, 10)
                .route("c", 1, 2, 1 / 7.0, 10)
                .polls(60);
        assertShares(1, Map.of("a", 1 / 7.0, "b", 2 / 7.0, "c", 4 / 7.0));
    }

    @Test
    void a_backlog_is_drained_by_less_traffic_and_the_others_give_no_more_than_they_can_spare() {
        // three servers of 10 req/s at 6 req/s; one has 300 requests waiting
        scene.route("a", 1, 1, 300, 10)
                .route("b", 1, 1, 1.5, 6)
                .route("c", 1, 1, 1.5, 6)
                .polls(10);
        Shares shares = target(1).shares();
        assertThat(shares.of("a")).isBetween(0.2, 0.23);
        assertThat(shares.of("b")).isBetween(0.38, 0.4);
    }

    @Test
    void equal_load_is_kept_whatever_the_concurrency() {
        scene.route("a", 1, 1, 3, 10)
                .route("b", 2, 2, 3, 20)
                .route("c", 4, 1, 3, 40)
                .polls(10);
        Map<String, Double> inForce = Map.of("a", 1 / 7.0, "b", 2 / 7.0, "c", 4 / 7.0);
        assertShares(1, inForce);
        assertShares(8, inForce);
        assertShares(Double.POSITIVE_INFINITY, inForce);
    }

    @Test
    void of_an_overloaded_queue_the_throughput_is_the_capacity() {
        scene.route("a", 1, 1, 5000, 10).route("b", 1, 1, 1, 20).polls(10);
        Shares shares = target(1).shares();
        assertThat(shares.of("a")).isLessThan(0.2); // capacities 10 : 40, and the backlog counts against it
    }

    @Test
    void scaling_all_rates_changes_nothing() {
        scene.route("a", 1, 1, 3, 10).route("b", 1, 1, 7, 10).polls(5);
        Shares shares = target(1).shares();
        Scene faster =
                new Scene().route("a", 1, 1, 3, 1000).route("b", 1, 1, 7, 1000).polls(5);
        assertThat(((Proposal.Target) new EqualLoad(1).propose(faster.history()))
                        .shares()
                        .of("a"))
                .isCloseTo(shares.of("a"), PERCENT);
    }

    @Test
    void a_route_without_backends_gets_nothing() {
        scene.route("a", 1, 1, 3, 10)
                .route("b", 1, 1, 3, 10)
                .line("c", new Scene.Line(1, 0, 0, 0, 0))
                .polls(3);
        assertThat(target(1).shares().of("c")).isZero();
    }

    @Test
    void a_route_at_weight_0_stays_there() {
        scene.route("a", 1, 1, 3, 10)
                .route("b", 1, 1, 3, 10)
                .route("c", 0, 1, 0, 0)
                .polls(3);
        assertThat(target(1).shares().of("c")).isZero();
    }

    @Test
    void a_route_of_which_nothing_is_known_counts_like_the_median_of_the_others() {
        scene.route("a", 1, 1, 40, 10)
                .route("b", 1, 1, 20, 10)
                .route("c", 1, 1, 10, 10)
                .route("d", 1, 1, 0, 0)
                .polls(3);
        Shares shares = target(Double.POSITIVE_INFINITY).shares();
        assertThat(shares.of("d")).isCloseTo(shares.of("b"), PERCENT);
    }

    @Test
    void with_one_route_there_is_no_choice() {
        scene.route("a", 1, 1, 3, 10).route("b", 0, 1, 3, 10).polls(3);
        assertHold(Reason.Code.NO_CHOICE);
    }

    @Test
    void without_traffic_there_is_no_data() {
        scene.route("a", 1, 1, 0, 0).route("b", 1, 1, 0, 0).polls(10);
        assertHold(Reason.Code.NO_DATA);
    }

    @Test
    void after_one_reading_there_is_no_data() {
        scene.route("a", 1, 1, 3, 10).route("b", 1, 1, 7, 10).poll();
        assertHold(Reason.Code.NO_DATA);
    }

    @Test
    void the_longer_the_window_the_smaller_the_error() {
        scene.route("a", 1, 1, 3, 10).route("b", 1, 1, 7, 10).polls(3);
        double few = target(1).standardErrors().getOrDefault("a", 0.0);
        scene.polls(40);
        double many = target(1).standardErrors().getOrDefault("a", 0.0);
        assertThat(many).isGreaterThan(0).isLessThan(few / 2);
    }

    @Test
    void a_lost_capacity_is_seen_within_a_few_readings_in_spite_of_a_minute_of_memory() {
        scene.route("a", 1, 2, 40, 20).route("b", 1, 2, 40, 20).polls(60);
        scene.route("a", 1, 2, 80, 20).polls(8); // half of a's capacity is gone
        assertThat(target(Double.POSITIVE_INFINITY).shares().of("a")).isCloseTo(1 / 3.0, within(0.02));
    }

    @Test
    void what_was_learnt_before_a_move_still_counts_after_it() {
        scene.route("a", 1, 1, 3, 10).route("b", 1, 1, 7, 10).polls(40);
        double before = target(1).standardErrors().getOrDefault("a", 0.0);
        scene.route("a", 2, 1, 3, 10).polls(4); // other weights, the first two readings of them are passed over
        assertThat(target(1).standardErrors().getOrDefault("a", 0.0)).isLessThan(before * 1.2);
    }

    @Test
    void a_route_that_hangs_gains_nothing() {
        scene.route("a", 91, 1, 4, 91).route("b", 9, 1, 400, 0).polls(10);
        assertThat(target(1).shares().of("b")).isLessThan(0.02);
    }

    @Test
    void a_route_of_which_nothing_is_known_gains_nothing() {
        scene.route("a", 50, 1, 10, 10)
                .route("b", 40, 1, 10, 8)
                .route("c", 10, 1, 0, 0)
                .polls(5);
        assertThat(target(Double.POSITIVE_INFINITY).shares().of("c")).isLessThanOrEqualTo(0.1001);
    }

    @Test
    void a_route_of_which_nothing_is_known_counts_like_the_others_also_if_they_have_little_to_do() {
        // M/M/1 with 10 requests per second, one fifth of it in use
        scene.route("a", 1, 1, 0.25, 2)
                .route("b", 1, 1, 0.25, 2)
                .route("c", 10, 1, 0, 0)
                .polls(30);
        assertShares(1, Map.of("a", 1 / 3.0, "b", 1 / 3.0, "c", 1 / 3.0));
    }

    @Test
    void while_no_request_is_answered_nothing_is_moved() {
        scene.route("a", 1, 1, 5, 0).route("b", 1, 1, 9, 0).polls(10);
        assertHold(Reason.Code.NO_DATA);
    }

    @Test
    void two_readings_of_zeros_everywhere_are_no_data_whatever_was_read_before() {
        scene.route("a", 1, 1, 3, 10).route("b", 1, 1, 7, 10).polls(20);
        scene.route("a", 1, 1, 0, 0).route("b", 1, 1, 0, 0).polls(2);
        assertHold(Reason.Code.NO_DATA);
    }

    @Test
    void a_backlog_that_is_gone_is_not_drained_when_the_traffic_ends() {
        scene.route("a", 1, 1, 300, 10)
                .route("b", 1, 1, 1.5, 6)
                .route("c", 1, 1, 1.5, 6)
                .polls(10);
        scene.route("a", 1, 1, 0, 0)
                .route("b", 1, 1, 0, 0)
                .route("c", 1, 1, 0, 0)
                .polls(30);
        assertHold(Reason.Code.NO_DATA);
    }

    @Test
    void once_load_and_rate_are_not_known_any_more_there_is_no_data() {
        scene.route("a", 1, 1, 3, 10).route("b", 1, 1, 7, 10).polls(20);
        scene.unmeasured("a").unmeasured("b").polls(5);
        assertHold(Reason.Code.NO_DATA);
    }

    @Test
    void more_places_than_are_counted_are_judged_by_the_load() {
        scene.route("a", 1, 1, 200, 10)
                .counted("a", 200, 200)
                .route("b", 1, 1, 400, 10)
                .counted("b", 400, 400)
                .polls(30);
        assertShares(1000, Map.of("a", 6.0 / 9.5, "b", 3.5 / 9.5)); // 10 (1 + 1000 / 200) : 10 (1 + 1000 / 400)
    }

    private void assertShares(double concurrency, Map<String, Double> expected) {
        Shares shares = target(concurrency).shares();
        expected.forEach(
                (route, share) -> assertThat(shares.of(route)).as(route).isCloseTo(share, PERCENT));
    }

    private void assertHold(Reason.Code code) {
        Proposal proposal = new EqualLoad(1).propose(scene.history());
        assertThat(proposal).isInstanceOf(Proposal.Hold.class);
        assertThat(proposal.reason().code()).isEqualTo(code);
    }

    private Proposal.Target target(double concurrency) {
        Proposal proposal = new EqualLoad(concurrency).propose(scene.history());
        assertThat(proposal).as(proposal.reason().toString()).isInstanceOf(Proposal.Target.class);
        return (Proposal.Target) proposal;
    }
}
