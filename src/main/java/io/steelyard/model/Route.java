package io.steelyard.model;

import java.util.List;
import java.util.OptionalInt;

/**
 * A rule of an endpoint: the backends that its selector chooses get the share weight / sum of weights of the traffic.
 *
 * @param id unique within the endpoint, opaque
 * @param selector which backends it chooses
 * @param weight the observed weight; empty if the balancer's answer cannot be read, then nothing is decided
 * @param strategy how a backend is picked inside the route; an open set of words
 * @param backends the live members
 * @param configured how many members it has when all are up; a balancer that skips the others gives the route only
 *     backends / configured of its weight
 */
public record Route(
        String id, Selector selector, OptionalInt weight, String strategy, List<Backend> backends, int configured) {

    public Route {
        Check.that(weight.orElse(0) >= 0, () -> "route " + id + ": weight " + weight + " is below 0");
        backends = List.copyOf(backends);
        int live = backends.size();
        Check.that(
                configured >= live,
                () -> "route " + id + ": " + configured + " configured backends, but " + live + " live ones");
    }

    /** A route whose configured members are the live ones. */
    public Route(String id, Selector selector, OptionalInt weight, String strategy, List<Backend> backends) {
        this(id, selector, weight, strategy, backends, backends.size());
    }

    /** False if it has backends, but no rate is known of any: it is not idle then, but unknown. */
    public boolean rateKnown() {
        return backends.isEmpty()
                || backends.stream()
                        .anyMatch(backend -> backend.requestsPerSecond().isPresent());
    }
}
