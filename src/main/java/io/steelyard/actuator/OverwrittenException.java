package io.steelyard.actuator;

import org.jspecify.annotations.Nullable;

/** Weights that somebody else set in the moment of a write were overwritten, and could not be put back. */
public final class OverwrittenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public OverwrittenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
