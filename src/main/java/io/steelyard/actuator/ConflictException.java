package io.steelyard.actuator;

import io.steelyard.model.InForce;

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
        return new ConflictException("the weights are " + found.against(expected) + " by now, the decision assumed "
                + expected.against(found));
    }
}
