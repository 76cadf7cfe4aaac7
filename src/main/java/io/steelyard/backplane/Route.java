package io.steelyard.backplane;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A rule from an endpoint to the backends that its selector chooses.
 *
 * @param id unique within the endpoint only; opaque
 * @param rawSelector the labels that a backend must carry, as text; {@link io.steelyard.model.Selector} reads it
 * @param weight its part of the traffic is weight / sum of weights; absent on the wire is 0, unreadable is empty
 * @param strategy how a backend is picked; an open set of words, mostly empty
 * @param backends ids of the live members; an id without a backend is one that just left
 * @param unknown names of the wire members whose value could not be read; here they are empty
 */
public record Route(
        String id,
        String rawSelector,
        OptionalInt weight,
        String strategy,
        List<String> backends,
        Set<String> unknown) {

    public Route {
        backends = List.copyOf(backends);
        unknown = Set.copyOf(unknown);
    }
}
