package io.steelyard.policy;

import io.steelyard.model.History;
import io.steelyard.model.Reading;
import io.steelyard.model.Shares;
import io.steelyard.model.Totals;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * How the traffic should be split if a concurrency is the right one.
 *
 * @param concurrency k
 * @param windows what is known of the routes; a route without an estimate is absent
 * @param capacities of the routes with an estimate, all backends together, in requests per second if k is finite
 * @param shares of every route
 * @param errors relative standard errors of the shares
 */
record Plan(
        double concurrency,
        Map<String, Window> windows,
        Map<String, Double> capacities,
        Shares shares,
        Map<String, Double> errors) {

    /**
     * @param series what is known of the routes that may carry traffic
     * @param drains true if an old backlog is to be worked off, false for what is right when there is none
     */
    static Plan of(History history, Set<String> open, Map<String, Series> series, double concurrency, boolean drains) {
        Map<String, Window> windows = new LinkedHashMap<>();
        series.forEach((route, each) -> windows.put(route, Window.of(each, concurrency)));
        Map<String, Double> capacities = new TreeMap<>();
        windows.forEach((route, window) ->
                capacities.put(route, route(history, route).totals().backends() * window.capacity()));
        Map<String, Double> amounts = Double.isInfinite(concurrency) || !drains
                ? new TreeMap<>(capacities)
                : drained(history, windows, capacities, concurrency);
        double weight = windows.keySet().stream()
                .mapToInt(route -> route(history, route).weight().orElse(0))
                .sum();
        double known =
                amounts.values().stream().mapToDouble(Double::doubleValue).sum();
        double perWeight = weight > 0 ? known / weight : 0;
        double all =
                capacities.values().stream().mapToDouble(Double::doubleValue).sum();
        double median = median(windows) * known / all; // amounts may be rates, which are less than capacities
        history.latest()
                .routes()
                .forEach((id, route) ->
                        amounts.putIfAbsent(id, open.contains(id) ? guess(route, median, perWeight) : 0));
        Shares shares = Shares.inProportion(amounts);
        return new Plan(concurrency, windows, capacities, shares, errors(shares, open, windows));
    }

    /** So little traffic, more or less, is not worth a move if the route fails. */
    private static final double LITTLE = 0.001;

    /** The largest change of a share against its standard error. */
    double significance(Shares current) {
        double largest = 0;
        for (Map.Entry<String, Double> error : errors.entrySet()) {
            double now = current.of(error.getKey());
            if (now > 0) {
                double change = Math.abs(shares.of(error.getKey()) / now - 1);
                largest = Math.max(largest, change / error.getValue());
            }
        }
        return largest;
    }

    /** The largest relative standard error of a capacity. */
    double capacityError() {
        return windows.values().stream()
                .mapToDouble(Window::relativeError)
                .max()
                .orElse(1);
    }

    private static Map<String, Double> drained(
            History history, Map<String, Window> windows, Map<String, Double> capacities, double concurrency) {
        Map<String, Drain.Basin> basins = new TreeMap<>();
        double rate = 0;
        double capacity = 0;
        for (Map.Entry<String, Window> each : windows.entrySet()) {
            int backends = route(history, each.getKey()).totals().backends();
            double all = capacities.getOrDefault(each.getKey(), 0.0);
            basins.put(
                    each.getKey(),
                    new Drain.Basin(backends, all, each.getValue().load()));
            rate += each.getValue().rate() * backends;
            capacity += all;
        }
        return Drain.rates(basins, rate / capacity, concurrency);
    }

    private static Reading.OfRoute route(History history, String id) {
        return Objects.requireNonNull(history.latest().routes().get(id), id);
    }

    private static double median(Map<String, Window> windows) {
        double[] sorted =
                windows.values().stream().mapToDouble(Window::capacity).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The median of the others, but no more than it has now: a route of which nothing is known gains nothing. */
    private static double guess(Reading.OfRoute route, double median, double perWeight) {
        Totals totals = route.totals();
        double likeTheOthers = totals.backends() * median;
        double now = route.weight().orElse(0) * perWeight;
        return now > 0 ? Math.min(likeTheOthers, now) : likeTheOthers;
    }

    /** From the errors of the capacities to those of the shares: var ln s = (1−s)² v + Σ over others of s² v. */
    private static Map<String, Double> errors(Shares shares, Set<String> open, Map<String, Window> windows) {
        double all = 0;
        for (Map.Entry<String, Window> each : windows.entrySet()) {
            all += square(shares.of(each.getKey())) * square(each.getValue().relativeError());
        }
        Map<String, Double> errors = new TreeMap<>();
        open.forEach(route -> errors.put(route, 1.0)); // a guess
        for (Map.Entry<String, Window> each : windows.entrySet()) {
            double share = shares.of(each.getKey());
            double own = square(each.getValue().relativeError());
            double error = Math.sqrt(all - square(share) * own + square(1 - share) * own);
            errors.put(
                    each.getKey(),
                    each.getValue().failing() ? Math.max(error, LITTLE / Math.max(share, LITTLE * LITTLE)) : error);
        }
        return errors;
    }

    private static double square(double value) {
        return value * value;
    }
}
