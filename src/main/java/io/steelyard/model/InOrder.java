package io.steelyard.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Copies in the order of what they copy, which nobody can change. {@link Map#copyOf} and {@link Set#copyOf} have another
 * order in every process; so have, then, a sum, the first of equals, and a text that goes through them in turn. What decides,
 * or is compared with another run, has its copies from here: the same history gives the same decision, to the letter.
 */
public final class InOrder {

    private InOrder() {}

    /**
     * Of a map.
     *
     * @throws NullPointerException if a key or a value is null
     */
    public static <K, V> Map<K, V> copyOf(Map<K, V> map) {
        if (map.size() < 2) {
            return Map.copyOf(map);
        }
        Map<K, V> copy = new LinkedHashMap<>(map);
        copy.forEach((key, value) -> {
            Objects.requireNonNull(key);
            Objects.requireNonNull(value);
        });
        return Collections.unmodifiableMap(copy);
    }

    /**
     * Of a set.
     *
     * @throws NullPointerException if an element is null
     */
    public static <T> Set<T> copyOf(Set<T> set) {
        if (set.size() < 2) {
            return Set.copyOf(set);
        }
        Set<T> copy = new LinkedHashSet<>(set);
        copy.forEach(Objects::requireNonNull);
        return Collections.unmodifiableSet(copy);
    }
}
