package io.steelyard.model;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that one reading of a balancer said, consistent by construction and replaced whole.
 *
 * @param source the balancer's name
 * @param incarnation identifies the balancer's process; when it changes, the balancer restarted or reloaded and its
 *     weights may have been reset. Empty where this cannot be told.
 * @param endpoints in the balancer's order, patterns unique
 * @param backends every backend it knows, also those that no route chose
 */
public record Snapshot(String source, String incarnation, List<Endpoint> endpoints, List<Backend> backends) {

    public Snapshot {
        endpoints = List.copyOf(endpoints);
        backends = List.copyOf(backends);
        Set<String> patterns = new HashSet<>();
        for (Endpoint endpoint : endpoints) {
            Check.that(patterns.add(endpoint.pattern()), "duplicate endpoint pattern %s", endpoint.pattern());
        }
    }

    /** The endpoint of this pattern; empty if there is none. Looks through all of them. */
    public Optional<Endpoint> endpoint(String pattern) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.pattern().equals(pattern))
                .findFirst();
    }
}
