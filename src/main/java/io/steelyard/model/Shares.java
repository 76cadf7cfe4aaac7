package io.steelyard.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * A split of an endpoint's traffic: one number of at least 0 for each route, together 1.
 *
 * @param byRoute route id to share, in order of route id
 */
public record Shares(SortedMap<String, Double> byRoute) {

    private static final double TOLERANCE = 1e-9;

    public Shares {
        TreeMap<String, Double> copy = new TreeMap<>(byRoute);
        double sum = 0;
        for (Map.Entry<String, Double> share : copy.entrySet()) {
            double value = share.getValue();
            Check.that(value >= 0 && value <= 1 + TOLERANCE, "share of %s: %s is not in 0..1", share.getKey(), value);
            sum += value;
        }
        Check.that(Math.abs(sum - 1) <= TOLERANCE * Math.max(1, copy.size()), "shares sum to %s, not 1", sum);
        byRoute = Collections.unmodifiableSortedMap(copy);
    }

    /**
     * Shares in proportion to some amounts.
     *
     * @throws IllegalArgumentException if an amount is negative or not finite, or all are 0
     */
    public static Shares inProportion(Map<String, ? extends Number> amounts) {
        double sum = amounts.values().stream().mapToDouble(Number::doubleValue).sum();
        Check.that(sum > 0 && sum < Double.POSITIVE_INFINITY, "amounts %s have no finite, positive sum", amounts);
        TreeMap<String, Double> shares = new TreeMap<>();
        amounts.forEach((route, amount) -> shares.put(route, amount.doubleValue() / sum));
        return new Shares(shares);
    }

    public double of(String route) {
        return byRoute.getOrDefault(route, 0.0);
    }

    /** How much traffic must move to get from here to there: half the sum of |change of share|, 0 to 1. */
    public double distance(Shares other) {
        return 0.5 * total(route -> Math.abs(of(route) - other.of(route)), other);
    }

    /** The point at {@code fraction} of the way to {@code target}: 0 is here, 1 is there. */
    public Shares toward(Shares target, double fraction) {
        Map<String, Double> mixed = new LinkedHashMap<>();
        routes(target).forEach(route -> mixed.put(route, of(route) + fraction * (target.of(route) - of(route))));
        return inProportion(mixed);
    }

    private double total(ToDoubleFunction<String> amount, Shares other) {
        return routes(other).stream().mapToDouble(amount).sum();
    }

    private Set<String> routes(Shares other) {
        Set<String> routes = new TreeSet<>(byRoute.keySet());
        routes.addAll(other.byRoute.keySet());
        return routes;
    }
}
