package io.steelyard.backplane;

/** The answer had status 200, but its body is not what the API answers: not JSON, cut off, too large. */
public final class DecodeException extends BackplaneException {

    private static final long serialVersionUID = 1L;

    DecodeException(Call call, String message) {
        super(Kind.DECODE, call, call.changes(), message);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
