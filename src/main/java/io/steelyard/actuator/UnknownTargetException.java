package io.steelyard.actuator;

/** There is no such endpoint or route. Nothing was changed. */
public final class UnknownTargetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what is not there.
     *
     * @param message one line for people, with its name
     */
    public UnknownTargetException(String message) {
        super(message);
    }
}
