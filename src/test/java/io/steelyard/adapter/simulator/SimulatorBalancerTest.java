package io.steelyard.adapter.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.actuator.UnknownTargetException;
import io.steelyard.adapter.Balancer;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Snapshot;
import io.steelyard.model.Weights;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class SimulatorBalancerTest {

    private final Simulator simulator =
            Simulator.virtual(Scenarios.named("queue-70").withLag(Duration.ofSeconds(2)), 1);
    private final Balancer balancer = SimulatorBalancer.of(simulator);

    @Test
    void its_capabilities_come_from_the_scenario() {
        Capabilities capabilities = balancer.actuator().capabilities();

        assertThat(capabilities.maxWeight()).isEqualTo(1000);
        assertThat(capabilities.total()).isEqualTo(OptionalInt.of(1000));
        assertThat(capabilities.effectLag()).isEqualTo(Duration.ofSeconds(2));
        assertThat(capabilities.concurrency()).isEqualTo(1);
        assertThat(capabilities.skipsDeadBackends()).isFalse();
    }

    @Test
    void nothing_happens_before_somebody_subscribes() {
        Weights weights = Weights.of(Map.of("route0000", 1));
        Mono<Void> write = balancer.actuator().shape(Scenarios.PATTERN, weights);
        assertThat(simulator.weights(Scenarios.PATTERN)).containsEntry("route0000", 100);

        StepVerifier.create(write).verifyComplete();
        StepVerifier.create(balancer.actuator().weights(Scenarios.PATTERN))
                .expectNext(Map.of("route0000", 1, "route0001", 100, "route0002", 100))
                .verifyComplete();
    }

    @Test
    void an_unknown_endpoint_is_told_through_the_mono() {
        StepVerifier.create(balancer.actuator().weights("nobody")).verifyError(UnknownTargetException.class);
        StepVerifier.create(balancer.provisioning().orElseThrow().deleteEndpoint("nobody"))
                .verifyError(UnknownTargetException.class);
    }

    @Test
    void readers_and_writers_on_many_threads_always_see_whole_writes() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> works = IntStream.range(0, 400)
                    .<Callable<Boolean>>mapToObj(i -> () -> step(i))
                    .toList();
            for (Future<Boolean> work : pool.invokeAll(works)) {
                assertThat(work.get()).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private boolean step(int i) {
        if (i % 2 == 0) {
            int weight = 1 + i % 1000;
            simulator.shape(
                    Scenarios.PATTERN,
                    Weights.of(Map.of("route0000", weight, "route0001", weight, "route0002", weight)));
            simulator.advance(Duration.ofMillis(70));
            return true;
        }
        Snapshot snapshot = simulator.snapshot();
        return snapshot.endpoints().get(0).routes().stream()
                        .map(route -> route.weight().getAsInt())
                        .distinct()
                        .count()
                == 1;
    }
}
