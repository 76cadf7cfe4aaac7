package io.steelyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.actuator.Actuator;
import io.steelyard.adapter.Balancer;
import io.steelyard.adapter.simulator.Scenarios;
import io.steelyard.adapter.simulator.Simulator;
import io.steelyard.adapter.simulator.SimulatorBalancer;
import io.steelyard.config.Config;
import io.steelyard.config.ConfigLoader;
import io.steelyard.config.Loaded;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Decision;
import io.steelyard.model.Observation.Cause;
import io.steelyard.model.Reason;
import io.steelyard.model.Weights;
import io.steelyard.policy.Appraisal;
import io.steelyard.policy.Concurrency;
import io.steelyard.source.ReadException;
import io.steelyard.source.Source;
import io.steelyard.testing.Scene;
import io.steelyard.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class StudyTest {

    private static final Optional<Concurrency> ONE = Optional.of(new Concurrency.Slots(1));

    private final VirtualTime time = new VirtualTime();
    private final AtomicInteger steps = new AtomicInteger();
    private final List<Weights> written = new ArrayList<>();

    @Test
    void simulated_queues_are_advised_near_to_their_capacities_and_nothing_is_written() {
        Simulator simulator = Simulator.realTime(Scenarios.named("queue-70", 1), 1, 1, time);
        Map<String, Integer> before = simulator.weights(Scenarios.PATTERN);
        Advised advised = only(study(SimulatorBalancer.of(simulator), ONE));

        assertThat(advised.conclusive()).isTrue();
        assertThat(advised.proposed().orElseThrow().byRoute().values())
                .satisfiesExactly(
                        share -> assertThat(share).isBetween(0.13, 0.16),
                        share -> assertThat(share).isBetween(0.26, 0.31),
                        share -> assertThat(share).isBetween(0.54, 0.60));
        assertThat(advised.expectation().orElseThrow().expectedImbalance().orElseThrow())
                .isLessThan(1.05);
        assertThat(simulator.weights(Scenarios.PATTERN)).isEqualTo(before);
        assertThat(steps.get()).isEqualTo(60);
    }

    /** Of 120 each 114 are to be expected, give or take 3. */
    @Test
    void the_intervals_hold_what_is_true_as_often_as_they_say() {
        double[] right = {250, 500, 1000}; // requests per second
        int capacities = 0;
        int shares = 0;
        for (int seed = 1; seed <= 40; seed++) {
            VirtualTime passing = new VirtualTime();
            Simulator simulator = Simulator.realTime(Scenarios.named("queue-30", 1), seed, 1, passing);
            Appraisal known = only(study(SimulatorBalancer.of(simulator), ONE, Duration.ofSeconds(20), passing))
                    .appraisal()
                    .orElseThrow();
            int at = 0;
            for (Appraisal.OfRoute route : known.routes().values()) {
                double share = right[at] / 1750;
                shares += route.lowShare() <= share && share <= route.highShare() ? 1 : 0;
                capacities += Math.abs(route.capacity() / right[at++] - 1) <= route.error() ? 1 : 0;
            }
        }
        assertThat(shares).isBetween(105, 119);
        assertThat(capacities).isBetween(105, 119);
    }

    @Test
    void the_whole_way_is_proposed_and_told_as_commands() {
        Scene scene =
                new Scene().route("a", 100, 1, 9, 10).route("b", 100, 1, 1, 10).route("c", 100, 1, 1 / 3.0, 10);
        Advised advised = only(study(still(() -> Mono.just(scene.snapshot())), ONE));

        assertThat(advised.decision()).isInstanceOf(Decision.Reweigh.class);
        assertThat(advised.proposed().orElseThrow().of("a")).isBetween(0.13, 0.18);
        assertThat(advised.commands()).hasSize(1).first().asString().startsWith("set ");
        assertThat(written).isEmpty();
    }

    @Test
    void balanced_routes_are_advised_to_stay() {
        Scene scene = new Scene().route("a", 100, 1, 1, 10).route("b", 100, 1, 1, 10);
        Advised advised = only(study(still(() -> Mono.just(scene.snapshot())), ONE));

        assertThat(advised.conclusive()).isTrue();
        assertThat(advised.decision()).isInstanceOf(Decision.Hold.class);
        assertThat(advised.commands()).isEmpty();
    }

    @Test
    void without_traffic_there_is_no_advice() {
        Scene scene = new Scene().route("a", 100, 1, 0, 0).route("b", 100, 1, 0, 0);
        Advised advised = only(study(still(() -> Mono.just(scene.snapshot())), ONE));

        assertThat(advised.conclusive()).isFalse();
        assertThat(advised.busy()).isFalse();
    }

    @Test
    void one_route_leaves_no_choice() {
        Scene scene = new Scene().route("a", 100, 1, 1, 10);
        Advised advised = only(study(still(() -> Mono.just(scene.snapshot())), ONE));

        assertThat(advised.conclusive()).isFalse();
        assertThat(advised.decision().reason().code()).isEqualTo(Reason.Code.NO_CHOICE);
    }

    /** As beside a daemon that acts. */
    @Test
    void weights_that_change_meanwhile_are_gone_on_from_and_counted() {
        Scene scene = new Scene().route("a", 100, 1, 9, 10).route("b", 100, 1, 1, 10);
        AtomicInteger reads = new AtomicInteger();
        Advised advised = only(study(
                still(() -> {
                    scene.weight("a", reads.incrementAndGet() < 20 ? 100 : 90);
                    return Mono.just(scene.snapshot());
                }),
                ONE));

        assertThat(advised.changes()).isEqualTo(1);
        assertThat(advised.conclusive()).isTrue();
        assertThat(advised.weights().get("a")).hasValue(90);
        assertThat(advised.proposed().orElseThrow().of("a")).isLessThan(0.4);
    }

    @Test
    void a_balancer_that_cannot_be_read_is_said_to_be_so() {
        AtomicReference<Throwable> fault = new AtomicReference<>();
        Source broken = () -> Mono.error(new ReadException(Cause.AUTH, "socket X: permission denied"));
        new Study(config(), ONE, still(broken), time, time.scheduler())
                .watch(Duration.ofSeconds(60), steps::incrementAndGet)
                .subscribe(found -> {}, fault::set);

        time.pass(Duration.ofSeconds(61));

        assertThat(fault.get()).hasMessageContaining("permission denied");
    }

    @Test
    void a_balancer_that_vanishes_meanwhile_is_no_base_for_advice() {
        Scene scene = new Scene().route("a", 100, 1, 9, 10).route("b", 100, 1, 1, 10);
        AtomicInteger reads = new AtomicInteger();
        Source vanishing = () -> reads.incrementAndGet() < 30
                ? Mono.just(scene.snapshot())
                : Mono.error(new ReadException(Cause.CONNECT, "nobody listens"));
        AtomicReference<Throwable> fault = new AtomicReference<>();
        new Study(config(), ONE, still(vanishing), time, time.scheduler())
                .watch(Duration.ofSeconds(60), steps::incrementAndGet)
                .subscribe(found -> {}, fault::set);
        time.pass(Duration.ofSeconds(61));

        assertThat(fault.get()).hasMessage("the balancer could not be read any more: nobody listens");
    }

    private List<Advised> study(Balancer balancer, Optional<Concurrency> known) {
        return study(balancer, known, Duration.ofSeconds(60), time);
    }

    private List<Advised> study(
            Balancer balancer, Optional<Concurrency> known, Duration duration, VirtualTime passing) {
        List<Advised> found = new ArrayList<>();
        new Study(config(), known, balancer, passing, passing.scheduler())
                .watch(duration, steps::incrementAndGet)
                .subscribe(found::addAll);
        passing.pass(duration.plusSeconds(1));
        return found;
    }

    private static Advised only(List<Advised> all) {
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    /** A balancer with readings of its own, whose writes would be noticed. */
    private Balancer still(Source source) {
        Actuator actuator = new Actuator() {
            @Override
            public Capabilities capabilities() {
                return Scene.PER_SERVER;
            }

            @Override
            public Mono<Map<String, Integer>> weights(String pattern) {
                return Mono.error(new AssertionError("nobody asks for weights"));
            }

            @Override
            public Mono<Void> shape(String pattern, Weights weights) {
                return Mono.fromRunnable(() -> written.add(weights));
            }

            @Override
            public Mono<List<String>> commands(String pattern, Weights weights) {
                return Mono.just(List.of("set " + pattern + " " + weights.byRoute()));
            }
        };
        return new Balancer("still", source, actuator, Optional.empty(), Mono.empty());
    }

    private static Config config() {
        String yaml = "balancer: {type: simulator, simulator: {scenario: uneven}}\n";
        return ((Loaded.Valid) ConfigLoader.parse("test", yaml, name -> null)).config();
    }
}
