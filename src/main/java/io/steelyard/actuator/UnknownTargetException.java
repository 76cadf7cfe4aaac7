package io.steelyard.actuator;

/** There is no such endpoint or route. Nothing was changed. */
public final class UnknownTargetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnknownTargetException(String message) {
        super(message);
    }
}
