package io.steelyard.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A <em>desired</em> weight for each route of one endpoint. It cannot hold a vector that would stop the traffic: no
 * negative weight, never all zero. (Observed weights may be anything and are plain maps.)
 *
 * @param byRoute route id to weight, in order of route id; 0 means "no traffic", an absent route is not addressed
 */
public record Weights(SortedMap<String, Integer> byRoute) {

    public Weights {
        TreeMap<String, Integer> copy = new TreeMap<>(byRoute);
        boolean positive = false;
        for (Map.Entry<String, Integer> weight : copy.entrySet()) {
            Check.that(weight.getValue() >= 0, "weight of %s: %s is below 0", weight.getKey(), weight.getValue());
            positive |= weight.getValue() > 0;
        }
        Check.that(positive, "weights %s leave the endpoint without any traffic; at least one must be above 0", copy);
        byRoute = Collections.unmodifiableSortedMap(copy);
    }

    /** From a map in any order. */
    public static Weights of(Map<String, Integer> byRoute) {
        return new Weights(new TreeMap<>(byRoute));
    }

    /** The weight of a route; 0 if it is not addressed. */
    public int of(String route) {
        return byRoute.getOrDefault(route, 0);
    }

    /** The split of the traffic that the weights ask for. */
    public Shares shares() {
        return Shares.inProportion(byRoute);
    }
}
