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
            Check.that(
                    weight.getValue() >= 0,
                    () -> "weight of " + weight.getKey() + ": " + weight.getValue() + " is below 0");
            positive |= weight.getValue() > 0;
        }
        Check.that(
                positive,
                () -> "weights " + copy + " leave the endpoint without any traffic; at least one must be above 0");
        byRoute = Collections.unmodifiableSortedMap(copy);
    }

    public static Weights of(Map<String, Integer> byRoute) {
        return new Weights(new TreeMap<>(byRoute));
    }

    public int of(String route) {
        return byRoute.getOrDefault(route, 0);
    }

    public Shares shares() {
        return Shares.inProportion(byRoute);
    }
}
