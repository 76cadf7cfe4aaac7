package io.steelyard.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
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
 * @param weights the observed weights; empty if one of them is unknown
 */
public record Reading(
        long generation,
        Moment startedAt,
        String incarnation,
        Optional<String> suspect,
        Totals endpoint,
        Map<String, OfRoute> routes,
        Optional<SortedMap<String, Integer>> weights) {

    /** The part of a route's backends whose coming or going unsettles it. */
    private static final double MANY = 0.3;

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

    static Reading of(Observation.Seen seen, Endpoint endpoint) {
        Map<String, OfRoute> routes = new LinkedHashMap<>();
        SortedMap<String, Integer> weights = new TreeMap<>();
        for (Route route : endpoint.routes()) {
            Totals totals = seen.tally().route(endpoint.pattern(), route.id());
            routes.put(route.id(), new OfRoute(route.weight(), route.configured(), totals));
            route.weight().ifPresent(weight -> weights.put(route.id(), weight));
        }
        return new Reading(
                seen.generation(),
                seen.startedAt(),
                seen.snapshot().incarnation(),
                endpoint.suspect(),
                seen.tally().endpoint(endpoint.pattern()),
                Collections.unmodifiableMap(routes),
                weights.size() == routes.size()
                        ? Optional.of(Collections.unmodifiableSortedMap(weights))
                        : Optional.empty());
    }

    Optional<Shares> split(boolean skipsDeadBackends) {
        Map<String, Double> amounts = new TreeMap<>();
        weights.orElse(Collections.emptySortedMap()).forEach((id, weight) -> {
            OfRoute route = routes.get(id);
            amounts.put(id, route == null ? 0 : weight * (skipsDeadBackends ? route.liveFraction() : 1));
        });
        return amounts.values().stream().anyMatch(amount -> amount > 0)
                ? Optional.of(Shares.inProportion(amounts))
                : Optional.empty();
    }

    /**
     * True if the live backends of some route became fewer or more by so large a part that its traffic and its load
     * need some readings to follow. Single backends of many that come and go are no reason to wait.
     */
    boolean otherBackendsThan(Reading earlier) {
        return routes.entrySet().stream().anyMatch(route -> {
            OfRoute before = earlier.routes.get(route.getKey());
            int now = route.getValue().totals().backends();
            int then = before == null ? 0 : before.totals().backends();
            return Math.abs(now - then) > MANY * Math.max(now, then);
        });
    }

    /** The same, holding the weights of an earlier reading if they are equal, so that many readings share one map. */
    Reading sharing(Reading earlier) {
        return weights.equals(earlier.weights)
                ? new Reading(generation, startedAt, incarnation, suspect, endpoint, routes, earlier.weights)
                : this;
    }

    /** True if both show the same weights; quick if one {@link #sharing shares} those of the other. */
    boolean sameWeights(Reading other) {
        return weights.equals(other.weights);
    }
}
