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
 */
public record Hold(Note note, SortedMap<String, Integer> weights) {

    public Hold {
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    }

    public Hold(Note note, Map<String, Integer> weights) {
        this(note, new TreeMap<>(weights));
    }

    /** The same with something that has become known since. */
    public Hold and(String more) {
        return new Hold(note.and(more), weights);
    }

    /** This and what was set before it on routes that it does not name. */
    Hold beside(Hold before) {
        SortedMap<String, Integer> all = new TreeMap<>(before.weights);
        all.putAll(weights);
        return new Hold(note, all);
    }
}
