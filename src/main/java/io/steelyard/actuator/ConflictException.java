package io.steelyard.actuator;

import java.util.Map;

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
     * @param found route id to weight, by the last reading
     * @param expected route id to weight, as the decision assumed them
     * @return an exception that names both
     */
    public static ConflictException of(Map<String, Integer> found, Map<String, Integer> expected) {
        return new ConflictException("the weights are " + found + " by now, the decision assumed " + expected);
    }
}
