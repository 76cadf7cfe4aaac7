package io.steelyard.backplane;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A host with an optional path, whose requests go to one of its routes by weight.
 *
 * @param pattern the host, or host and path; unique
 * @param owner the account
 * @param createdAt when it was made; empty if unknown
 * @param requireTls true if plain requests are refused
 * @param routes in the answer's order, ids unique
 * @param unknown names of the wire members whose value could not be read; here they are empty
 */
public record Endpoint(
        String pattern,
        String owner,
        Optional<Instant> createdAt,
        boolean requireTls,
        List<Route> routes,
        Set<String> unknown) {

    public Endpoint {
        routes = List.copyOf(routes);
        unknown = Set.copyOf(unknown);
    }

    /**
     * The route of this id.
     *
     * @param id as the service gave it
     * @return empty if the endpoint has none
     */
    public Optional<Route> route(String id) {
        return routes.stream().filter(route -> route.id().equals(id)).findFirst();
    }
}
