package io.steelyard.operator;

/** An order that was not obeyed; nothing was changed. The message is one line for people. */
public final class OrderRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Cause {
        /** There is no such policy, endpoint or route. */
        UNKNOWN,
        /** Not as things stand now. */
        CONFLICT,
        /** By now it would do something else than what it was given for. */
        MOVED,
        /** Never. */
        UNACCEPTABLE,
        /** The agent cannot do it: it stops, or its audit log cannot be written. */
        UNAVAILABLE
    }

    private final Cause kind;

    public OrderRefusedException(Cause kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Cause kind() {
        return kind;
    }
}
