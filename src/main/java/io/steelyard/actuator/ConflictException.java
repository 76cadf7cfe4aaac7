package io.steelyard.actuator;

import io.steelyard.model.InForce;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Somebody else has set weights since they were read. What was asked for is not in force, what they set is. */
public final class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what was found in words of its own.
     *
     * @param message one line for people, with what was found and what was expected
     */
    public ConflictException(String message) {
        super(message);
    }

    /**
     * The usual words for it.
     *
     * @param found by the last reading
     * @param expected what the decision assumed
     * @return an exception that names both: of the routes, or of the members of those whose members differ
     */
    public static ConflictException of(InForce found, InForce expected) {
        if (found.byRoute().equals(expected.byRoute())) {
            SortedMap<String, Map<String, Integer>> differ = new TreeMap<>();
            expected.members().forEach((route, members) -> {
                Map<String, Integer> now = found.members().getOrDefault(route, members);
                if (!now.equals(members)) {
                    differ.put(route, new TreeMap<>(now));
                }
            });
            SortedMap<String, Map<String, Integer>> assumed = new TreeMap<>();
            differ.keySet()
                    .forEach(route ->
                            assumed.put(route, new TreeMap<>(expected.members().get(route))));
            return new ConflictException(text(differ, assumed));
        }
        return new ConflictException(text(found.byRoute(), expected.byRoute()));
    }

    private static String text(Map<String, ?> found, Map<String, ?> expected) {
        return "the weights are " + found + " by now, the decision assumed " + expected;
    }
}
