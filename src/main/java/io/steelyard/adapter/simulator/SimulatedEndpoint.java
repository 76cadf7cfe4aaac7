package io.steelyard.adapter.simulator;

import io.steelyard.model.Selector;
import java.util.List;

/**
 * An endpoint of a scenario. Its routes get the ids {@code route0000}, {@code route0001}, … in their order.
 *
 * @param pattern unique within the scenario
 * @param traffic what arrives at it
 * @param routes its routes at the start
 */
public record SimulatedEndpoint(String pattern, TrafficCurve traffic, List<StartingRoute> routes) {

    public SimulatedEndpoint {
        routes = List.copyOf(routes);
    }

    /**
     * A route as it is at the start.
     *
     * @param selector which backends it chooses
     * @param weight its weight, 0 to {@link Simulator#MAX_WEIGHT}
     */
    public record StartingRoute(Selector selector, int weight) {

        public StartingRoute {
            Limits.that(
                    weight >= 0 && weight <= Simulator.MAX_WEIGHT,
                    "starting weight of " + selector + ": " + weight + " is not in 0.." + Simulator.MAX_WEIGHT);
        }
    }
}
