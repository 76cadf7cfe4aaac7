package io.steelyard.replay;

import io.steelyard.adapter.simulator.Simulator;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Observation;
import io.steelyard.model.Totals;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The integral part of a PID controller on the logarithm of the shares, as a baseline: each poll, ln s += ki · e with
 * e = ln(mean load / load), limited to ±0.7, less a dead zone of 0.03, of loads smoothed with 0.3. It starts from the
 * weights in force, so it cannot wind up. After Dropbox's Robinhood, whose set point is the mean load too.
 */
final class Integral implements Driver {

    private static final double GAIN = 0.1;
    private static final double SMOOTHING = 0.3;
    private static final double DEAD_ZONE = 0.03;
    private static final double LARGEST = 0.7;

    private final String pattern;
    private final Map<String, Double> smooth = new LinkedHashMap<>();

    Integral(String pattern) {
        this.pattern = pattern;
    }

    @Override
    public Optional<Decision> poll(Observation.Seen seen, Simulator simulator) {
        seen.snapshot().endpoint(pattern).ifPresent(endpoint -> poll(endpoint, seen, simulator));
        return Optional.empty();
    }

    private void poll(Endpoint endpoint, Observation.Seen seen, Simulator simulator) {
        endpoint.routes().forEach(route -> {
            Totals totals = seen.tally().route(pattern, route.id());
            OptionalDouble load = totals.load();
            if (load.isPresent()) {
                smooth.merge(route.id(), load.getAsDouble(), (old, next) -> old + SMOOTHING * (next - old));
            }
        });
        double mean = smooth.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
        if (mean <= 0) {
            return;
        }
        Map<String, Double> amounts = new LinkedHashMap<>();
        endpoint.routes()
                .forEach(route -> amounts.put(
                        route.id(),
                        route.weight().orElse(0)
                                * Math.exp(GAIN * error(mean, smooth.getOrDefault(route.id(), mean)))));
        Permille.of(amounts)
                .filter(weights -> !weights.byRoute().equals(simulator.weights(pattern)))
                .ifPresent(weights -> simulator.shape(pattern, weights));
    }

    private static double error(double mean, double load) {
        double error = Math.max(-LARGEST, Math.min(LARGEST, Math.log(mean / Math.max(load, 1e-3 * mean))));
        return Math.signum(error) * Math.max(0, Math.abs(error) - DEAD_ZONE);
    }
}
