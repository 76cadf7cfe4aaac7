package io.steelyard.model;

import java.util.Map;
import java.util.Set;

/**
 * What a policy believed when it made a decision. It is kept with the move that came of it, so that it can be compared
 * with what happened.
 *
 * @param capacities how many requests per second each route bears, all its backends together; a route that is absent has
 *     no estimate
 * @param absolute false if the capacities are in a unit of the policy's own, the same for all routes, so that it is not
 *     known what is full
 * @param ejected the routes that a limiter takes out of traffic as outliers
 */
public record Belief(Map<String, Double> capacities, boolean absolute, Set<String> ejected) {

    /** Nothing that could be compared. */
    public static final Belief NONE = new Belief(Map.of(), false, Set.of());

    public Belief {
        capacities = InOrder.copyOf(capacities);
        ejected = InOrder.copyOf(ejected);
    }

    /** In a unit of the policy's own. */
    public static Belief ofCapacities(Map<String, Double> capacities) {
        return new Belief(capacities, false, Set.of());
    }

    /** In requests per second. */
    public Belief inRequestsPerSecond() {
        return new Belief(capacities, true, ejected);
    }

    /** The same, with these routes taken out of traffic for a time. */
    public Belief ejecting(Set<String> routes) {
        return routes.isEmpty() ? this : new Belief(capacities, absolute, routes);
    }
}
