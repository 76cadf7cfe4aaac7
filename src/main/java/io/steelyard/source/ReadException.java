package io.steelyard.source;

import io.steelyard.model.Observation.Cause;
import org.jspecify.annotations.Nullable;

/** A balancer could not be read. The message is one line for people and holds no secret. */
public final class ReadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What the failure is counted under. */
    private final Cause reason;

    /**
     * A reading that failed because of something else.
     *
     * @param reason what the failed poll is counted under
     * @param message one line for people, without secrets
     * @param cause for the log at level debug; null if there is none
     */
    public ReadException(Cause reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * A reading that failed by itself.
     *
     * @param reason what the failed poll is counted under
     * @param message one line for people, without secrets
     */
    public ReadException(Cause reason, String message) {
        this(reason, message, null);
    }

    /**
     * What a failed poll is counted under.
     *
     * @return a member of a closed set, the label of a metric
     */
    public Cause reason() {
        return reason;
    }
}
