package io.steelyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.actuator.Gate;
import io.steelyard.guard.Guard;
import io.steelyard.guard.Limits;
import io.steelyard.guard.OperatorDecision;
import io.steelyard.model.Baseline;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Event;
import io.steelyard.model.Histories;
import io.steelyard.model.Hold;
import io.steelyard.model.Horizon;
import io.steelyard.model.LogLevel;
import io.steelyard.model.Mode;
import io.steelyard.model.Note;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.Remains;
import io.steelyard.model.Snapshot;
import io.steelyard.model.Weights;
import io.steelyard.policy.EqualLoad;
import io.steelyard.source.Poller;
import io.steelyard.source.Source;
import io.steelyard.testing.Scene;
import io.steelyard.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

class ControlLoopTest {

    private static final Capabilities CAPABILITIES = new Capabilities(
            1000, Capabilities.Unit.ROUTE, OptionalInt.of(1000), false, true, Duration.ZERO, Double.POSITIVE_INFINITY);

    private final VirtualTime time = new VirtualTime();
    private final List<Event> events = new ArrayList<>();
    private final List<Consumer<Event>> listeners = new ArrayList<>(List.of((Consumer<Event>) events::add));
    private final Three balancer = new Three();
    private Duration writeTakes = Duration.ZERO;
    private int breaks;
    private Disposable running = () -> {};
    private @Nullable ControlLoop loop;

    /** Three routes with capacities 1 : 2 : 4 whose load is proportional to rate. */
    private static final class Three {
        private int a = 100;
        private int b = 100;
        private int c = 100;
        private boolean down;
        private boolean sticky;
        private int busy = 1;
        private String incarnation = "first";

        Snapshot snapshot() {
            double all = a + b + c;
            if (sticky) {
                return new Scene()
                        .incarnation(incarnation)
                        .route("a", a, 1, 700 / 3.0, busy * 70 / 3.0)
                        .route("b", b, 1, 350 / 3.0, busy * 70 / 3.0)
                        .route("c", c, 1, 175 / 3.0, busy * 70 / 3.0)
                        .snapshot();
            }
            return new Scene()
                    .incarnation(incarnation)
                    .route("a", a, 1, 700 * a / all, busy * 70 * a / all)
                    .route("b", b, 1, 350 * b / all, busy * 70 * b / all)
                    .route("c", c, 1, 175 * c / all, busy * 70 * c / all)
                    .snapshot();
        }

        void write(Decision.Reweigh decision) {
            a = decision.weights().of("a");
            b = decision.weights().of("b");
            c = decision.weights().of("c");
        }
    }

    @AfterEach
    void stop() {
        running.dispose();
    }

    @Test
    void an_agent_that_acts_from_its_start_takes_nobody_for_a_follower_of_what_one_before_it_proposed() {
        balancer.b = 200;
        balancer.c = 400;
        Decision.Reweigh proposal = new Decision.Reweigh(
                "1-a",
                time.now().plus(Duration.ofDays(-1)),
                "test",
                Scene.PATTERN,
                new Reason(Reason.Code.REBALANCE, "load"),
                List.of(),
                Map.of("a", 100, "b", 200, "c", 400),
                Weights.of(Map.of("a", 300, "b", 200, "c", 200)));
        start(Map.of(Scene.PATTERN, new Remains(left(proposal))));
        time.pass(Duration.ofSeconds(5));
        balancer.write(proposal);
        time.pass(Duration.ofMinutes(1));
        assertThat(balancer.a).as("somebody has set it by hand").isEqualTo(300);
    }

    private static Baseline left(Decision.Reweigh proposal) {
        SortedMap<String, Baseline.OfRoute> routes = new TreeMap<>();
        proposal.base().forEach((route, weight) -> routes.put(route, new Baseline.OfRoute(weight, 1, 0, Map.of())));
        return new Baseline(proposal.at().wall(), "first", routes, Optional.empty(), Optional.of(proposal));
    }

    @Test
    void three_uneven_routes_are_balanced_within_ten_polls() {
        start();
        time.pass(Duration.ofSeconds(10));
        assertBalanced();
        assertThat(outcomes()).hasSizeLessThanOrEqualTo(3).allMatch(Outcome.Applied.class::isInstance);
        time.pass(Duration.ofMinutes(10));
        assertThat(outcomes()).as("once balanced nothing moves").hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void whether_the_traffic_followed_is_told_once_for_a_write() {
        balancer.busy = 100;
        start();
        time.pass(Duration.ofSeconds(30));
        List<Outcome> told =
                outcomes().stream().filter(Outcome.Followed.class::isInstance).toList();
        assertThat(told).isNotEmpty().allMatch(Outcome.Effective.class::isInstance);
        assertThat(told).extracting(Outcome::decision).doesNotHaveDuplicates();
    }

    @Test
    void traffic_that_does_not_follow_is_told() {
        balancer.busy = 100;
        balancer.sticky = true;
        start();
        time.pass(Duration.ofMinutes(2));
        assertThat(outcomes()).anyMatch(Outcome.Ineffective.class::isInstance);
        assertThat(outcomes()).noneMatch(Outcome.Effective.class::isInstance);
    }

    @Test
    void a_slow_write_does_not_look_like_an_operators_edit() {
        writeTakes = Duration.ofMillis(3700);
        start();
        time.pass(Duration.ofSeconds(60));
        assertBalanced();
        assertThat(decisions()).noneMatch(decision -> decision.reason().code() == Reason.Code.OPERATOR_EDIT);
    }

    @Test
    void a_write_that_breaks_off_ends_in_an_outcome_and_the_endpoint_goes_on() {
        breaks = 1;
        start();
        time.pass(Duration.ofSeconds(60));
        assertThat(outcomes()).first().isInstanceOf(Outcome.Failed.class);
        assertBalanced();
    }

    @Test
    void whoever_set_weights_by_hand_is_told_when_a_restart_of_the_balancer_has_undone_them() {
        start();
        time.pass(Duration.ofSeconds(3));
        ControlLoop running = Objects.requireNonNull(loop);
        running.control(running.control()
                .hold(
                        Scene.PATTERN,
                        new Hold(new Note("carol", "a is ill", time.now(), Optional.empty()), Map.of("a", 0))));
        balancer.a = 0;
        time.pass(Duration.ofSeconds(3));
        balancer.a = 100;
        balancer.incarnation = "second";
        time.pass(Duration.ofSeconds(3));
        assertThat(running.control().holdOf(Scene.PATTERN).orElseThrow().note().reason())
                .startsWith("a is ill; NOT IN FORCE since ")
                .contains("a 0 -> 100")
                .doesNotContainPattern("NOT IN FORCE.*NOT IN FORCE");
        assertThat(events).contains(running.control());
    }

    @Test
    void an_operators_edit_is_left_alone() {
        start();
        time.pass(Duration.ofSeconds(30));
        int writes = outcomes().size();
        balancer.a = 900;
        time.pass(Duration.ofMinutes(10));
        assertThat(balancer.a).isEqualTo(900);
        assertThat(outcomes()).hasSize(writes);
        assertThat(decisions().get(decisions().size() - 1).reason().code()).isEqualTo(Reason.Code.OPERATOR_EDIT);
    }

    @Test
    void another_configuration_keeps_what_is_remembered_and_who_took_an_endpoint_over() {
        start();
        time.pass(Duration.ofSeconds(30));
        ControlLoop running = Objects.requireNonNull(loop);
        int decisions = decisions().size();
        running.configured(List.of(assignment("other")), Mode.ACT, LogLevel.INFO);
        time.pass(Duration.ofSeconds(5));

        assertThat(decisions().subList(decisions, decisions().size()))
                .isNotEmpty()
                .allMatch(decision -> decision.policy().equals("other"))
                .noneMatch(decision -> decision.reason().code() == Reason.Code.NO_DATA);

        balancer.a = 900;
        time.pass(Duration.ofSeconds(5));
        running.configured(List.of(assignment("third")), Mode.ACT, LogLevel.INFO);
        time.pass(Duration.ofMinutes(1));
        assertThat(balancer.a).isEqualTo(900);
        assertThat(decisions().get(decisions().size() - 1).reason().code()).isEqualTo(Reason.Code.OPERATOR_EDIT);
    }

    @Test
    void another_configuration_while_a_write_is_under_way_lets_it_end_and_knows_it_as_ours() {
        writeTakes = Duration.ofSeconds(3);
        start();
        time.pass(Duration.ofSeconds(3)); // the first decision is made, its write is under way
        Objects.requireNonNull(loop).configured(List.of(assignment("other")), Mode.PROPOSE, LogLevel.INFO);
        time.pass(Duration.ofSeconds(30));

        assertThat(outcomes().get(0).decision().policy()).isEqualTo("test");
        assertThat(decisions()).noneMatch(decision -> decision.reason().code() == Reason.Code.OPERATOR_EDIT);
        assertThat(events).anyMatch(event -> event instanceof Control now && now.mode() == Mode.PROPOSE);
    }

    @Test
    void another_configured_level_of_the_log_counts_at_once_and_leaves_the_mode_alone() {
        start();
        time.pass(Duration.ofSeconds(3));
        Objects.requireNonNull(loop).configured(List.of(assignment("test")), Mode.ACT, LogLevel.DEBUG);
        time.pass(Duration.ofSeconds(1));

        assertThat(events)
                .filteredOn(Control.class::isInstance)
                .map(Control.class::cast)
                .singleElement()
                .satisfies(now -> {
                    assertThat(now.logLevel()).isEqualTo(LogLevel.DEBUG);
                    assertThat(now.mode()).isEqualTo(Mode.ACT);
                });
    }

    @Test
    void while_the_balancer_cannot_be_read_nothing_is_decided_and_then_it_goes_on() {
        balancer.down = true;
        start();
        time.pass(Duration.ofMinutes(1));
        assertThat(decisions()).isEmpty();
        balancer.down = false;
        time.pass(Duration.ofSeconds(15));
        assertBalanced();
    }

    @Test
    void a_listener_that_throws_costs_only_itself() {
        listeners.add(0, event -> {
            throw new IllegalStateException("a listener with a fault; this log line is expected");
        });
        start();
        time.pass(Duration.ofSeconds(15));
        assertBalanced();
    }

    @Test
    void a_stop_finishes_the_write_that_is_under_way_and_polls_no_more() {
        writeTakes = Duration.ofSeconds(3);
        start();
        time.pass(Duration.ofSeconds(3)); // the first decision is made, its write is under way
        assertThat(decisions()).anyMatch(Decision.Reweigh.class::isInstance);
        assertThat(outcomes()).isEmpty();
        Objects.requireNonNull(loop).stop();
        time.pass(Duration.ofSeconds(30));
        assertThat(outcomes()).hasSize(1);
        assertThat(running.isDisposed()).as("completed").isTrue();
    }

    @Test
    void a_stop_finishes_a_write_by_hand_too_and_it_is_not_cancelled_by_who_gives_up_waiting() {
        writeTakes = Duration.ofSeconds(3);
        start();
        time.pass(Duration.ofMillis(500)); // seen once, nothing is decided yet
        assertThat(decisions()).noneMatch(Decision.Reweigh.class::isInstance);
        ControlLoop started = Objects.requireNonNull(loop);
        Note note = new Note("alice", "drain", time.now(), Optional.empty());
        started.write(OperatorDecision.decide(
                        started.history(Scene.PATTERN).orElseThrow(), Map.of("a", 5), note, CAPABILITIES))
                .subscribe()
                .dispose();
        started.stop();
        time.pass(Scene.SECOND);
        assertThat(running.isDisposed()).as("not completed yet").isFalse();
        time.pass(Duration.ofSeconds(30));
        assertThat(outcomes()).singleElement().isInstanceOf(Outcome.Applied.class);
        assertThat(running.isDisposed()).as("completed").isTrue();
    }

    private void start() {
        start(Map.of());
    }

    private void start(Map<String, Remains> left) {
        Source source = () ->
                balancer.down ? Mono.error(new IllegalStateException("down")) : Mono.fromSupplier(balancer::snapshot);
        Gate gate = decision -> Mono.delay(writeTakes, time.scheduler()).map(tick -> {
            if (breaks-- > 0) {
                throw new IllegalStateException("a fault of ours");
            }
            balancer.write(decision);
            return new Outcome.Applied(decision, time.now(), time.now());
        });
        loop = new ControlLoop(
                new Poller(source, Scene.SECOND, Scene.SECOND, time, time.scheduler()).observations(),
                List.of(assignment("test")),
                mode -> gate,
                Control.of(time.now(), Mode.ACT),
                new Histories(pattern -> new Horizon(60, 2, CAPABILITIES), Map.of(), left),
                time,
                time.scheduler(),
                listeners,
                (policy, took) -> {});
        running = loop.run().subscribe();
    }

    private static Assignment assignment(String policy) {
        Guard guard =
                new Guard(policy, new EqualLoad(Double.POSITIVE_INFINITY), Limits.defaults(Scene.SECOND), CAPABILITIES);
        return new Assignment(policy, pattern -> true, guard);
    }

    private void assertBalanced() {
        double all = balancer.a + balancer.b + balancer.c;
        List<Double> loads = List.of(balancer.a / all * 7, balancer.b / all * 3.5, balancer.c / all * 1.75);
        double mean = (loads.get(0) + loads.get(1) + loads.get(2)) / 3;
        assertThat(loads).allSatisfy(load -> assertThat(load / mean).isBetween(0.95, 1.05));
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
