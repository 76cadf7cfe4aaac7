package io.steelyard.model;

import java.util.Map;
import java.util.Set;

/**
 * What a policy believed when it made a decision. It is kept with the move that came of it, so that it can be compared
 * with what happened.
 *
 * @param capacities how many requests per second each route bears, all its backends together, in a unit of the policy's
 *     own that is the same for all routes; a route that is absent has no estimate
 * @param ejected the routes that a limiter takes out of traffic as outliers
 */
public record Belief(Map<String, Double> capacities, Set<String> ejected) {

    /** Nothing that could be compared. */
    public static final Belief NONE = new Belief(Map.of(), Set.of());

    public Belief {
        capacities = Map.copyOf(capacities);
        ejected = Set.copyOf(ejected);
    }

    public static Belief ofCapacities(Map<String, Double> capacities) {
        return new Belief(capacities, Set.of());
    }

    public Belief ejecting(Set<String> routes) {
        return routes.isEmpty() ? this : new Belief(capacities, routes);
    }
}
