package io.steelyard.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * One endpoint as one poll saw it, reduced to sums per route, so that many of them can be kept.
 *
 * @param generation of the snapshot
 * @param startedAt when the reading began
 * @param incarnation of the balancer
 * @param suspect why this reading must not be acted on; empty if it may be
 * @param endpoint sums over the endpoint's distinct backends
 * @param routes by id, in the snapshot's order
 */
public record Reading(
        long generation,
        Moment startedAt,
        String incarnation,
        Optional<String> suspect,
        Totals endpoint,
        Map<String, OfRoute> routes) {

    /**
     * One route in a reading.
     *
     * @param weight the observed weight, empty if unknown
     * @param configured members when all are up
     * @param totals sums over the live members
     */
    public record OfRoute(OptionalInt weight, int configured, Totals totals) {

        /** The part of the weight that takes traffic, on a balancer that skips members that are down. */
        public double liveFraction() {
            return configured == 0 ? 0 : (double) totals.backends() / configured;
        }
    }

    public Reading {
        routes = Collections.unmodifiableMap(new LinkedHashMap<>(routes));
    }

    static Reading of(Observation.Seen seen, Endpoint endpoint) {
        Map<String, OfRoute> routes = new LinkedHashMap<>();
        for (Route route : endpoint.routes()) {
            Totals totals = seen.tally().route(endpoint.pattern(), route.id());
            routes.put(route.id(), new OfRoute(route.weight(), route.configured(), totals));
        }
        return new Reading(
                seen.generation(),
                seen.startedAt(),
                seen.snapshot().incarnation(),
                endpoint.suspect(),
                seen.tally().endpoint(endpoint.pattern()),
                routes);
    }

    /** The observed weights; empty if one of them is unknown. */
    public Optional<Map<String, Integer>> weights() {
        Map<String, Integer> weights = new TreeMap<>();
        for (Map.Entry<String, OfRoute> route : routes.entrySet()) {
            OptionalInt weight = route.getValue().weight();
            if (weight.isEmpty()) {
                return Optional.empty();
            }
            weights.put(route.getKey(), weight.getAsInt());
        }
        return Optional.of(Collections.unmodifiableMap(weights));
    }
}
