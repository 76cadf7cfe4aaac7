package io.steelyard.policy;

import java.util.Collection;
import java.util.Collections;
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

    static Appraisal of(Routes known, Identification found, Plan best, Collection<Plan> others) {
        SortedMap<String, OfRoute> routes = new TreeMap<>();
        int readings = 0;
        for (int place : known.estimated()) {
            routes.put(known.roster().id(place), route(known, place, best, others));
            readings = Math.max(readings, best.readings(place));
        }
        return new Appraisal(found.least(), found.best(), found.most(), readings, routes);
    }

    private static OfRoute route(Routes known, int place, Plan best, Collection<Plan> others) {
        Interval share = Interval.of(best, place);
        double low = share.low();
        double high = share.high();
        for (Plan other : others) {
            Interval its = Interval.of(other, place);
            low = Math.min(low, its.low());
            high = Math.max(high, its.high());
        }
        Window window = best.window(place);
        int backends = known.totals(place).backends();
        return new OfRoute(
                backends,
                backends * window.rate(),
                window.load(),
                best.capacity(place),
                ERRORS * window.relativeError(),
                share.middle(),
                Math.max(0, low),
                Math.min(1, high));
    }

    /** A share of the capacity with its 95 % interval. */
    private record Interval(double middle, double low, double high) {

        static Interval of(Plan plan, int place) {
            double share = plan.part(place);
            double error = ERRORS * plan.partError(place);
            return new Interval(share, share * (1 - error), share * (1 + error));
        }
    }

    /**
     * True if no more than one concurrency is plausible.
     *
     * @return false if the capacities are those of the most cautious of several
     */
    public boolean concurrencyKnown() {
        return least == most;
    }

    /**
     * True if the capacities are in requests per second.
     *
     * @return false if only their ratios are known
     */
    public boolean absolute() {
        return Double.isFinite(best);
    }

    /** The capacity of all routes together. */
    double capacity() {
        return routes.values().stream().mapToDouble(OfRoute::capacity).sum();
    }
}
