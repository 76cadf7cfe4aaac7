package io.steelyard.model;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A rule of an endpoint: the backends that its selector chooses get the share weight / sum of weights of the traffic.
 *
 * @param id unique within the endpoint, opaque
 * @param selector which backends it chooses
 * @param weight the observed weight; empty if the balancer's answer cannot be read, then nothing is decided
 * @param strategy how a backend is picked inside the route; an open set of words
 * @param backends the live members
 * @param configured how many members take traffic when all are up
 * @param members all of them, also those that somebody took out: where a route's weight is the sum of theirs, it changes
 *     with their number and is no edit then
 * @param live the part of its weight that takes traffic, 0 to 1: on a balancer that skips members that are down the part
 *     of the others, else 1
 * @param weights of all members by name, where its weight is their sum; empty elsewhere
 */
public record Route(
        String id,
        Selector selector,
        OptionalInt weight,
        String strategy,
        List<Backend> backends,
        int configured,
        int members,
        double live,
        Map<String, Integer> weights) {

    public Route {
        Check.that(weight.orElse(0) >= 0, "route %s: weight %s is below 0", id, weight);
        backends = List.copyOf(backends);
        weights = InOrder.copyOf(weights);
        Check.that(
                configured >= backends.size(),
                "route %s: %s configured backends, but %s live ones",
                id,
                configured,
                backends.size());
        Check.that(members >= configured, "route %s: %s members, but %s configured backends", id, members, configured);
        Check.that(live >= 0 && live <= 1, "route %s: a live part of %s is not in 0 to 1", id, live);
    }

    /** A route whose members have no weights of their own. */
    public Route(
            String id,
            Selector selector,
            OptionalInt weight,
            String strategy,
            List<Backend> backends,
            int configured,
            int members,
            double live) {
        this(id, selector, weight, strategy, backends, configured, members, live, Map.of());
    }

    /** A route of members of one weight, on a balancer that skips those that are down; none was taken out. */
    public Route(
            String id, Selector selector, OptionalInt weight, String strategy, List<Backend> backends, int configured) {
        this(
                id,
                selector,
                weight,
                strategy,
                backends,
                configured,
                configured,
                configured == 0 ? 0 : (double) backends.size() / configured);
    }

    /** A route whose members are the live ones, and that gets the traffic of its whole weight. */
    public Route(String id, Selector selector, OptionalInt weight, String strategy, List<Backend> backends) {
        this(id, selector, weight, strategy, backends, backends.size(), backends.size(), 1);
    }

    /** False if it has backends, but no rate is known of any: it is not idle then, but unknown. */
    public boolean rateKnown() {
        for (Backend backend : backends) {
            if (backend.requestsPerSecond().isPresent()) {
                return true;
            }
        }
        return backends.isEmpty();
    }
}
