package io.steelyard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.Belief;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Decision;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.Reason.Code;
import io.steelyard.model.Shares;
import io.steelyard.policy.Policy;
import io.steelyard.policy.Proposal;
import io.steelyard.testing.Scene;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GuardTest {

    private static final Capabilities PERMILLE = new Capabilities(
            1000, Capabilities.Unit.ROUTE, OptionalInt.of(1000), false, true, Duration.ZERO, Double.POSITIVE_INFINITY);

    private static final Capabilities PER_SERVER =
            new Capabilities(256, Capabilities.Unit.BACKEND, OptionalInt.empty(), true, false, Duration.ZERO, 1);

    private final Scene scene =
            new Scene().route("a", 500, 4, 4, 10).route("b", 300, 4, 4, 10).route("c", 200, 4, 4, 10);

    private Limits limits = Limits.defaults(Scene.SECOND);

    @Test
    void a_change_within_the_limits_is_decided_whole() {
        Decision.Reweigh decision = reweigh(Map.of("a", 0.4, "b", 0.4, "c", 0.2));
        assertThat(decision.weights().byRoute()).isEqualTo(new TreeMap<>(Map.of("a", 400, "b", 400, "c", 200)));
        assertThat(decision.reason().text()).contains("a 50.0% -> 40.0%", "b 30.0% -> 40.0%");
    }

    @Test
    void a_decision_moves_no_more_than_the_largest_step() {
        Decision.Reweigh decision = reweigh(Map.of("a", 0.0, "b", 0.0, "c", 1.0));
        Shares before = Shares.inProportion(decision.base());
        assertThat(before.distance(decision.weights().shares())).isCloseTo(0.2, within(0.002));
        assertThat(decision.reason().text()).endsWith("; a step of 20.0% of the 80.0% to move, cut by guard.max_step");
    }

    @Test
    void a_step_that_is_cut_names_what_cut_it() {
        limits = new Limits(Scene.SECOND, 0, 0, 0.2, 0.25, Duration.ZERO, 0.05, 0.5, 100, Optional.empty());
        scene.polls(4);
        scene.apply(reweigh(Map.of("a", 1.0)));
        scene.polls(4);
        assertThat(reweigh(Map.of("b", 1.0)).reason().text())
                .endsWith(
                        "; a step of 5.0% of the 82.0% to move, cut by guard.velocity (20.0% were moved within a minute)");
    }

    @Test
    void a_step_that_is_the_whole_way_but_for_its_digits_is_not_told_as_cut() {
        Decision.Reweigh decision = reweigh(Map.of("a", 0.3, "b", 0.3, "c", 0.4002));
        assertThat(decision.reason().text()).contains("c 20.0% -> 40.0%").doesNotContain("a step of");
    }

    @Test
    void within_a_minute_no_more_is_moved_than_the_velocity_allows() {
        limits = new Limits(Scene.SECOND, 0, 0, 0.2, 0.5, Duration.ZERO, 0.05, 0.5, 100, Optional.empty());
        double moved = 0;
        for (int i = 0; i < 10; i++) {
            scene.polls(4);
            Decision decision = decide(i % 2 == 0 ? Map.of("a", 1.0) : Map.of("b", 1.0));
            if (decision instanceof Decision.Reweigh reweigh) {
                moved += Shares.inProportion(reweigh.base())
                        .distance(reweigh.weights().shares());
                scene.apply(reweigh);
            } else {
                assertThat(decision.reason().code()).isEqualTo(Code.VELOCITY);
            }
        }
        assertThat(moved).isBetween(0.49, 0.51);
    }

    @Test
    void a_small_change_is_left_alone() {
        assertHold(Map.of("a", 0.51, "b", 0.295, "c", 0.195), Code.DEAD_BAND);
    }

    /** Of many routes some are always further off than the dead band, and then noise swapped single units for ever. */
    @Test
    void a_change_that_whole_weights_cannot_show_is_left_alone() {
        Scene many = new Scene()
                .route("a", 957, 4, 4, 10)
                .route("b", 4, 4, 4, 10)
                .route("c", 4, 4, 4, 10)
                .route("d", 17, 4, 4, 10)
                .route("e", 18, 4, 4, 10);
        Map<String, Double> noise = Map.of("a", 0.95675, "b", 0.00435, "c", 0.004, "d", 0.0176, "e", 0.0173);
        Map<String, Double> real = Map.of("a", 0.956, "b", 0.005, "c", 0.004, "d", 0.017, "e", 0.018);
        many.poll();
        assertThat(guard(target(noise, Map.of()), PERMILLE)
                        .decide(many.history())
                        .reason()
                        .code())
                .isEqualTo(Code.DEAD_BAND);
        assertThat(guard(target(real, Map.of()), PERMILLE).decide(many.history()))
                .isInstanceOf(Decision.Reweigh.class);
    }

    @Test
    void a_change_within_two_standard_errors_is_left_alone() {
        scene.poll();
        Map<String, Double> target = Map.of("a", 0.4, "b", 0.35, "c", 0.25);
        Decision sure = guard(target(target, Map.of("a", 0.05, "b", 0.05, "c", 0.05)), PERMILLE)
                .decide(scene.history());
        Decision unsure = guard(target(target, Map.of("a", 0.2, "b", 0.2, "c", 0.2)), PERMILLE)
                .decide(scene.history());
        assertThat(sure).isInstanceOf(Decision.Reweigh.class);
        assertThat(unsure.reason().code()).isEqualTo(Code.DEAD_BAND);
        assertThat(unsure.reason().text()).contains("two standard errors are 40.0%");
    }

    /** What the others of many gain by it is within their noise, so that this one alone can tell. */
    @Test
    void a_route_that_loses_nearly_everything_is_told_from_noise_however_unsure_its_estimate_is() {
        Scene many = new Scene();
        Map<String, Double> target = new TreeMap<>();
        Map<String, Double> errors = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            String route = "r%02d".formatted(i);
            many.route(route, 50, 1, 1, 10);
            target.put(route, i == 0 ? 0.005 : 0.995 / 19);
            errors.put(route, i == 0 ? 0.6 : 0.05);
        }
        many.poll();
        assertThat(guard(target(target, errors), PERMILLE).decide(many.history()))
                .isInstanceOf(Decision.Reweigh.class);
        target.put("r00", 0.02);
        assertThat(guard(target(target, errors), PERMILLE)
                        .decide(many.history())
                        .reason()
                        .code())
                .isEqualTo(Code.DEAD_BAND);
    }

    @Test
    void an_old_reading_is_not_acted_on() {
        scene.poll().missed().missed();
        assertHoldNow(Code.FRESHNESS);
    }

    @Test
    void a_reading_that_contradicts_itself_is_not_acted_on() {
        scene.suspect("duplicate route id a").poll();
        assertHoldNow(Code.SUSPECT);
    }

    @Test
    void a_sudden_loss_of_backends_is_believed_after_three_more_readings() {
        scene.polls(5).route("a", 500, 1, 4, 10).route("b", 300, 3, 4, 10).poll();
        for (int reading = 0; reading < 3; reading++) {
            assertHoldNow(Code.COMPLETENESS);
            scene.poll();
        }
        assertThat(decideNow().reason().code()).isNotEqualTo(Code.COMPLETENESS);
    }

    @Test
    void a_sudden_loss_of_routes_is_believed_after_three_more_readings() {
        scene.polls(5).without("c").poll();
        assertHoldNow(Code.COMPLETENESS);
    }

    @Test
    void with_more_than_half_of_the_backends_gone_the_weights_stay() {
        scene.polls(5)
                .route("a", 500, 1, 4, 10)
                .route("b", 300, 1, 4, 10)
                .route("c", 200, 2, 4, 10)
                .polls(5);
        assertHoldNow(Code.PANIC);
    }

    @Test
    void an_operators_edit_suspends_the_endpoint_for_good() {
        scene.poll().weight("a", 900).polls(50);
        assertHoldNow(Code.OPERATOR_EDIT);
        assertThat(decideNow().reason().text())
                .contains(
                        "a 500 -> 900",
                        ", seen at 2026-01-01T00:00:",
                        "steelyard rearm www.example.com --reason TEXT (",
                        "guard.rearm_after is not set");
    }

    @Test
    void an_edit_that_takes_a_server_of_a_few_out_is_told_as_the_edit_and_not_as_a_loss() {
        Scene few = new Scene(2, PER_SERVER)
                .servers("a", Map.of("a1", 10, "a2", 10))
                .servers("b", Map.of("b1", 10))
                .polls(5)
                .servers("a", Map.of("a1", 10, "a2", 0))
                .poll();
        Reason reason = guard(target(equal(2), Map.of()), PER_SERVER)
                .decide(few.history())
                .reason();
        assertThat(reason.code()).isEqualTo(Code.OPERATOR_EDIT);
        assertThat(reason.text()).contains("a 20 -> 10 (a2 10 -> 0)");
    }

    @Test
    void an_operators_edit_suspends_the_endpoint_for_a_time() {
        limits = new Limits(
                Scene.SECOND, 0, 0, 0.2, 1, Duration.ZERO, 0.05, 0.5, 6, Optional.of(Duration.ofSeconds(10)));
        scene.poll().weight("a", 900).polls(9);
        assertHoldNow(Code.OPERATOR_EDIT);
        assertThat(decideNow().reason().text())
                .endsWith("is left alone until 2026-01-01T00:00:11Z (guard.rearm_after)");
        scene.polls(2);
        assertThat(decideNow()).isInstanceOf(Decision.Reweigh.class);
    }

    @Test
    void after_a_write_there_is_a_cooldown() {
        scene.poll();
        scene.apply(reweigh(Map.of("a", 0.4, "b", 0.4, "c", 0.2))).polls(2);
        assertHoldNow(Code.COOLDOWN);
    }

    @Test
    void while_the_last_change_has_not_settled_nothing_is_decided() {
        limits = new Limits(Scene.SECOND, 0, 0, 0.2, 1, Duration.ZERO, 0.05, 0.5, 6, Optional.empty());
        scene.poll();
        scene.apply(reweigh(Map.of("a", 0.4, "b", 0.4, "c", 0.2))).polls(2);
        assertHoldNow(Code.SETTLE);
    }

    @Test
    void while_the_effect_of_a_write_is_unknown_nothing_is_decided() {
        scene.poll();
        Decision.Reweigh decision = reweigh(Map.of("a", 0.4, "b", 0.4, "c", 0.2));
        scene.event(decision)
                .event(new Outcome.Failed(
                        decision, scene.now(), scene.now(), Outcome.Failure.TIMEOUT, Map.of(), "no answer"));
        assertHoldNow(Code.PENDING);
    }

    @Test
    void weights_that_go_to_and_fro_are_frozen() {
        limits = new Limits(Scene.SECOND, 0, 0, 0.2, 100, Duration.ZERO, 0.05, 0.5, 3, Optional.empty());
        int writes = 0;
        for (int i = 0; i < 10; i++) {
            scene.polls(4);
            Decision decision = decide(i % 2 == 0 ? Map.of("a", 1.0) : Map.of("b", 1.0));
            if (decision instanceof Decision.Reweigh reweigh) {
                writes++;
                scene.apply(reweigh);
            }
        }
        assertThat(writes).isEqualTo(4);
        assertHoldNow(Code.FLIPS);
    }

    @Test
    void a_route_that_has_traffic_keeps_the_floor() {
        limits = new Limits(Scene.SECOND, 0, 0.1, 1, 1, Duration.ZERO, 0.05, 0.5, 6, Optional.empty());
        Decision.Reweigh decision = reweigh(Map.of("a", 0.97, "b", 0.02, "c", 0.01));
        assertThat(decision.weights().byRoute()).isEqualTo(new TreeMap<>(Map.of("a", 800, "b", 100, "c", 100)));
    }

    @Test
    void a_floor_that_cannot_be_kept_changes_nothing() {
        limits = new Limits(Scene.SECOND, 0, 0.5, 1, 1, Duration.ZERO, 0.05, 0.5, 6, Optional.empty());
        assertHold(Map.of("a", 0.9, "b", 0.05, "c", 0.05), Code.BOUNDS);
    }

    @Test
    void a_policy_that_throws_changes_nothing() {
        scene.poll();
        Decision decision = guard(
                        history -> {
                            throw new IllegalStateException("boom");
                        },
                        PERMILLE)
                .decide(scene.history());
        assertThat(decision.reason().code()).isEqualTo(Code.POLICY_FAILED);
        assertThat(decision.reason().text()).contains("boom");
    }

    @Test
    void a_policy_that_names_an_unknown_route_changes_nothing() {
        assertHold(Map.of("a", 0.5, "zzz", 0.5), Code.POLICY_FAILED);
    }

    @Test
    void a_policy_that_sends_traffic_to_a_route_without_backends_changes_nothing() {
        scene.line("c", new Scene.Line(200, 0, 0, 0, 0));
        assertHold(Map.of("a", 0.4, "b", 0.4, "c", 0.2), Code.POLICY_FAILED);
    }

    @Test
    void when_all_weights_are_0_nothing_is_decided() {
        scene.weight("a", 0).weight("b", 0).weight("c", 0);
        assertHold(Map.of("a", 1.0), Code.NO_CHOICE);
    }

    @Test
    void on_a_balancer_that_skips_dead_servers_their_weight_is_made_up_for_and_kept() {
        Scene haproxy = new Scene(2, PER_SERVER)
                .line("a", new Scene.Line(100, 1, 2, 1, 10)) // one of two servers is down
                .line("b", new Scene.Line(100, 2, 2, 1, 10))
                .line("c", new Scene.Line(100, 0, 2, 0, 0)); // all down
        limits = new Limits(Scene.SECOND, 0, 0, 1, 1, Duration.ZERO, 0.05, 0.5, 6, Optional.empty());
        haproxy.poll();
        Decision decision =
                guard(target(Map.of("a", 0.5, "b", 0.5), Map.of()), PER_SERVER).decide(haproxy.history());
        assertThat(decision).isInstanceOfSatisfying(Decision.Reweigh.class, reweigh -> {
            // a needs twice the weight of b, because half of it is not reachable; c keeps its place
            assertThat(reweigh.weights().of("a")).isEqualTo(256);
            assertThat(reweigh.weights().of("b")).isEqualTo(128);
            assertThat(reweigh.weights().of("c")).isEqualTo(192);
        });
    }

    @Test
    void weights_that_would_move_more_than_the_step_are_not_written() {
        Scene many = many(700, 0).weight("r0", 1000).poll();
        Decision decision = guard(target(equal(700), Map.of()), PERMILLE).decide(many.history());
        assertThat(decision.reason().code()).isEqualTo(Code.BOUNDS);
        assertThat(decision.reason().text())
                .contains("would move 69.9% of the traffic, a step of 20.0% is allowed", "guard.max_step");
    }

    @Test
    void a_least_weight_that_leaves_no_choice_changes_nothing() {
        limits = new Limits(Scene.SECOND, 100, 0, 0.2, 1, Duration.ZERO, 0.05, 0.5, 6, Optional.empty());
        Scene ten = many(10, 10).weight("r0", 910).poll();
        Map<String, Double> target = equal(10);
        target.put("r0", 9.0);
        Decision decision = guard(target(target, Map.of()), PERMILLE).decide(ten.history());
        assertThat(decision.reason().code()).isEqualTo(Code.BOUNDS);
        assertThat(decision.reason().text()).contains("guard.min_weight");
    }

    @Test
    void more_routes_than_the_balancer_has_weights_change_nothing() {
        Scene many = many(1200, 1).weight("r0", 100).poll();
        Decision decision = guard(target(equal(1200), Map.of()), PERMILLE).decide(many.history());
        assertThat(decision.reason().code()).isEqualTo(Code.BOUNDS);
        assertThat(decision.reason().text()).contains("1200 routes", "sum to 1200, not the 1000");
    }

    @Test
    void weights_that_would_leave_a_route_below_the_floor_are_not_written() {
        limits = new Limits(Scene.SECOND, 0, 0.45, 1, 1, Duration.ZERO, 0.05, 0.5, 6, Optional.empty());
        Scene haproxy = new Scene(2, PER_SERVER)
                .route("a", 256, 1, 4, 10)
                .route("b", 700, 600, 4, 10)
                .poll();
        Decision decision = guard(target(Map.of("a", 0.45, "b", 0.55), Map.of()), PER_SERVER)
                .decide(haproxy.history());
        assertThat(decision.reason().code()).isEqualTo(Code.BOUNDS);
        assertThat(decision.reason().text()).contains("a 29.9% of the traffic, below the floor of 45.0% (guard.floor)");
    }

    @Test
    void on_a_balancer_that_skips_dead_servers_the_velocity_is_of_traffic() {
        limits = new Limits(Scene.SECOND, 0, 0, 0.2, 0.3, Duration.ZERO, 0.05, 0.2, 100, Optional.empty());
        Scene haproxy = new Scene(2, PER_SERVER)
                .line("a", new Scene.Line(1000, 1, 10, 4, 10)) // nine of ten are down
                .route("b", 100, 1, 4, 10)
                .route("c", 100, 1, 4, 10);
        double moved = 0;
        for (int i = 0; i < 10; i++) {
            haproxy.polls(4);
            Map<String, Double> target = i % 2 == 0 ? Map.of("b", 1.0) : Map.of("c", 1.0);
            Decision decision = guard(target(target, Map.of()), PER_SERVER).decide(haproxy.history());
            if (decision instanceof Decision.Reweigh reweigh) {
                moved += traffic(reweigh.base())
                        .distance(traffic(reweigh.weights().byRoute()));
                haproxy.apply(reweigh);
            } else {
                assertThat(decision.reason().code()).isEqualTo(Code.VELOCITY);
            }
        }
        assertThat(moved).isBetween(0.29, 0.31);
    }

    @Test
    void of_a_route_with_unequal_servers_the_weight_counts_that_is_live_and_not_their_number() {
        Scene haproxy = new Scene(2, PER_SERVER)
                .line("a", new Scene.Line(200, 1, 2, 4, 90))
                .live("a", 0.9) // the lighter of two is down
                .route("b", 200, 1, 4, 100)
                .polls(4);

        Decision decision = guard(target(Map.of("a", 0.55, "b", 0.45), Map.of()), PER_SERVER)
                .decide(haproxy.history());

        assertThat(decision).isInstanceOfSatisfying(Decision.Reweigh.class, reweigh -> {
            double a = 0.9 * reweigh.weights().of("a");
            assertThat(a / (a + reweigh.weights().of("b"))).isCloseTo(0.55, within(0.005));
        });
    }

    private static Shares traffic(Map<String, Integer> weights) {
        Map<String, Double> amounts = new TreeMap<>();
        weights.forEach((route, weight) -> amounts.put(route, "a".equals(route) ? weight / 10.0 : weight));
        return Shares.inProportion(amounts);
    }

    @Test
    void ten_minutes_after_the_last_reversals_the_weights_are_free_again() {
        limits = new Limits(Scene.SECOND, 0, 0, 0.2, 100, Duration.ZERO, 0.05, 0.5, 3, Optional.empty());
        for (int i = 0; i < 4; i++) {
            scene.polls(4);
            scene.apply((Decision.Reweigh) decide(i % 2 == 0 ? Map.of("a", 1.0) : Map.of("b", 1.0)));
        }
        scene.polls(4);
        assertHoldNow(Code.FLIPS);
        scene.pass(Duration.ofMinutes(10)).polls(4);
        assertThat(decideNow()).isInstanceOf(Decision.Reweigh.class);
    }

    @Test
    void many_moves_of_many_routes_are_counted() {
        limits = new Limits(Scene.SECOND, 0, 0, 0.2, 100, Duration.ZERO, 0.05, 0.5, 90, Optional.empty());
        Scene many = new Scene(0, PERMILLE);
        equal(1000).keySet().forEach(route -> many.route(route, 100, 1, 4, 10));
        for (int i = 0; i < 91; i++) {
            many.poll();
            Map<String, Double> target = equal(1000);
            int half = i % 2;
            target.replaceAll((route, share) -> route.hashCode() % 2 == half ? 1.0 : 0.3);
            Decision decision = guard(target(target, Map.of()), PER_SERVER).decide(many.history());
            assertThat(decision).as(decision.reason().toString()).isInstanceOf(Decision.Reweigh.class);
            Decision.Reweigh reweigh = (Decision.Reweigh) decision;
            many.apply(reweigh);
            reweigh.weights().byRoute().forEach((id, weight) -> many.route(id, weight, 1, 4, weight));
        }
        many.poll();
        Decision decision = guard(target(equal(1000), Map.of()), PER_SERVER).decide(many.history());
        assertThat(decision.reason().code()).isEqualTo(Code.FLIPS);
        assertThat(decision.reason().text()).contains("reversed 90 times");
    }

    @Test
    void a_fault_of_a_rule_changes_nothing() {
        Duration overflowing = Duration.ofSeconds(Long.MAX_VALUE);
        limits = new Limits(overflowing, 0, 0, 0.2, 1, Duration.ZERO, 0.05, 0.5, 6, Optional.empty());
        scene.poll();
        assertHoldNow(Code.POLICY_FAILED);
        assertThat(decideNow().reason().text()).contains("the rules of the Guard failed", "ArithmeticException");
    }

    @Test
    void a_fault_while_weights_are_sought_changes_nothing() {
        Capabilities overflowing = new Capabilities(
                Integer.MAX_VALUE, Capabilities.Unit.BACKEND, OptionalInt.empty(), true, false, Duration.ZERO, 1);
        scene.poll();
        Decision decision =
                guard(target(Map.of("a", 1.0), Map.of()), overflowing).decide(scene.history());
        assertThat(decision.reason().code()).isEqualTo(Code.POLICY_FAILED);
        assertThat(decision.reason().text()).contains("bounding what policy test wants failed");
    }

    @Test
    void of_many_changes_the_reason_names_the_largest() {
        Scene many = many(1000, 10);
        many.weight("r7", 500).poll();
        Decision decision = guard(target(equal(1000), Map.of()), PER_SERVER).decide(many.history());
        assertThat(decision).isInstanceOf(Decision.Reweigh.class);
        assertThat(decision.reason().text())
                .contains("r7 4.8% -> ", "and 992 more")
                .hasSizeLessThan(500);
    }

    @Test
    void of_an_edit_of_many_weights_the_reason_names_five() {
        Scene many = many(20, 10).poll();
        equal(20).keySet().forEach(route -> many.weight(route, 11));
        many.poll();
        Decision decision = guard(target(equal(20), Map.of()), PER_SERVER).decide(many.history());
        assertThat(decision.reason().code()).isEqualTo(Code.OPERATOR_EDIT);
        assertThat(decision.reason().text()).contains("r0 10 -> 11", "and 15 more");
    }

    private static Scene many(int routes, int weight) {
        Scene scene = new Scene();
        equal(routes).keySet().forEach(route -> scene.route(route, weight, 1, 4, 10));
        return scene;
    }

    private static Map<String, Double> equal(int routes) {
        Map<String, Double> shares = new TreeMap<>();
        for (int i = 0; i < routes; i++) {
            shares.put("r" + i, 1.0);
        }
        return shares;
    }

    @Test
    void no_route_gets_more_than_the_ceiling() {
        limits = checked(new Checks(0.6, 0.9, 2, 3));
        Decision.Reweigh decision = reweigh(Map.of("a", 0.9, "b", 0.08, "c", 0.02));
        assertThat(decision.weights().byRoute()).isEqualTo(new TreeMap<>(Map.of("a", 600, "b", 320, "c", 80)));
        limits = checked(new Checks(0.3, 0.9, 2, 3));
        assertHold(Map.of("a", 0.9, "b", 0.08, "c", 0.02), Code.BOUNDS);
    }

    @Test
    void no_route_is_sent_above_its_utilisation_so_the_move_ends_there() {
        scene.poll(); // 30 requests per second
        Map<String, Double> capacities = Map.of("a", 40.0, "b", 15.0, "c", 15.0);
        Decision.Reweigh decision =
                (Decision.Reweigh) guard(believing(Map.of("a", 0.3, "b", 0.5, "c", 0.2), capacities), PERMILLE)
                        .decide(scene.history());
        assertThat(decision.weights().of("b")).as("0.9 of 15 are 45 %% of 30").isEqualTo(450);
    }

    @Test
    void a_route_that_is_above_its_utilisation_is_not_made_worse() {
        scene.poll();
        Map<String, Double> capacities = Map.of("a", 10.0, "b", 100.0, "c", 100.0);
        Decision decision = guard(believing(Map.of("a", 0.7, "b", 0.2, "c", 0.1), capacities), PERMILLE)
                .decide(scene.history());
        assertThat(decision.reason().code()).isEqualTo(Code.OVERLOAD);
        assertThat(decision.reason().text())
                .contains("a would be used to 210.0%, the limit is 150.0%", "guard.overload");
    }

    @Test
    void a_move_for_safety_stops_where_the_others_are_full() {
        scene.route("a", 500, 4, 4, 15)
                .route("b", 300, 4, 4, 9)
                .route("c", 200, 4, 4, 6)
                .poll();
        Proposal.Target target = new Proposal.Target(
                Shares.inProportion(Map.of("a", 0.5, "b", 0.5)),
                Map.of(),
                Belief.ofCapacities(Map.of("a", 30.0, "b", 12.0, "c", 30.0)).inRequestsPerSecond(),
                Proposal.Manner.SAFETY,
                new Reason(Code.EVACUATION, "test"),
                List.of());
        Decision.Reweigh decision =
                (Decision.Reweigh) guard(history -> target, PERMILLE).decide(scene.history());
        assertThat(decision.weights().of("b")).isEqualTo(360); // 0.9 of 12 in 30
        assertThat(decision.weights().of("c")).isPositive();
    }

    /** They may be of before backends came, and a route that is dead goes on failing meanwhile. */
    @Test
    void capacities_that_an_earlier_move_went_by_do_not_hold_back_a_move_for_safety() {
        scene.poll();
        Map<String, Double> capacities = Map.of("a", 10.0, "b", 10.0, "c", 10.0);
        Decision before = guard(believing(Map.of("a", 0.4, "b", 0.35, "c", 0.25), capacities), PERMILLE)
                .decide(scene.history());
        scene.apply((Decision.Reweigh) before).poll();

        Decision decision = guard(safety(Map.of("a", 0.5, "b", 0.5)), PERMILLE).decide(scene.history());

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Reweigh.class,
                        reweigh -> assertThat(reweigh.weights().byRoute())
                                .isEqualTo(new TreeMap<>(Map.of("a", 500, "b", 500, "c", 0))));
    }

    @Test
    void a_policy_whose_loads_move_further_than_predicted_is_stopped() {
        limits = new Limits(Scene.SECOND, 0, 0, 1, 100, Duration.ZERO, 0.05, 0.5, 100, Optional.empty());
        assertThat(moves(true)).isBetween(4, 6);
        assertThat(stopped.code()).isEqualTo(Code.SELF_TEST);
        assertThat(stopped.text()).contains("times as far as predicted", "guard.overreaction");
    }

    @Test
    void a_minute_after_the_last_move_it_may_make_one_as_much_smaller_as_the_loads_went_too_far() {
        limits = new Limits(Scene.SECOND, 0, 0, 1, 100, Duration.ZERO, 0.05, 0.5, 100, Optional.empty());
        moves(true);
        Policy policy = believing(Map.of("a", 0.2, "b", 0.6, "c", 0.2), Map.of("a", 4000.0, "b", 1000.0, "c", 1000.0));
        scene.polls(20);
        Decision resting = guard(policy, PERMILLE).decide(scene.history());
        assertThat(resting.reason().code()).isEqualTo(Code.SELF_TEST);
        scene.polls(60);
        double share = scene.history().shares().orElseThrow().of("a");
        Decision.Reweigh smaller = (Decision.Reweigh) guard(policy, PERMILLE).decide(scene.history());
        double way = (share - smaller.weights().of("a") / 1000.0) / (share - 0.2);
        assertThat(way).as("part of the way from %s to 0.2", share).isBetween(0.05, 0.5);
    }

    @Test
    void a_policy_whose_predictions_come_true_is_not() {
        limits = new Limits(Scene.SECOND, 0, 0, 1, 100, Duration.ZERO, 0.05, 0.5, 100, Optional.empty());
        assertThat(moves(false)).isEqualTo(12);
    }

    /** Why the first move was not made that was not. */
    private Reason stopped = new Reason(Code.BALANCED, "not yet");

    /** To and fro; with a wrong model the capacity of a route seems to shrink by more than its share grows. */
    private int moves(boolean wrong) {
        int moves = 0;
        for (int i = 0; i < 12; i++) {
            double share = i % 2 == 0 ? 0.6 : 0.4;
            double capacity = !wrong ? 1000 : i % 2 == 0 ? 4000 : 250; // before the move
            scene.polls(4);
            Policy policy = believing(
                    Map.of("a", share, "b", 0.8 - share, "c", 0.2), Map.of("a", capacity, "b", 1000.0, "c", 1000.0));
            Decision decision = guard(policy, PERMILLE).decide(scene.history());
            if (decision instanceof Decision.Reweigh reweigh) {
                moves++;
                scene.apply(reweigh);
            } else if (stopped.code() == Code.BALANCED) {
                stopped = decision.reason();
            }
        }
        return moves;
    }

    @Test
    void when_the_traffic_does_not_follow_the_weights_they_are_frozen() {
        limits = new Limits(Scene.SECOND, 0, 0, 0.2, 100, Duration.ZERO, 0.05, 0.5, 100, Optional.empty());
        scene.route("a", 500, 4, 4, 500).route("b", 300, 4, 4, 300).route("c", 200, 4, 4, 200);
        int writes = 0;
        for (int i = 0; i < 10; i++) {
            scene.polls(10);
            if (decide(i % 2 == 0 ? Map.of("a", 1.0) : Map.of("b", 1.0)) instanceof Decision.Reweigh reweigh) {
                writes++;
                scene.apply(reweigh); // the rates stay as they are
            }
        }
        assertThat(writes).isEqualTo(3);
        assertHoldNow(Code.NOT_EFFECTIVE);
        assertThat(decideNow().reason().text()).contains("of the last 3 moves 3", "guard.effect_lag");
    }

    @Test
    void when_it_follows_they_are_not() {
        limits = new Limits(Scene.SECOND, 0, 0, 0.2, 100, Duration.ZERO, 0.05, 0.5, 100, Optional.empty());
        int writes = 0;
        for (int i = 0; i < 10; i++) {
            scene.polls(10);
            if (decide(i % 2 == 0 ? Map.of("a", 1.0) : Map.of("b", 1.0)) instanceof Decision.Reweigh reweigh) {
                writes++;
                scene.apply(reweigh);
                reweigh.weights().byRoute().forEach((id, weight) -> scene.route(id, weight, 4, 4, weight));
            }
        }
        assertThat(writes).isEqualTo(10);
    }

    private static Limits checked(Checks checks) {
        return new Limits(Scene.SECOND, 0, 0, 1, 1, Duration.ZERO, 0.05, 0.5, 6, Optional.empty(), checks);
    }

    private static Policy believing(Map<String, Double> shares, Map<String, Double> capacities) {
        return history -> new Proposal.Target(
                Shares.inProportion(shares),
                Map.of(),
                Belief.ofCapacities(capacities).inRequestsPerSecond(),
                Proposal.Manner.ESTIMATE,
                new Reason(Code.REBALANCE, "test"),
                List.of());
    }

    @Test
    void a_move_for_safety_is_made_whole_and_at_once() {
        scene.poll();
        scene.apply(reweigh(Map.of("a", 0.4, "b", 0.4, "c", 0.2))).poll();
        Decision decision = guard(safety(Map.of("a", 0.5, "b", 0.5)), PERMILLE).decide(scene.history());
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Reweigh.class,
                        reweigh -> assertThat(reweigh.weights().byRoute())
                                .isEqualTo(new TreeMap<>(Map.of("a", 500, "b", 500, "c", 0))));
    }

    @Test
    void a_move_for_safety_waits_for_a_reading_that_can_be_trusted_and_never_overrides_an_operator() {
        scene.polls(5).weight("a", 900).poll();
        Decision edited = guard(safety(Map.of("b", 1.0)), PERMILLE).decide(scene.history());
        assertThat(edited.reason().code()).isEqualTo(Code.OPERATOR_EDIT);
        scene.suspect("a name twice").poll();
        Decision suspect = guard(safety(Map.of("b", 1.0)), PERMILLE).decide(scene.history());
        assertThat(suspect.reason().code()).isEqualTo(Code.SUSPECT);
    }

    @Test
    void exact_shares_know_no_dead_band_but_the_step() {
        scene.poll();
        Decision small =
                guard(exact(Map.of("a", 0.51, "b", 0.29, "c", 0.2)), PERMILLE).decide(scene.history());
        assertThat(small).isInstanceOf(Decision.Reweigh.class);
        Decision.Reweigh large =
                (Decision.Reweigh) guard(exact(Map.of("c", 1.0)), PERMILLE).decide(scene.history());
        assertThat(Shares.inProportion(large.base()).distance(large.weights().shares()))
                .isCloseTo(0.2, within(0.002));
    }

    @Test
    void a_policy_that_fails_is_told_even_while_waiting() {
        scene.poll();
        scene.apply(reweigh(Map.of("a", 0.4, "b", 0.4, "c", 0.2))).poll();
        Decision decision = guard(
                        history -> {
                            throw new IllegalStateException("boom");
                        },
                        PERMILLE)
                .decide(scene.history());
        assertThat(decision.reason().code()).isEqualTo(Code.POLICY_FAILED);
    }

    @Test
    void the_same_history_gives_the_same_decision() {
        scene.poll();
        assertThat(decideNow()).isEqualTo(decideNow());
    }

    private Decision decideNow() {
        return guard(target(Map.of("a", 1.0), Map.of()), PERMILLE).decide(scene.history());
    }

    private void assertHoldNow(Code code) {
        Decision decision = decideNow();
        assertThat(decision).isInstanceOf(Decision.Hold.class);
        assertThat(decision.reason().code()).isEqualTo(code);
    }

    private void assertHold(Map<String, Double> target, Code code) {
        scene.poll();
        Decision decision = decide(target);
        assertThat(decision).isInstanceOf(Decision.Hold.class);
        assertThat(decision.reason().code()).isEqualTo(code);
    }

    private Decision.Reweigh reweigh(Map<String, Double> target) {
        scene.poll();
        Decision decision = decide(target);
        assertThat(decision).as(decision.reason().toString()).isInstanceOf(Decision.Reweigh.class);
        return (Decision.Reweigh) decision;
    }

    private Decision decide(Map<String, Double> target) {
        return guard(target(target, Map.of()), PERMILLE).decide(scene.history());
    }

    private Guard guard(Policy policy, Capabilities capabilities) {
        return new Guard("test", policy, limits, capabilities);
    }

    private static Policy safety(Map<String, Double> shares) {
        return of(shares, Proposal.Manner.SAFETY);
    }

    private static Policy exact(Map<String, Double> shares) {
        return of(shares, Proposal.Manner.EXACT);
    }

    private static Policy of(Map<String, Double> shares, Proposal.Manner manner) {
        return history -> new Proposal.Target(
                Shares.inProportion(shares),
                Map.of(),
                Belief.NONE,
                manner,
                new Reason(Code.EVACUATION, "test"),
                List.of());
    }

    private static Policy target(Map<String, Double> shares, Map<String, Double> errors) {
        return history ->
                new Proposal.Target(Shares.inProportion(shares), errors, new Reason(Code.REBALANCE, "test"), List.of());
    }
}
