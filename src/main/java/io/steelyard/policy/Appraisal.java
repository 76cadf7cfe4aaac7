package io.steelyard.policy;

import io.steelyard.model.History;
import io.steelyard.model.Shares;
import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@link EqualLoad} knows of the routes of an endpoint, for people who want to see the estimate behind a proposal.
 *
 * @param least the smallest concurrency that is plausible
 * @param best the most plausible one, by which the capacities are told
 * @param most the largest one that is plausible; infinite for a load in proportion to the rate
 * @param readings how many readings the estimate of the route with the most of them rests on
 * @param routes by id; a route without an estimate is absent
 */
public record Appraisal(double least, double best, double most, int readings, SortedMap<String, OfRoute> routes) {

    /** An interval reaches so many standard errors to both sides: 95 % confidence. */
    private static final double ERRORS = 1.96;

    public Appraisal {
        routes = Collections.unmodifiableSortedMap(new TreeMap<>(routes));
    }

    /**
     * One route.
     *
     * @param backends how many it has
     * @param rate requests per second of all of them, of the newest readings
     * @param load of one of them, in the balancer's unit, of the newest readings
     * @param capacity of all of them; requests per second, in no unit that means anything if the concurrency is infinite
     * @param error by how much the capacity may be off for want of readings, as a part of it: half of its 95 % interval
     * @param share of the capacity of all routes
     * @param lowShare the least that the share may be, under every plausible concurrency, with its 95 % interval
     * @param highShare the most that it may be
     */
    public record OfRoute(
            int backends,
            double rate,
            double load,
            double capacity,
            double error,
            double share,
            double lowShare,
            double highShare) {}

    static Appraisal of(History history, Identification found, Plan best, Collection<Plan> others) {
        SortedMap<String, OfRoute> routes = new TreeMap<>();
        best.windows().forEach((id, window) -> routes.put(id, route(history, id, window, best, others)));
        int readings = best.windows().values().stream()
                .mapToInt(Window::readings)
                .max()
                .orElse(0);
        return new Appraisal(found.least(), found.best(), found.most(), readings, routes);
    }

    private static OfRoute route(History history, String id, Window window, Plan best, Collection<Plan> others) {
        double low = low(best, id);
        double high = high(best, id);
        for (Plan other : others) {
            low = Math.min(low, low(other, id));
            high = Math.max(high, high(other, id));
        }
        int backends = Objects.requireNonNull(history.latest().routes().get(id), id)
                .totals()
                .backends();
        return new OfRoute(
                backends,
                backends * window.rate(),
                window.load(),
                best.capacities().getOrDefault(id, 0.0),
                ERRORS * window.relativeError(),
                share(best, id),
                Math.max(0, low),
                Math.min(1, high));
    }

    private static double low(Plan plan, String id) {
        return share(plan, id) * (1 - ERRORS * plan.errors().getOrDefault(id, 0.0));
    }

    private static double high(Plan plan, String id) {
        return share(plan, id) * (1 + ERRORS * plan.errors().getOrDefault(id, 0.0));
    }

    private static double share(Plan plan, String id) {
        return Shares.inProportion(plan.capacities()).of(id);
    }

    /** True if no more than one concurrency is plausible. */
    public boolean concurrencyKnown() {
        return least == most;
    }

    /** True if the capacities are in requests per second. */
    public boolean absolute() {
        return Double.isFinite(best);
    }

    /** The capacity of all routes together. */
    double capacity() {
        return routes.values().stream().mapToDouble(OfRoute::capacity).sum();
    }
}
