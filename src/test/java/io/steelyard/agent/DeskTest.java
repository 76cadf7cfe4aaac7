package io.steelyard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.actuator.Actuator;
import io.steelyard.actuator.DryRun;
import io.steelyard.actuator.LiveGate;
import io.steelyard.actuator.Turns;
import io.steelyard.config.Config;
import io.steelyard.config.ConfigLoader;
import io.steelyard.config.Loaded;
import io.steelyard.guard.Guard;
import io.steelyard.guard.Limits;
import io.steelyard.metrics.AgentMetrics;
import io.steelyard.metrics.AgentSettings;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Event;
import io.steelyard.model.Histories;
import io.steelyard.model.History;
import io.steelyard.model.Hold;
import io.steelyard.model.Horizon;
import io.steelyard.model.LogLevel;
import io.steelyard.model.Mode;
import io.steelyard.model.Note;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.Snapshot;
import io.steelyard.model.Weights;
import io.steelyard.operator.Order;
import io.steelyard.operator.OrderRefusedException;
import io.steelyard.operator.Plan;
import io.steelyard.operator.Signed;
import io.steelyard.operator.Trial;
import io.steelyard.policy.EqualLoad;
import io.steelyard.source.Poller;
import io.steelyard.source.ReadException;
import io.steelyard.source.Source;
import io.steelyard.testing.Scene;
import io.steelyard.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** An operator against the loop, on a balancer of three routes with capacities 1 : 2 : 4. */
class DeskTest {

    private static final String PATTERN = Scene.PATTERN;

    private final VirtualTime time = new VirtualTime();
    private final List<Event> events = new ArrayList<>();
    private final AgentMetrics metrics = new AgentMetrics(new AgentSettings(
            "1",
            "",
            "act",
            Scene.SECOND,
            new AgentSettings.Series(AgentSettings.Depth.ROUTE, 1000, pattern -> true),
            List.of(new AgentSettings.PolicyName("test", "equal-load", Duration.ofSeconds(3))),
            pattern -> Optional.of("test"),
            Set.of(),
            time));
    private int runs;
    private final Balancer balancer = new Balancer();
    private final LiveGate gate = new LiveGate(
            balancer,
            new Turns(1, Schedulers.immediate()),
            change -> this.loop.objection(change),
            Duration.ofSeconds(5),
            time,
            time.scheduler());
    private final ControlLoop loop = loop();
    private final Desk desk = new Desk(loop, Scene.PERMILLE, () -> runs++, time, time.scheduler(), time.scheduler());
    private final Disposable running = loop.run().subscribe();

    private final class Balancer implements Actuator {
        private Map<String, Integer> weights = new TreeMap<>(Map.of("a", 100, "b", 100, "c", 100));
        private Duration takes = Duration.ZERO;
        private Duration slow = Duration.ZERO;
        private boolean unreadable;
        private boolean broken;
        private int writes;

        Snapshot snapshot() {
            double all = weights.values().stream().mapToInt(each -> each).sum();
            Scene scene = new Scene();
            weights.forEach((route, weight) -> {
                int capacity = route.equals("a") ? 1 : route.equals("b") ? 2 : 4;
                scene.route(route, weight, 1, 700 * weight / all / capacity, 70 * weight / all);
            });
            return scene.snapshot();
        }

        @Override
        public Capabilities capabilities() {
            return Scene.PERMILLE;
        }

        @Override
        public Mono<Map<String, Integer>> weights(String pattern) {
            return unreadable
                    ? Mono.error(new ReadException(Observation.Cause.CONNECT, "connection refused"))
                    : Mono.delay(slow, time.scheduler()).map(tick -> weights);
        }

        @Override
        public Mono<Void> shape(String pattern, Weights wanted) {
            return broken
                    ? Mono.error(new IllegalStateException("permission denied"))
                    : Mono.delay(takes, time.scheduler())
                            .doOnNext(tick -> {
                                weights = new TreeMap<>(wanted.byRoute());
                                writes++;
                            })
                            .then();
        }
    }

    private ControlLoop loop() {
        Source source = () -> Mono.fromSupplier(balancer::snapshot);
        Guard guard = new Guard(
                "test", new EqualLoad(Double.POSITIVE_INFINITY), Limits.defaults(Scene.SECOND), Scene.PERMILLE);
        return new ControlLoop(
                new Poller(source, Scene.SECOND, Scene.SECOND, time, time.scheduler()).observations(),
                List.of(new Assignment("test", pattern -> true, guard)),
                mode -> mode == Mode.ACT ? gate : new DryRun(time),
                Control.of(time.now(), Mode.ACT),
                new Histories(pattern -> new Horizon(60, 2, Scene.PERMILLE)),
                time,
                time.scheduler(),
                List.of(events::add, metrics),
                metrics::evaluated);
    }

    @AfterEach
    void stop() {
        running.dispose();
    }

    @Test
    void while_all_policies_are_paused_nothing_is_written_and_the_decisions_say_why() {
        obey(new Order.Pause(Optional.empty()));
        seconds(60);
        assertThat(balancer.writes).isZero();
        assertThat(lastDecision().reason().code()).isEqualTo(Reason.Code.PAUSED);
        assertThat(lastDecision().reason().text()).startsWith("paused by alice: deploy under way; would set a 100 -> ");
        assertThat(scrape()).contains("steelyard_paused 1.0", "steelyard_policy_enabled{policy=\"test\"} 0.0");

        obey(new Order.Resume(Optional.empty()));
        seconds(10);
        assertThat(balancer.writes).isPositive();
        assertThat(scrape()).contains("steelyard_paused 0.0", "steelyard_policy_enabled{policy=\"test\"} 1.0");
    }

    @Test
    void to_run_now_asks_for_a_poll_and_changes_nothing_itself() {
        Control before = loop.control();
        obey(new Order.Run());
        assertThat(runs).isEqualTo(1);
        assertThat(loop.control()).isEqualTo(before);
    }

    @Test
    void a_policy_and_an_endpoint_that_are_gone_can_be_released() {
        Note note = new Note("alice", "before the restart", time.now(), Optional.empty());
        loop.control(loop.control().pause("gone", note).hold("gone.example.com", new Hold(note, Map.of("a", 0))));
        obey(new Order.Resume(Optional.of("gone")));
        obey(new Order.Rearm("gone.example.com"));
        assertThat(loop.control().policies()).isEmpty();
        assertThat(loop.control().held()).isEmpty();
    }

    @Test
    void one_policy_can_be_paused_and_a_pause_can_end_by_itself() {
        obey(new Order.Pause(Optional.of("test")), Optional.of(Duration.ofMinutes(5)));
        seconds(299);
        assertThat(balancer.writes).isZero();
        assertThat(scrape()).contains("steelyard_paused 0.0", "steelyard_policy_enabled{policy=\"test\"} 0.0");
        seconds(15);
        assertThat(balancer.writes).isPositive();
        assertThat(loop.control().policies()).isEmpty();
    }

    @Test
    void another_level_of_the_log_ends_by_itself_or_with_an_order_for_the_configured_one() {
        obey(new Order.SetLogLevel(LogLevel.DEBUG), Optional.of(Duration.ofMinutes(5)));
        seconds(299);
        assertThat(loop.control().logLevel()).isEqualTo(LogLevel.DEBUG);
        seconds(15);
        assertThat(loop.control().logLevel()).isEqualTo(LogLevel.INFO);

        obey(new Order.SetLogLevel(LogLevel.ERROR));
        assertThat(loop.control().logLevel()).isEqualTo(LogLevel.ERROR);
        obey(new Order.SetLogLevel(LogLevel.INFO));
        assertThat(loop.control().logging().ordered()).isEmpty();
    }

    @Test
    void a_level_of_the_log_that_was_ordered_outlives_a_changed_configuration() {
        obey(new Order.SetLogLevel(LogLevel.DEBUG));
        loop.configured(List.of(), Mode.ACT, LogLevel.WARN);
        seconds(5);
        assertThat(loop.control().logLevel()).isEqualTo(LogLevel.DEBUG);
        assertThat(loop.control().logging().configured()).isEqualTo(LogLevel.WARN);
    }

    @Test
    void a_policy_that_does_not_exist_cannot_be_paused() {
        OrderRefusedException refused = refused(new Order.Pause(Optional.of("webb")));
        assertThat(refused.kind()).isEqualTo(OrderRefusedException.Cause.UNKNOWN);
        assertThat(refused).hasMessage("policy webb does not exist; there are test");
    }

    @Test
    void weights_set_by_hand_are_written_and_kept_and_are_no_edit() {
        seconds(30);
        Plan plan = obey(new Order.Shape(PATTERN, Map.of("a", 900)));
        assertThat(plan.outcome()).containsInstanceOf(Outcome.Applied.class);
        assertThat(plan.weights().orElseThrow().after()).containsEntry("a", 900);
        assertThat(balancer.weights).containsEntry("a", 900);
        int writes = balancer.writes;
        seconds(600);
        assertThat(balancer.writes).isEqualTo(writes);
        assertThat(lastDecision().reason().code()).isEqualTo(Reason.Code.BY_HAND);
        assertThat(decisions()).noneMatch(each -> each.reason().code() == Reason.Code.OPERATOR_EDIT);

        obey(new Order.Rearm(PATTERN));
        seconds(10);
        assertThat(balancer.writes).as("the policy goes on").isGreaterThan(writes);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1})
    void a_policy_that_is_kept_away_says_so_steadily_whether_it_would_change_something_or_not(int weightOfA) {
        seconds(3);
        obey(new Order.Shape(PATTERN, Map.of("a", 100, "b", 200, "c", 400)));
        assertThat(heldFor(60)).as("as the policy would").containsExactly(Reason.Code.BY_HAND);
        assertThat(lastDecision().reason().text())
                .startsWith(
                        "the weights were set by hand by alice: deploy under way; would change nothing: dead_band: ");

        obey(new Order.Shape(PATTERN, Map.of("a", weightOfA)));
        obey(new Order.Pause(Optional.empty()));
        assertThat(heldFor(60)).containsExactly(Reason.Code.BY_HAND);
        obey(new Order.Rearm(PATTERN));
        assertThat(heldFor(60)).containsExactly(Reason.Code.PAUSED);
    }

    /** The reasons of the decisions of so many seconds, without the first ones, in which weights settle. */
    private Set<Reason.Code> heldFor(int seconds) {
        seconds(60);
        int before = decisions().size();
        seconds(seconds);
        return decisions().stream()
                .skip(before)
                .map(each -> each.reason().code())
                .collect(Collectors.toSet());
    }

    @Test
    void what_is_held_by_hand_is_what_was_set_in_all_without_the_routes_that_nobody_named() {
        seconds(3);
        obey(new Order.Shape(PATTERN, Map.of("a", 900)));
        assertThat(loop.control().holdOf(PATTERN).orElseThrow().weights()).isEqualTo(Map.of("a", 900));
        seconds(3);
        obey(new Order.Shape(PATTERN, Map.of("b", 800)));
        assertThat(loop.control().holdOf(PATTERN).orElseThrow().weights()).isEqualTo(Map.of("a", 900, "b", 800));
        seconds(3);
        assertThat(balancer.weights).containsEntry("b", 800);
        obey(new Order.Revert(PATTERN));
        assertThat(balancer.weights).doesNotContainEntry("b", 800);
        assertThat(loop.control().holdOf(PATTERN).orElseThrow().weights())
                .hasSize(2)
                .containsEntry("a", 900)
                .allSatisfy((route, weight) -> assertThat(balancer.weights).containsEntry(route, weight));
    }

    @Test
    void an_order_that_wrote_nothing_leaves_the_hold_of_the_one_before_it_as_it_was() {
        seconds(3);
        obey(new Order.Shape(PATTERN, Map.of("a", 900)));
        Hold first = loop.control().holdOf(PATTERN).orElseThrow();
        int writes = balancer.writes;
        balancer.unreadable = true;
        Plan plan = obey(new Order.Shape(PATTERN, Map.of("a", 1)), Optional.of(Duration.ofMinutes(5)));
        assertThat(plan.outcome()).containsInstanceOf(Outcome.Refused.class);
        assertThat(loop.control().holdOf(PATTERN)).contains(first);

        balancer.unreadable = false;
        seconds(600);
        assertThat(balancer.weights).containsEntry("a", 900);
        assertThat(balancer.writes).isEqualTo(writes);
    }

    @Test
    void an_order_that_failed_says_so_keeps_the_policy_away_and_is_wanted_by_nobody_until_it_is_given_again() {
        obey(new Order.Pause(Optional.empty()));
        seconds(3);
        balancer.broken = true;
        Plan plan = obey(new Order.Shape(PATTERN, Map.of("a", 1)));
        assertThat(plan.outcome()).containsInstanceOf(Outcome.Failed.class);
        obey(new Order.Resume(Optional.empty()));
        seconds(30);
        Hold held = loop.control().holdOf(PATTERN).orElseThrow();
        assertThat(held.inForce()).isFalse();
        assertThat(held.note().reason())
                .matches(
                        "deploy under way; NOT IN FORCE since 2026-\\S+: the write failed \\(error: .*permission denied.*"
                                + "\\); set them again, or re-arm");
        assertThat(lastDecision().reason().code()).isEqualTo(Reason.Code.BY_HAND);
        assertThat(scrape()).contains("steelyard_route_desired_weight{endpoint=\"" + PATTERN + "\",route=\"a\"} 100.0");

        balancer.broken = false;
        obey(new Order.Shape(PATTERN, Map.of("a", 1)));
        assertThat(loop.control().holdOf(PATTERN).orElseThrow().inForce()).isTrue();
        seconds(2);
        assertThat(scrape()).contains("steelyard_route_desired_weight{endpoint=\"" + PATTERN + "\",route=\"a\"} 1.0");
    }

    @Test
    void an_order_that_wrote_nothing_takes_no_hold_and_does_not_bring_back_what_was_ended_meanwhile() {
        obey(new Order.Pause(Optional.empty()));
        seconds(3);
        balancer.unreadable = true;
        obey(new Order.Shape(PATTERN, Map.of("a", 1)));
        assertThat(loop.control().held()).isEmpty();

        balancer.unreadable = false;
        obey(new Order.Shape(PATTERN, Map.of("a", 900)));
        balancer.slow = Duration.ofSeconds(2);
        desk.obey(signed(new Order.Shape(PATTERN, Map.of("a", 1)), Optional.empty()))
                .subscribe();
        time.pass(Duration.ofMillis(100));
        balancer.weights = new TreeMap<>(Map.of("a", 7, "b", 7, "c", 7));
        obey(new Order.Rearm(PATTERN));
        seconds(3);
        assertThat(outcomes()).last().isInstanceOf(Outcome.Refused.class);
        assertThat(loop.control().held()).isEmpty();
    }

    @Test
    void a_preview_changes_nothing() {
        obey(new Order.Pause(Optional.empty()));
        seconds(3);
        Plan plan = await(desk.preview(signed(new Order.Shape(PATTERN, Map.of("a", 1)), Optional.empty())));
        assertThat(plan.weights().orElseThrow().before()).containsEntry("a", 100);
        assertThat(plan.weights().orElseThrow().after()).containsEntry("a", 1);
        assertThat(plan.after().held()).containsKey(PATTERN);
        assertThat(loop.control().held()).isEmpty();
        assertThat(balancer.writes).isZero();
    }

    @Test
    void a_route_that_does_not_exist_a_weight_out_of_range_and_no_traffic_at_all_are_refused() {
        seconds(2);
        assertThat(refused(new Order.Shape(PATTERN, Map.of("x", 1))))
                .hasMessage("route x does not exist in www.example.com; it has a, b, c");
        assertThat(refused(new Order.Shape(PATTERN, Map.of("a", 1001))))
                .hasMessage("weight of a: 1001 is not in 0 to 1000");
        assertThat(refused(new Order.Shape(PATTERN, Map.of("a", 0, "b", 0, "c", 0))))
                .hasMessageContaining("leave the endpoint without any traffic");
        assertThat(refused(new Order.Shape("www.exmaple.com", Map.of("a", 1))).kind())
                .isEqualTo(OrderRefusedException.Cause.UNKNOWN);
        assertThat(loop.control().held()).isEmpty();
    }

    @Test
    void in_a_mode_that_does_not_write_weights_cannot_be_set_by_hand() {
        obey(new Order.SetMode(Mode.PROPOSE));
        seconds(10);
        assertThat(balancer.writes).isZero();
        assertThat(scrape()).contains("steelyard_dry_run 1.0", "mode=\"propose\"");
        assertThat(refused(new Order.Shape(PATTERN, Map.of("a", 1))).kind())
                .isEqualTo(OrderRefusedException.Cause.CONFLICT);
        obey(new Order.SetMode(Mode.OBSERVE));
        int decided = decisions().size();
        seconds(10);
        assertThat(decisions()).hasSize(decided);
        assertThat(await(desk.preview(signed(new Order.SetMode(Mode.ACT), Optional.empty())))
                        .text())
                .as("what was set meanwhile is not an edit if nobody saw it")
                .hasValueSatisfying(text -> assertThat(text).contains("not to suspended endpoints"));
        obey(new Order.SetMode(Mode.ACT));
        seconds(10);
        assertThat(balancer.writes).isPositive();
        assertThat(scrape()).contains("steelyard_dry_run 0.0");
    }

    @Test
    void a_revert_takes_the_last_write_back_and_keeps_the_policy_away() {
        seconds(3);
        Outcome first = outcomes().get(0);
        obey(new Order.Pause(Optional.empty()));
        seconds(5);
        assertThat(outcomes()).hasSize(1);
        seconds(20 * 60);
        Plan plan = obey(new Order.Revert(PATTERN));
        assertThat(plan.weights().orElseThrow().after())
                .isEqualTo(first.decision().base());
        assertThat(balancer.weights).isEqualTo(first.decision().base());
        assertThat(loop.control().held()).containsOnlyKeys(PATTERN);
    }

    @Test
    void a_second_revert_goes_one_write_further_back_says_which_and_is_refused_when_none_is_left() {
        obey(new Order.Pause(Optional.empty()));
        seconds(3);
        obey(new Order.Shape(PATTERN, Map.of("a", 10)));
        obey(new Order.Shape(PATTERN, Map.of("a", 20)));
        Plan preview = await(desk.preview(signed(new Order.Revert(PATTERN), Optional.empty())));

        Plan first = obey(new Order.Revert(PATTERN));
        assertThat(balancer.weights).containsEntry("a", 10);
        assertThat(first.text()).isEqualTo(preview.text());
        assertThat(first.text().orElseThrow())
                .matches("takes back decision \\S+ of 2026-01-01T00:00:0\\dZ by alice: deploy under way: a 20 -> 10");
        assertThat(lastDecision().reason().text()).startsWith("by alice: deploy under way; takes back decision ");

        Plan second = obey(new Order.Revert(PATTERN));
        assertThat(balancer.weights).containsEntry("a", 100);
        assertThat(second.text().orElseThrow()).endsWith(": a 10 -> 100");

        assertThat(refused(new Order.Revert(PATTERN)))
                .hasMessageStartingWith("nothing is left to take back on " + PATTERN)
                .hasMessageContaining("set weights by hand");
        assertThat(balancer.weights).containsEntry("a", 100);

        obey(new Order.Shape(PATTERN, Map.of("b", 7)));
        obey(new Order.Revert(PATTERN));
        assertThat(balancer.weights).as("what came after the reverts").containsEntry("b", 100);
    }

    @Test
    void a_revert_passes_over_a_write_that_somebody_else_took_back_already() {
        obey(new Order.Pause(Optional.empty()));
        seconds(3);
        obey(new Order.Shape(PATTERN, Map.of("a", 10)));
        obey(new Order.Shape(PATTERN, Map.of("a", 20)));
        balancer.weights.put("a", 10);
        seconds(2);
        Plan plan = obey(new Order.Revert(PATTERN));
        assertThat(plan.text().orElseThrow())
                .endsWith(": a 10 -> 100; ends the suspension after somebody else's edit (a 20 -> 10)");
        assertThat(plan.suspended().before()).isTrue();
        assertThat(plan.suspended().after()).isFalse();
    }

    @Test
    void the_answer_to_weights_that_were_refused_says_what_counts_after_it() {
        obey(new Order.Pause(Optional.empty()));
        seconds(3);
        balancer.weights.put("b", 33);
        seconds(2);
        balancer.weights.put("b", 34); // and no poll has seen it yet
        Plan plan = obey(new Order.Shape(PATTERN, Map.of("a", 9)));
        assertThat(plan.outcome()).containsInstanceOf(Outcome.Refused.class);
        assertThat(plan.after().held()).isEmpty();
        assertThat(plan.suspended().before()).isTrue();
        assertThat(plan.suspended().after()).isTrue();
    }

    @Test
    void a_write_is_taken_back_before_the_next_poll_has_seen_it() {
        obey(new Order.Pause(Optional.empty()));
        seconds(5);
        obey(new Order.Shape(PATTERN, Map.of("a", 1)));
        assertThat(balancer.weights).containsEntry("a", 1);

        Plan plan = obey(new Order.Revert(PATTERN));

        assertThat(plan.weights().orElseThrow().before()).containsEntry("a", 1);
        assertThat(plan.outcome()).containsInstanceOf(Outcome.Applied.class);
        assertThat(balancer.weights).containsEntry("a", 100);
    }

    @Test
    void weights_that_are_refused_leave_those_of_before_by_hand_for_as_long_as_they_were_to_last() {
        obey(new Order.Pause(Optional.empty()));
        seconds(5);
        obey(new Order.Shape(PATTERN, Map.of("a", 7)), Optional.of(Duration.ofMinutes(5)));
        Hold first = loop.control().held().get(PATTERN);
        seconds(2);
        balancer.weights.put("b", 33); // somebody else, and no poll has seen it yet

        assertThat(obey(new Order.Shape(PATTERN, Map.of("a", 9))).outcome()).containsInstanceOf(Outcome.Refused.class);

        assertThat(loop.control().held()).containsEntry(PATTERN, first);
    }

    @Test
    void a_revert_that_was_confirmed_takes_back_no_other_write_than_it_said() {
        obey(new Order.Pause(Optional.empty()));
        seconds(3);
        obey(new Order.Shape(PATTERN, Map.of("a", 10)));
        obey(new Order.Shape(PATTERN, Map.of("a", 20)));
        Signed confirmed = confirmed(new Order.Revert(PATTERN));
        obey(new Order.Shape(PATTERN, Map.of("a", 30)));

        OrderRefusedException refused = refused(confirmed);
        assertThat(refused.kind()).isEqualTo(OrderRefusedException.Cause.MOVED);
        assertThat(refused.getMessage())
                .matches(
                        "not as it was previewed any more: the weights of \\S+ are set by hand by alice: deploy under way, since"
                                + " 2026-\\S+Z; it would take back decision \\S+, not \\S+; written since: decision \\S+ of"
                                + " 2026-\\S+Z by alice: deploy under way; look again"
                                + " \\(by now it takes back decision \\S+ of .*: a 30 -> 20\\)");
        assertThat(balancer.weights).containsEntry("a", 30);

        await(desk.obey(confirmed(new Order.Revert(PATTERN))));
        assertThat(balancer.weights).as("after another look").containsEntry("a", 20);
    }

    @Test
    void a_revert_that_was_confirmed_does_not_take_back_the_write_that_it_waited_for() {
        seconds(3);
        Map<String, Integer> first = Map.copyOf(balancer.weights);
        balancer.takes = Duration.ofSeconds(2);
        Signed confirmed = confirmed(new Order.Revert(PATTERN));
        while (loop.history(PATTERN).flatMap(History::pending).isEmpty()) {
            time.pass(Duration.ofMillis(100));
            assertThat(time.now().wall()).isBefore("2026-01-01T00:10:00Z");
        }
        AtomicReference<Throwable> fault = new AtomicReference<>();
        desk.obey(confirmed).subscribe(plan -> {}, fault::set);
        seconds(3);
        assertThat(fault.get()).isInstanceOf(OrderRefusedException.class).hasMessageContaining("; look again");
        assertThat(balancer.weights).isNotEqualTo(first);
        assertThat(loop.control().held()).isEmpty();
    }

    @Test
    void a_re_arming_that_was_confirmed_leaves_an_edit_alone_that_came_after_it() {
        obey(new Order.Pause(Optional.empty()));
        seconds(3);
        balancer.weights.put("a", 7);
        seconds(2);
        Signed confirmed = confirmed(new Order.Rearm(PATTERN));
        balancer.weights.put("b", 7);
        seconds(2);
        assertThat(refused(confirmed))
                .hasMessageMatching("not as it was previewed any more: somebody else set the weights \\(b 100 -> 7\\),"
                        + " seen at 2026-\\S+Z; look again");
        assertThat(loop.edit(PATTERN)).isPresent();

        await(desk.obey(confirmed(new Order.Rearm(PATTERN))));
        assertThat(loop.edit(PATTERN)).as("after another look").isEmpty();
    }

    @Test
    void weights_that_were_confirmed_are_set_unless_they_leave_others_or_overrule_somebody_else() {
        seconds(3);
        Signed whole = confirmed(new Order.Shape(PATTERN, Map.of("a", 1, "b", 1, "c", 1)));
        Signed part = confirmed(new Order.Shape(PATTERN, Map.of("a", 1)));
        int writes = balancer.writes;
        seconds(20);
        assertThat(balancer.writes).as("the policy went on").isGreaterThan(writes);
        assertThat(refused(part))
                .as("b and c are others")
                .hasMessageMatching(
                        "not as it was previewed any more: b \\d+ -> \\d+, c \\d+ -> \\d+; written since: (\\d"
                                + " times, the newest )?decision \\S+ of 2026-\\S+Z by policy test, rebalance; look again");
        await(desk.obey(whole));
        assertThat(balancer.weights).isEqualTo(Map.of("a", 1, "b", 1, "c", 1));

        Signed again = confirmed(new Order.Shape(PATTERN, Map.of("a", 2, "b", 2, "c", 2)));
        balancer.weights.put("a", 9);
        seconds(2);
        assertThat(refused(again))
                .as("somebody's edit")
                .hasMessageContaining("more: somebody else set the weights (a 1 -> 9), seen at 2026-");
        assertThat(balancer.weights).containsEntry("a", 9);
    }

    @Test
    void a_pause_of_which_nobody_knew_is_not_ended_and_a_pause_is_never_refused() {
        obey(new Order.Pause(Optional.empty()));
        seconds(3);
        Signed resume = confirmed(new Order.Resume(Optional.empty()));
        Signed pause = confirmed(new Order.Pause(Optional.empty()));
        Signed mode = confirmed(new Order.SetMode(Mode.PROPOSE));
        obey(new Order.Pause(Optional.empty()));
        assertThat(refused(resume))
                .hasMessageMatching(
                        "not as it was previewed any more: all policies are paused by alice: deploy under way,"
                                + " since 2026-\\S+Z; look again");
        assertThat(loop.control().paused()).isPresent();

        await(desk.obey(pause));
        await(desk.obey(mode));
        assertThat(loop.control().mode())
                .as("what a pause has nothing to do with")
                .isEqualTo(Mode.PROPOSE);
    }

    @Test
    void of_a_preview_that_nobody_remembers_it_is_not_known_what_was_changed() {
        seconds(3);
        Signed old = new Signed(
                new Order.Rearm(PATTERN), "alice", "127.0.0.1:1", "as it was", Optional.empty(), Optional.of("0123"));
        assertThat(refused(old))
                .hasMessage("not as it was previewed any more: something was changed meanwhile; look again");
    }

    @Test
    void without_a_write_there_is_nothing_to_revert() {
        obey(new Order.Pause(Optional.empty()));
        seconds(5);
        assertThat(refused(new Order.Revert(PATTERN))).hasMessageStartingWith("nothing was written");
    }

    @Test
    void an_endpoint_is_rearmed_after_an_operators_edit() {
        seconds(30);
        balancer.weights = new TreeMap<>(Map.of("a", 900, "b", 50, "c", 50));
        seconds(60);
        assertThat(lastDecision().reason().code()).isEqualTo(Reason.Code.OPERATOR_EDIT);
        int writes = balancer.writes;
        Plan plan = obey(new Order.Rearm(PATTERN));
        assertThat(plan.suspended().before()).isTrue();
        assertThat(plan.suspended().after()).isFalse();
        assertThat(plan.changesNothing()).isFalse();
        seconds(10);
        assertThat(balancer.writes).isGreaterThan(writes);

        Control before = loop.control();
        assertThat(obey(new Order.Rearm(PATTERN)).changesNothing())
                .as("once more")
                .isTrue();
        assertThat(loop.control()).isSameAs(before);
    }

    @Test
    void an_order_waits_for_the_write_that_is_under_way_and_is_the_last_word() {
        balancer.takes = Duration.ofSeconds(2);
        time.pass(Duration.ofMillis(2500)); // a write of the policy is under way
        assertThat(outcomes()).isEmpty();
        AtomicReference<Plan> done = new AtomicReference<>();
        desk.obey(signed(new Order.Shape(PATTERN, Map.of("a", 1, "b", 1, "c", 1)), Optional.empty()))
                .subscribe(done::set);
        seconds(6);
        assertThat(Objects.requireNonNull(done.get()).outcome()).containsInstanceOf(Outcome.Applied.class);
        seconds(60);
        assertThat(balancer.weights).isEqualTo(Map.of("a", 1, "b", 1, "c", 1));
    }

    @ParameterizedTest
    @MethodSource("brakes")
    void a_write_that_was_decided_but_not_sent_when_the_brake_was_pulled_is_not_sent(Order brake, String why) {
        balancer.slow = Duration.ofSeconds(3);
        time.pass(Duration.ofMillis(2500));
        assertThat(loop.history(PATTERN).flatMap(History::pending))
                .as("is read for")
                .isPresent();
        obey(brake);
        seconds(10);
        assertThat(balancer.writes).isZero();
        assertThat(outcomes())
                .first()
                .satisfies(refused -> assertThat(refused.text().orElseThrow()).isEqualTo("overruled: " + why));
    }

    static Stream<Arguments> brakes() {
        return Stream.of(
                Arguments.of(new Order.Pause(Optional.empty()), "paused by alice: deploy under way"),
                Arguments.of(new Order.Pause(Optional.of("test")), "paused by alice: deploy under way"),
                Arguments.of(new Order.SetMode(Mode.PROPOSE), "the mode is propose by now"),
                Arguments.of(new Order.SetMode(Mode.OBSERVE), "the mode is observe by now"));
    }

    @Test
    void weights_set_by_hand_are_written_during_a_pause_but_not_once_the_mode_forbids_it() {
        obey(new Order.Pause(Optional.empty()));
        seconds(3);
        balancer.slow = Duration.ofSeconds(2);
        desk.obey(signed(new Order.Shape(PATTERN, Map.of("a", 7)), Optional.empty()))
                .subscribe();
        time.pass(Duration.ofMillis(100));
        obey(new Order.Pause(Optional.of("test")));
        seconds(10);
        assertThat(balancer.weights).containsEntry("a", 7);

        desk.obey(signed(new Order.Shape(PATTERN, Map.of("a", 8)), Optional.empty()))
                .subscribe();
        time.pass(Duration.ofMillis(100));
        obey(new Order.SetMode(Mode.OBSERVE));
        seconds(5);
        assertThat(balancer.weights).containsEntry("a", 7);
        assertThat(outcomes()).last().isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void settings_are_tried_on_what_is_remembered_and_nothing_is_written() {
        obey(new Order.Pause(Optional.empty()));
        seconds(30);

        Trial trial = tried("{\"guard\": {\"max_step\": 0.01, \"settle\": 5}}");

        assertThat(trial.policy()).isEqualTo("equal-load");
        assertThat(trial.changes()).containsExactly("guard.max_step: 0.2 -> 0.01", "guard.settle: 2 -> 5");
        assertThat(trial.keys()).extracting(Trial.Key::name).contains("guard.max_step", "parameters.concurrency");
        Trial.Pair now = trial.past().get(trial.past().size() - 1);
        assertThat(now.present().reason().text()).as("as if it were not paused").contains("a step of 20.0% of the");
        assertThat(now.tried().reason().text()).contains("a step of 1.0% of the");
        assertThat(trial.past()).hasSizeBetween(25, 60);
        assertThat(trial.past().get(0).present().reason().code()).isEqualTo(Reason.Code.NO_DATA);
        assertThat(balancer.writes).isZero();
        assertThat(lastDecision().reason().text()).contains("would set a 100 -> ");
    }

    @Test
    void settings_that_are_not_right_or_of_an_endpoint_that_is_not_there_are_refused() {
        seconds(3);
        assertThatThrownBy(() -> tried("{guard: {max_step: 7}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("guard.max_step: \"7\" is above 1, the most allowed; lower it");
        assertThatThrownBy(() -> whatIf().of("other.example.com", "").block())
                .isInstanceOf(OrderRefusedException.class)
                .hasMessageContaining("endpoint other.example.com does not exist");
    }

    private WhatIf whatIf() {
        String yaml = "balancer: {type: simulator}\npolicies: [{parameters: {concurrency: inf}}]";
        Config config = ((Loaded.Valid) ConfigLoader.parse("s.yaml", yaml, name -> null)).config();
        return new WhatIf(
                loop, () -> new Wiring(config, Scene.PERMILLE), Schedulers.immediate(), Schedulers.immediate());
    }

    private Trial tried(String settings) {
        return Objects.requireNonNull(whatIf().of(PATTERN, settings).block());
    }

    private Plan obey(Order order) {
        return obey(order, Optional.empty());
    }

    private Plan obey(Order order, Optional<Duration> term) {
        return await(desk.obey(signed(order, term)));
    }

    /** After a look at what it would do. */
    private Signed confirmed(Order order) {
        Signed signed = signed(order, Optional.empty());
        return signed.on(await(desk.preview(signed)));
    }

    private OrderRefusedException refused(Order order) {
        return refused(signed(order, Optional.empty()));
    }

    private OrderRefusedException refused(Signed signed) {
        AtomicReference<Throwable> fault = new AtomicReference<>();
        desk.obey(signed).subscribe(plan -> {}, fault::set);
        time.pass(Duration.ofMillis(10));
        return (OrderRefusedException) Objects.requireNonNull(fault.get());
    }

    private Plan await(Mono<Plan> order) {
        AtomicReference<Plan> plan = new AtomicReference<>();
        order.subscribe(plan::set);
        time.pass(Duration.ofMillis(10));
        return Objects.requireNonNull(plan.get());
    }

    private static Signed signed(Order order, Optional<Duration> term) {
        return new Signed(order, "alice", "127.0.0.1:1", "deploy under way", term);
    }

    private void seconds(int count) {
        time.pass(Duration.ofSeconds(count));
    }

    private String scrape() {
        return new String(
                metrics.exposition().scrape(null, false, Set.of()).parts().stream()
                        .reduce(new byte[0], DeskTest::joined),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] all = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }

    private Decision lastDecision() {
        return decisions().get(decisions().size() - 1);
    }

    private List<Outcome> outcomes() {
        return events.stream()
                .filter(Outcome.class::isInstance)
                .map(Outcome.class::cast)
                .toList();
    }

    private List<Decision> decisions() {
        return events.stream()
                .filter(Decision.class::isInstance)
                .map(Decision.class::cast)
                .toList();
    }
}
