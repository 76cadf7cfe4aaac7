package io.steelyard.adapter.simulator;

import io.steelyard.actuator.Actuator;
import io.steelyard.actuator.Provisioning;
import io.steelyard.adapter.Balancer;
import io.steelyard.model.Capabilities;
import io.steelyard.model.InForce;
import io.steelyard.model.Labels;
import io.steelyard.model.Route;
import io.steelyard.model.Weights;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** A simulator as a balancer. */
public final class SimulatorBalancer {

    static final String NAME = "simulator";

    private SimulatorBalancer() {}

    public static Balancer of(Simulator simulator) {
        return new Balancer(
                NAME,
                () -> Mono.fromCallable(simulator::snapshot),
                new Weighing(simulator),
                Optional.of(new Making(simulator)),
                Mono.empty());
    }

    private record Weighing(Simulator simulator) implements Actuator {

        @Override
        public Capabilities capabilities() {
            return simulator.capabilities();
        }

        @Override
        public Mono<Map<String, Integer>> weights(String pattern) {
            return Mono.fromCallable(() -> simulator.weights(pattern));
        }

        @Override
        public Mono<Void> shape(String pattern, Weights weights) {
            return Mono.fromRunnable(() -> simulator.shape(pattern, weights));
        }

        @Override
        public Mono<InForce> shape(String pattern, InForce expected, Weights weights) {
            return Mono.fromRunnable(() -> simulator.shape(pattern, expected.byRoute(), weights))
                    .thenReturn(InForce.of(weights.byRoute()));
        }
    }

    private record Making(Simulator simulator) implements Provisioning {

        @Override
        public Mono<Void> putEndpoint(String pattern, boolean requireTls) {
            return Mono.fromRunnable(() -> simulator.putEndpoint(pattern, requireTls));
        }

        @Override
        public Mono<Void> deleteEndpoint(String pattern) {
            return Mono.fromRunnable(() -> simulator.deleteEndpoint(pattern));
        }

        @Override
        public Mono<Route> addRoute(String pattern, Map<String, String> labels) {
            return Mono.fromCallable(() -> simulator.addRoute(pattern, Labels.of(labels)));
        }
    }
}
