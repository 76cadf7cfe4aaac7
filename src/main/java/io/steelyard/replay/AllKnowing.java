package io.steelyard.replay;

import io.steelyard.adapter.simulator.LoadModel;
import io.steelyard.adapter.simulator.Simulator;
import io.steelyard.adapter.simulator.Truth;
import io.steelyard.model.Decision;
import io.steelyard.model.Observation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Sets the best shares for the capacities and the traffic of the moment, which nobody could know. */
final class AllKnowing implements Driver {

    /** What shares are best. */
    @FunctionalInterface
    interface Best {
        /**
         * @param routes the present state of each route
         * @param traffic requests per second of the endpoint
         * @return an amount for each route, to which the shares are proportional
         */
        Map<String, Double> amounts(Map<String, Truth.RouteState> routes, double traffic, LoadModel law);
    }

    private final String pattern;
    private final Best best;

    AllKnowing(String pattern, Best best) {
        this.pattern = pattern;
        this.best = best;
    }

    @Override
    public Optional<Decision> poll(Observation.Seen seen, Simulator simulator) {
        Map<String, Truth.RouteState> routes = new LinkedHashMap<>();
        simulator.truth().routes().forEach((key, state) -> {
            if (key.pattern().equals(pattern)) {
                routes.put(key.route(), state);
            }
        });
        double traffic =
                routes.values().stream().mapToDouble(Truth.RouteState::arrivals).sum();
        Permille.of(best.amounts(routes, traffic, simulator.scenario().load()))
                .filter(weights -> !weights.byRoute().equals(simulator.weights(pattern)))
                .ifPresent(weights -> simulator.shape(pattern, weights));
        return Optional.empty();
    }
}
