package io.steelyard.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Key-value labels in either of the API's two notations: {@code k=v} separated by commas, or the older {@code k:v}
 * separated by blanks. Parsed on first use, because most labels of most polls are never looked at. Equal when their
 * pairs are equal, whatever the notation. Safe for use by several threads.
 */
public final class Labels {

    /** No pair at all. */
    public static final Labels NONE = new Labels("");

    private final String raw;

    // A race only parses twice: the map is immutable and published by a final field inside it.
    private @Nullable Map<String, String> pairs;

    private Labels(String raw) {
        this.raw = raw;
    }

    /** Labels from text; every text is valid. */
    public static Labels parse(String raw) {
        return raw.isEmpty() ? NONE : new Labels(raw);
    }

    /** Labels with these pairs. */
    public static Labels of(Map<String, String> pairs) {
        return parse(write(pairs));
    }

    /** The text as it came. */
    public String raw() {
        return raw;
    }

    /** The pairs in the order of their first appearance; of a key that appears twice the last value counts. */
    public Map<String, String> pairs() {
        Map<String, String> parsed = pairs;
        if (parsed == null) {
            parsed = Collections.unmodifiableMap(split(raw));
            pairs = parsed;
        }
        return parsed;
    }

    /** True if the text holds no pair. */
    public boolean isEmpty() {
        return pairs().isEmpty();
    }

    /** The newer notation of some pairs. */
    public static String write(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + pair.getValue())
                .collect(Collectors.joining(","));
    }

    private static Map<String, String> split(String raw) {
        boolean commas = raw.indexOf('=') >= 0 || raw.indexOf(',') >= 0;
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String element : raw.strip().split(commas ? "," : "\\s+", -1)) {
            String text = element.strip();
            if (!text.isEmpty()) {
                int equals = text.indexOf('=');
                int at = equals >= 0 ? equals : text.indexOf(':');
                String key = at < 0 ? text : text.substring(0, at).strip();
                pairs.put(key, at < 0 ? "" : text.substring(at + 1).strip());
            }
        }
        return pairs;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Labels labels && pairs().equals(labels.pairs());
    }

    @Override
    public int hashCode() {
        return pairs().hashCode();
    }

    @Override
    public String toString() {
        return raw;
    }
}
