package io.steelyard.source;

import io.steelyard.model.Observation.Cause;
import org.jspecify.annotations.Nullable;

/** A balancer could not be read. The message is one line for people and holds no secret. */
public final class ReadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Cause reason;

    public ReadException(Cause reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public ReadException(Cause reason, String message) {
        this(reason, message, null);
    }

    /** What a failed poll is counted under. */
    public Cause reason() {
        return reason;
    }
}
