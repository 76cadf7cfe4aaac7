package io.steelyard.model;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * What a balancer can do with weights, as data.
 *
 * @param maxWeight the largest weight, of one backend or of one route as {@code unit} says; the smallest is 0
 * @param unit what one weight applies to
 * @param total the sum that a route vector is written with; empty if any sum will do
 * @param skipsDeadBackends true if the balancer itself sends nothing to a backend that is down, so that a route
 *     without live backends may keep its weight, and each {@link Route#live says} which part of its weight is live; false
 *     if requests to such a route fail
 * @param persistent true if weights survive a restart of the balancer
 * @param effectLag how long after a write the traffic follows
 * @param concurrency what is assumed of the load signal until it is identified: the number of requests that a backend
 *     works on at once, {@link Double#POSITIVE_INFINITY} for a load proportional to rate
 */
public record Capabilities(
        int maxWeight,
        Unit unit,
        OptionalInt total,
        boolean skipsDeadBackends,
        boolean persistent,
        Duration effectLag,
        double concurrency) {

    /** What one weight applies to. */
    public enum Unit {
        /** A weight is that of a route, whatever number of backends it has. */
        ROUTE,
        /** A weight is that of a backend; a route has the sum of its backends' weights. */
        BACKEND
    }

    public Capabilities {
        Check.that(maxWeight >= 1, "max weight %s is below 1", maxWeight);
        Check.that(total.orElse(1) >= 1, "total weight %s is below 1", total);
        Check.that(concurrency > 0, "concurrency %s is not above 0", concurrency);
    }

    /** The same with traffic that takes so much longer to follow. */
    public Capabilities lagging(Duration more) {
        return new Capabilities(
                maxWeight, unit, total, skipsDeadBackends, persistent, effectLag.plus(more), concurrency);
    }

    /** The largest weight of a route with so many configured backends. */
    public int maxOfRoute(int configured) {
        return unit == Unit.BACKEND ? Math.multiplyExact(maxWeight, Math.max(1, configured)) : maxWeight;
    }

    /** The smallest weight above 0 that reaches every backend of such a route. */
    public int minOfRoute(int configured) {
        return unit == Unit.BACKEND ? Math.max(1, configured) : 1;
    }
}
