package io.steelyard.adapter.haproxy;

/** HAProxy refused a command; the message has its words, what to do about it, and how much had been written before. */
public final class RefusedCommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedCommandException(String message) {
        super(message);
    }
}
