package io.steelyard.operator;

import io.steelyard.model.Control;
import io.steelyard.model.Outcome;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an order changes, or has changed.
 *
 * @param weights if it changes weights
 * @param suspended true if the endpoint was left alone because of somebody's edit
 * @param outcome of the write; empty if there was none, or none yet
 */
public record Plan(
        Control before, Control after, Optional<Change> weights, boolean suspended, Optional<Outcome> outcome) {

    /** Weights of one endpoint, route id to weight. */
    public record Change(String pattern, Map<String, Integer> before, Map<String, Integer> after) {
        public Change {
            before = Collections.unmodifiableMap(new TreeMap<>(before));
            after = Collections.unmodifiableMap(new TreeMap<>(after));
        }
    }

    public Plan with(Outcome ended) {
        return new Plan(before, after, weights, suspended, Optional.of(ended));
    }
}
