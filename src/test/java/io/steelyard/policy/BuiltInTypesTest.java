package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.Shares;
import io.steelyard.testing.Scene;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each type by the name that a configuration has for it, on two routes of which one has twice the load of the other. */
class BuiltInTypesTest {

    private static final PolicyContext CONTEXT = new PolicyContext("web", Scene.SECOND, Scene.PERMILLE);

    private final PolicyTypes types = PolicyTypes.load();
    private final Scene scene =
            new Scene().route("a", 500, 1, 2, 10).route("b", 500, 1, 1, 10).polls(20);

    @Test
    void equal_load_takes_the_concurrency_of_the_balancer_until_it_knows_better() {
        EqualLoadParameters parameters = new EqualLoadParameters(new Concurrency.Auto());
        Proposal.Target target = (Proposal.Target) allocator("equal-load", parameters);
        assertThat(target.shares().of("a")).isLessThan(0.5);
        assertThat(target.reason().text()).contains("concurrency inf");
    }

    @Test
    void pid_makes_a_step_towards_the_mean() {
        PidParameters parameters = new PidParameters(0.1, 0, 0, 0.3, 0.03, new Concurrency.Auto());
        assertThat(((Proposal.Target) allocator("pid", parameters)).shares().of("a"))
                .isBetween(0.45, 0.5);
    }

    @Test
    void static_brings_back_what_is_configured() {
        StaticParameters parameters = new StaticParameters(Map.of("a", 9.0, "b", 1.0), StaticParameters.Drift.RESTORE);
        assertThat(((Proposal.Target) allocator("static", parameters)).shares().of("a"))
                .isEqualTo(0.9);
    }

    @Test
    void schedule_goes_by_the_clock() {
        ScheduleParameters.Entry always =
                new ScheduleParameters.Entry(Times.parse("* * * * *"), Map.of("a", 1.0, "b", 4.0), Map.of());
        ScheduleParameters parameters = new ScheduleParameters(Zone.parse("UTC"), List.of(always));
        assertThat(((Proposal.Target) allocator("schedule", parameters))
                        .shares()
                        .of("a"))
                .isEqualTo(0.2);
    }

    @Test
    void evacuate_empties_what_has_no_backends() {
        scene.line("b", new Scene.Line(500, 0, 1, 0, 0)).poll();
        EvacuateParameters parameters = new EvacuateParameters(0.5, Duration.ofSeconds(30), List.of());
        assertThat(limiter("evacuate", parameters).of("b")).isZero();
    }

    @Test
    void outlier_empties_what_fails() {
        scene.route("b", 500, 1, 1, 100).details("b", Scene.Details.errors(100)).polls(5);
        OutlierParameters parameters = new OutlierParameters(
                5, 1, 3, 0.85, 50, Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ZERO, 0, 0.34);
        assertThat(limiter("outlier", parameters).of("b")).isZero();
    }

    @Test
    void warm_up_spares_what_is_new() {
        scene.route("a", 500, 2, 2, 10)
                .details("b", Scene.Details.joined(scene.now().wall()))
                .poll();
        WarmUpParameters parameters = new WarmUpParameters(Duration.ofMinutes(1), 1, 0.1);
        assertThat(limiter("warm-up", parameters).of("b"))
                .isCloseTo(0.2 / 1.2, within(0.02)); // wanted twice as much as a
    }

    @Test
    void capacity_takes_the_concurrency_of_the_balancer() {
        CapacityParameters parameters =
                new CapacityParameters(0.5, new Concurrency.Auto(), 0.1, Duration.ofMinutes(5), 1, 1000);
        Signal signal = made(types.signal("capacity").orElseThrow(), parameters);
        assertThat(signal.advise(scene.history()).routes().get("a"))
                .isNotNull()
                .satisfies(route -> assertThat(route.wanted()).isEqualTo(4));
        assertThat(signal.advise(scene.history()).policy()).isEqualTo("web");
    }

    @Test
    void each_is_of_one_kind_and_says_what_it_is_for() {
        assertThat(types.names(PolicyFactory.Kind.ALLOCATOR))
                .containsExactly("equal-load", "pid", "schedule", "static");
        assertThat(types.names(PolicyFactory.Kind.LIMITER)).containsExactly("evacuate", "outlier", "warm-up");
        assertThat(types.names(PolicyFactory.Kind.SIGNAL)).containsExactly("capacity");
        assertThat(types.all()).hasSize(8).allSatisfy(type -> {
            assertThat(type.help()).endsWith(".").hasSizeGreaterThan(20);
            assertThat(type.parameters().isRecord()).isTrue();
            assertThat(types.find(type.type())).contains(type);
        });
        assertThat(types.allocator("evacuate")).isEmpty();
        assertThat(types.limiter("capacity")).isEmpty();
        assertThat(types.signal("pid")).isEmpty();
    }

    private Proposal allocator(String type, Record parameters) {
        return new Configured.OfAllocator(types.allocator(type).orElseThrow(), parameters)
                .create(CONTEXT)
                .propose(scene.history());
    }

    private Shares limiter(String type, Record parameters) {
        Limiter limiter = new Configured.OfLimiter(types.limiter(type).orElseThrow(), parameters)
                .create(CONTEXT)
                .limiter();
        Shares wanted = Shares.inProportion(Map.of("a", 1, "b", 2));
        return ((Limiter.Bounded) limiter.limit(scene.history(), wanted)).shares();
    }

    private static Signal made(SignalFactory<?> factory, Record parameters) {
        return new Configured.OfSignal(factory, parameters).create(CONTEXT);
    }
}
