package io.steelyard.backplane;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Is told of each call, so that calls can be counted without this library knowing a metrics library. Called on the
 * calls' own threads, of several at once: it must be quick and safe for that. What it throws is logged and ignored.
 */
public interface CallListener {

    /** Listens to nothing. */
    CallListener NONE = call -> {};

    /**
     * A call begins; exactly one {@link #ended} follows.
     *
     * @param operation which
     */
    default void started(Operation operation) {}

    /**
     * The end of a call that began, whatever came of it.
     *
     * @param call what came of it
     */
    void ended(Call call);

    /**
     * One call that ended, with all its retries.
     *
     * @param operation which
     * @param status of the last answer; empty if there was none
     * @param failure empty if it succeeded or was cancelled
     * @param cancelled true if the caller gave it up
     * @param duration from subscription to the end
     * @param retries how many attempts were made after the first
     */
    record Call(
            Operation operation,
            OptionalInt status,
            Optional<BackplaneException.Kind> failure,
            boolean cancelled,
            Duration duration,
            int retries) {}
}
