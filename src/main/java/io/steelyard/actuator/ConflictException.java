package io.steelyard.actuator;

import java.util.Map;

/** Somebody else has set weights since they were read. What was asked for is not in force, what they set is. */
public final class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ConflictException(String message) {
        super(message);
    }

    /** The usual words for it. */
    public static ConflictException of(Map<String, Integer> found, Map<String, Integer> expected) {
        return new ConflictException("the weights are " + found + " by now, the decision assumed " + expected);
    }
}
