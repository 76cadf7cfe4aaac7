package io.steelyard.backplane;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What in an answer could not be read, or contradicts itself, and was left out without rejecting the rest.
 *
 * @param counts kind to how often, such as {@code Backends[].Load: unreadable}; kinds are a small closed set
 * @param suspects pattern to the first reason why the weights and sums of this endpoint cannot be relied upon
 */
public record Oddities(SortedMap<String, Integer> counts, SortedMap<String, String> suspects) {

    /** All was read, and nothing contradicts itself. */
    public static final Oddities NONE = new Oddities(new TreeMap<>(), new TreeMap<>());

    public Oddities {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
        suspects = Collections.unmodifiableSortedMap(new TreeMap<>(suspects));
    }

    /**
     * The same from maps in any order.
     *
     * @param counts kind to how often
     * @param suspects pattern to reason
     * @return {@link #NONE} if both are empty
     */
    public static Oddities of(Map<String, Integer> counts, Map<String, String> suspects) {
        return counts.isEmpty() && suspects.isEmpty()
                ? NONE
                : new Oddities(new TreeMap<>(counts), new TreeMap<>(suspects));
    }

    /** @return true if all was read, and nothing contradicts itself */
    public boolean isEmpty() {
        return counts.isEmpty() && suspects.isEmpty();
    }
}
