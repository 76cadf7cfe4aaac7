package io.steelyard.adapter.simulator;

import io.steelyard.model.RouteKey;
import io.steelyard.model.Shares;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What really goes on in a simulation at one moment, without noise and rounding. A policy never sees it.
 *
 * @param at time since the simulation's start
 * @param routes what goes on in each route, in the balancer's order; a backend that stands in several routes counts in
 *     each by an equal part
 * @param lost requests per second of each endpoint that reach no backend: no weight, no backend, or a full queue;
 *     or that fail
 * @param oracle the best constant shares of each endpoint for the present capacities: proportional to them. An
 *     endpoint without backends has none
 */
public record Truth(
        Duration at, Map<RouteKey, RouteState> routes, Map<String, Double> lost, Map<String, Shares> oracle) {

    public Truth {
        routes = Collections.unmodifiableMap(new LinkedHashMap<>(routes));
        lost = Collections.unmodifiableMap(new LinkedHashMap<>(lost));
        oracle = Collections.unmodifiableMap(new LinkedHashMap<>(oracle));
    }

    /**
     * Sums over a route's backends.
     *
     * @param backends how many there are
     * @param arrivals requests per second that the balancer sends to it
     * @param completions requests per second that come back
     * @param capacity requests per second that it could complete now
     * @param inside requests waiting or worked on; of a proportional load only the waiting ones
     * @param responseTime mean seconds that a request spends inside, 0 if none does
     */
    public record RouteState(
            int backends, double arrivals, double completions, double capacity, double inside, double responseTime) {

        /** Arrivals over capacity, so above 1 while a backlog grows; 0 without backends. */
        public double utilisation() {
            return capacity > 0 ? arrivals / capacity : 0;
        }
    }

    /** IllegalArgumentException if there is no such route. */
    public RouteState route(String pattern, String route) {
        return Optional.ofNullable(routes.get(new RouteKey(pattern, route)))
                .orElseThrow(() -> new IllegalArgumentException("no route " + route + " at endpoint " + pattern));
    }

    /** 0 for an endpoint that is not there. */
    public double lost(String pattern) {
        return lost.getOrDefault(pattern, 0.0);
    }

    public Optional<Shares> oracle(String pattern) {
        return Optional.ofNullable(oracle.get(pattern));
    }

    /** Highest utilisation of an endpoint's routes over their mean; 1 is balance. Routes without backends do not count. */
    public double imbalance(String pattern) {
        double[] utilisations = routes.entrySet().stream()
                .filter(route -> route.getKey().pattern().equals(pattern))
                .filter(route -> route.getValue().capacity() > 0)
                .mapToDouble(route -> route.getValue().utilisation())
                .toArray();
        double sum = 0;
        double max = 0;
        for (double utilisation : utilisations) {
            sum += utilisation;
            max = Math.max(max, utilisation);
        }
        return sum > 0 ? max * utilisations.length / sum : 1;
    }
}
