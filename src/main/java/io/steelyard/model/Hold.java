package io.steelyard.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Weights of an endpoint that were set by hand, and that no policy may change.
 *
 * @param note who set them, and why
 * @param weights route id to what was set; without routes that were left as they were, empty if that is not known
 * @param inForce false if it has become known that the balancer does not have them, as the note says then
 */
public record Hold(Note note, SortedMap<String, Integer> weights, boolean inForce) {

    public Hold {
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    }

    /** In force. */
    public Hold(Note note, Map<String, Integer> weights) {
        this(note, new TreeMap<>(weights), true);
    }

    /**
     * The same, of which it has become known that the balancer does not have them.
     *
     * @param why and what mends it
     */
    public Hold notInForce(String why) {
        return new Hold(note.and(why), weights, false);
    }

    /** This and what was set before it on routes that it does not name. */
    Hold beside(Hold before) {
        SortedMap<String, Integer> all = new TreeMap<>(before.weights);
        all.putAll(weights);
        return new Hold(note, all, inForce);
    }
}
