package io.steelyard.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Weights of an endpoint that were set by hand, and that no policy may change.
 *
 * @param order who set them, and why
 * @param weights route id to what was set; without routes that were left as they were, empty if that is not known
 * @param lapsed why the balancer does not have them, if that has become known, and what mends it
 */
public record Hold(Note order, SortedMap<String, Integer> weights, Optional<String> lapsed) {

    public Hold {
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    }

    /** In force. */
    public Hold(Note order, Map<String, Integer> weights) {
        this(order, new TreeMap<>(weights), Optional.empty());
    }

    /** The same, of which it has become known that the balancer does not have them. */
    public Hold notInForce(String why) {
        return new Hold(order, weights, Optional.of(why));
    }

    /** The same, which the balancer has. */
    public Hold asOrdered() {
        return new Hold(order, weights);
    }

    /** Whether nothing is known that would say that the balancer does not have these weights. */
    public boolean inForce() {
        return lapsed.isEmpty();
    }

    /** The order, with what has become known since. */
    public Note note() {
        return lapsed.map(order::and).orElse(order);
    }

    /** This and what was set before it on routes that it does not name. */
    Hold beside(Hold before) {
        SortedMap<String, Integer> all = new TreeMap<>(before.weights);
        all.putAll(weights);
        return new Hold(order, all, lapsed);
    }
}
