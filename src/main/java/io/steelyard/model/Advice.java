package io.steelyard.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many backends an endpoint's routes should have, for autoscalers. Nothing here acts on it.
 *
 * @param at the time of the reading that it was made of
 * @param policy the policy's name
 * @param routes by id; a route that is absent has no advice
 * @param withheld why some route or all have none, one line for people
 */
public record Advice(Moment at, String policy, String pattern, Map<String, OfRoute> routes, Optional<String> withheld)
        implements Event {

    public Advice {
        routes = Collections.unmodifiableMap(new TreeMap<>(routes));
    }

    /**
     * The advice on one route.
     *
     * @param wanted backends that the present traffic asks for
     * @param desired the same after all limits on how fast and how far; what an autoscaler should follow
     * @param backends there are now
     * @param atLeast true if the route is saturated, so that the demand cannot be seen whole
     * @param load mean per backend, in the balancer's unit
     */
    public record OfRoute(int wanted, int desired, int backends, boolean atLeast, double load) {}
}
