package io.steelyard.actuator;

import org.jspecify.annotations.Nullable;

/** Weights that somebody else set in the moment of a write were overwritten, and could not be put back. */
public final class OverwrittenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says which weights are lost.
     *
     * @param message one line for people, with the weights that should be looked at
     * @param cause why they could not be put back; null if they were changed again and again
     */
    public OverwrittenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
