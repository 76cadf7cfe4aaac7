package io.steelyard.backplane;

/** There is no answer: no connection, no trust, a broken connection, the deadline, or no token to ask with. */
public final class TransportException extends BackplaneException {

    private static final long serialVersionUID = 1L;

    TransportException(Kind kind, Call call, String message) {
        super(kind, call, call.changes() && (kind == Kind.TIMEOUT || kind == Kind.OTHER), message);
    }

    @Override
    public boolean retryable() {
        return kind() == Kind.CONNECT || kind() == Kind.OTHER || kind() == Kind.TIMEOUT;
    }
}
