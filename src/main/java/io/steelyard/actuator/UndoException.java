package io.steelyard.actuator;

import reactor.core.publisher.Mono;

/**
 * A write that has to be undone: it met weights that somebody else had set in the same moment and took their place, or it
 * was refused in part. Told as soon as it is known, so that no deadline of the write can fall into its undoing.
 */
public final class UndoException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Mono<Void> undo;

    /**
     * @param message one line for people: what the write met
     * @param undo ends with the error that {@link #undo} tells
     */
    public UndoException(String message, Mono<Void> undo) {
        super(message);
        this.undo = undo.cache(); // which is not cancelled with those who wait for it
    }

    /**
     * Puts back what was there, when it is first subscribed to, and always ends with an error that says what came of the
     * write: {@link ConflictException} if an edit stands again, {@link OverwrittenException} if one is lost. Once begun it
     * goes to its end, also if nobody waits for it any more.
     *
     * @return never completes; ends with the error
     */
    public Mono<Void> undo() {
        return undo;
    }
}
