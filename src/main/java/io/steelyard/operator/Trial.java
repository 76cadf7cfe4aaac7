package io.steelyard.operator;

import io.steelyard.model.Decision;
import java.util.List;
import java.util.Optional;

/**
 * What a policy in its Guard decides by its present settings, beside what it would by others. Orders of operators, such
 * as a pause, are left aside.
 *
 * @param pattern of the endpoint
 * @param keys that may be tried, with the values that count
 * @param changes what was tried, such as {@code guard.max_step: 0.2 -> 0.1}
 * @param past on each reading that is kept, the oldest first, as it was with the weights of then: had the policy acted
 *     otherwise, later readings would be others. The last is now
 */
public record Trial(String policy, String pattern, List<Key> keys, List<String> changes, List<Pair> past) {

    /**
     * A key that may be tried.
     *
     * @param type in a word or two, such as {@code duration}
     * @param value as a file would have it; empty where nothing is set, or where it is more than one value
     * @param range in words; empty without one
     */
    public record Key(String name, String type, Optional<String> value, String range, String help) {}

    /** The two decisions at one moment. */
    public record Pair(Decision present, Decision tried) {}

    public Trial {
        keys = List.copyOf(keys);
        changes = List.copyOf(changes);
        past = List.copyOf(past);
    }
}
