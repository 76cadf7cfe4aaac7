package io.steelyard.model;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A host, or host and path, whose traffic is split among routes by weight.
 *
 * @param pattern unique within the snapshot
 * @param owner the account, empty where the balancer has none
 * @param createdAt when it was made, if known
 * @param requireTls true if plain requests are refused
 * @param routes in the balancer's order, ids unique
 * @param suspect why this reading must not be acted on, such as a duplicate id; empty if it may be
 */
public record Endpoint(
        String pattern,
        String owner,
        Optional<Instant> createdAt,
        boolean requireTls,
        List<Route> routes,
        Optional<String> suspect) {

    public Endpoint {
        routes = List.copyOf(routes);
        Set<String> ids = new HashSet<>();
        for (Route route : routes) {
            Check.that(ids.add(route.id()), "endpoint %s: duplicate route id %s", pattern, route.id());
        }
    }

    /** One of which no more is known than its routes. */
    public static Endpoint of(String pattern, List<Route> routes) {
        return new Endpoint(pattern, "", Optional.empty(), false, routes, Optional.empty());
    }

    /** The route of this id; empty if the endpoint has none. */
    public Optional<Route> route(String id) {
        return routes.stream().filter(route -> route.id().equals(id)).findFirst();
    }
}
