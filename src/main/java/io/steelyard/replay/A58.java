package io.steelyard.replay;

import io.steelyard.adapter.simulator.Simulator;
import io.steelyard.model.Backend;
import io.steelyard.model.Decision;
import io.steelyard.model.Observation;
import io.steelyard.model.Route;
import io.steelyard.model.Weights;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The weighted round robin of gRPC, gRFC A58, as a baseline: the weight of a backend is qps / (utilization + eps/qps ·
 * penalty), with its defaults: a new backend's weight is not used for 10 s (blackout), one that has not been renewed
 * for 3 minutes is dropped (expiry), penalty 1, a new set of weights every second. A backend without a weight counts
 * with the mean of the others. A route's weight is the sum of its backends'. It has no Guard, as in gRPC.
 */
final class A58 implements Driver {

    private static final Duration BLACKOUT = Duration.ofSeconds(10);
    private static final Duration EXPIRY = Duration.ofMinutes(3);
    private static final double PENALTY = 1;

    /** Where the utilisation of the backends comes from. */
    @FunctionalInterface
    private interface Signal {
        Map<String, Double> read(Observation.Seen seen, Simulator simulator);
    }

    private static final class Known {
        private final Duration since;
        private Duration renewed;
        private double weight;

        private Known(Duration since) {
            this.since = since;
            this.renewed = since;
        }
    }

    private final String pattern;
    private final Signal signal;
    private final Map<String, Known> known = new HashMap<>();

    private A58(String pattern, Signal signal) {
        this.pattern = pattern;
        this.signal = signal;
    }

    /** On whatever the balancer calls load. */
    static A58 onReportedLoad(String pattern) {
        return new A58(pattern, (seen, simulator) -> loads(seen));
    }

    /** On what it was made for: the utilisation that each backend measures itself, 0 to 1. */
    static A58 onUtilisation(String pattern) {
        return new A58(pattern, (seen, simulator) -> simulator.utilisations());
    }

    @Override
    public Optional<Decision> poll(Observation.Seen seen, Simulator simulator) {
        Duration now = seen.endedAt().elapsed();
        Map<String, Double> utilisations = signal.read(seen, simulator);
        List<Route> routes = seen.snapshot()
                .endpoint(pattern)
                .map(endpoint -> endpoint.routes())
                .orElse(List.of());
        routes.forEach(route -> route.backends().forEach(backend -> renew(backend, utilisations, now)));
        OptionalDouble mean = known.values().stream()
                .filter(each -> usable(each, now))
                .mapToDouble(each -> each.weight)
                .average();
        if (mean.isPresent() && mean.getAsDouble() > 0) {
            Map<String, Double> amounts = new LinkedHashMap<>();
            routes.forEach(route -> amounts.put(
                    route.id(),
                    route.backends().stream()
                            .mapToDouble(backend -> weight(backend, now, mean.getAsDouble()))
                            .sum()));
            Permille.of(amounts).ifPresent(weights -> write(simulator, weights));
        }
        return Optional.empty();
    }

    private void write(Simulator simulator, Weights weights) {
        if (!weights.byRoute().equals(simulator.weights(pattern))) {
            simulator.shape(pattern, weights);
        }
    }

    private void renew(Backend backend, Map<String, Double> utilisations, Duration now) {
        Known state = known.computeIfAbsent(backend.id(), id -> new Known(now));
        double rate = backend.requestsPerSecond().orElse(0);
        double utilisation = utilisations.getOrDefault(backend.id(), 0.0);
        if (rate > 0 && utilisation > 0) {
            state.weight = rate / (utilisation + backend.errorsPerSecond().orElse(0) / rate * PENALTY);
            state.renewed = now;
        }
    }

    private double weight(Backend backend, Duration now, double mean) {
        Known state = known.get(backend.id());
        return state != null && usable(state, now) ? state.weight : mean;
    }

    private static boolean usable(Known state, Duration now) {
        return state.weight > 0
                && now.minus(state.since).compareTo(BLACKOUT) >= 0
                && now.minus(state.renewed).compareTo(EXPIRY) < 0;
    }

    private static Map<String, Double> loads(Observation.Seen seen) {
        Map<String, Double> loads = new HashMap<>();
        seen.snapshot()
                .backends()
                .forEach(backend -> loads.put(backend.id(), backend.load().orElse(0)));
        return loads;
    }
}
