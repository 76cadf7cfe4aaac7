package io.steelyard.backplane;

import java.util.HashMap;
import java.util.Map;

/** Gathers the oddities of one answer. */
final class Tallies {

    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, String> suspects = new HashMap<>();

    void count(String kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    /** The first reason is kept. */
    void suspect(String pattern, String why) {
        suspects.putIfAbsent(pattern, why);
    }

    Oddities oddities() {
        return Oddities.of(counts, suspects);
    }
}
