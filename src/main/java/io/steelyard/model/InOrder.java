package io.steelyard.model;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

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
        return map instanceof Fixed ? map : given(new LinkedHashMap<>(map));
    }

    /**
     * Of a map with an order that whoever filled it gives away, so that it need not be copied: nobody may change it any more. Nor is the
     * result copied again.
     *
     * @throws NullPointerException if a key or a value is null
     */
    public static <K, V> Map<K, V> given(Map<K, V> map) {
        map.forEach((key, value) -> {
            Objects.requireNonNull(key);
            Objects.requireNonNull(value);
        });
        return new Fixed<>(map);
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

    private static final class Fixed<K, V> extends AbstractMap<K, V> {
        private final Map<K, V> map;

        private Fixed(Map<K, V> map) {
            this.map = Collections.unmodifiableMap(map);
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return map.containsKey(key);
        }

        @Override
        public @Nullable V get(@Nullable Object key) {
            return map.get(key);
        }

        @Override
        public void forEach(BiConsumer<? super K, ? super V> action) {
            map.forEach(action);
        }

        @Override
        public Set<Entry<K, V>> entrySet() {
            return map.entrySet();
        }
    }
}
