package io.steelyard.backplane;

/**
 * A call of the API failed. The message is one line for people; neither it nor anything else here holds the token of
 * the client or the one of an answer.
 */
public abstract sealed class BackplaneException extends RuntimeException
        permits StatusException, DecodeException, TransportException {

    private static final long serialVersionUID = 1L;

    /** Classes of failures: a closed set, for metrics and for switches. */
    public enum Kind {
        /** No whole answer within the deadline. */
        TIMEOUT,
        /** No connection: unknown host, refused, unreachable. Nothing was sent. */
        CONNECT,
        /** No trusted connection. Nothing was sent. */
        TLS,
        /** The token was refused (401, 403), or there is none. */
        AUTH,
        /** Another status from 400 to 499. */
        HTTP_4XX,
        /** A status from 500. */
        HTTP_5XX,
        /** 429. */
        THROTTLED,
        /** Status 200, but not an answer of this API, or too large. */
        DECODE,
        /** A broken connection, a redirect, another status. */
        OTHER;

        /**
         * For a metric label.
         *
         * @return the name in lower case, such as {@code http_5xx}
         */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The class of the failure. */
    private final Kind kind;
    /** The HTTP method of the call. */
    private final String method;
    /** Where the call went, without parameters. */
    private final String path;
    /** Whether the service may have done what it was asked. */
    private final boolean unclear;

    BackplaneException(Kind kind, Call call, boolean unclear, String message) {
        super(call.method() + " " + call.path() + ": " + message + (unclear ? call.unclear() : ""));
        this.kind = kind;
        this.method = call.method();
        this.path = call.path();
        this.unclear = unclear;
    }

    /** What an exception says of the call that failed. */
    record Call(String method, String path, boolean changes, String unclear) {}

    /** @return the class of the failure, for metrics and for switches */
    public Kind kind() {
        return kind;
    }

    /** @return the HTTP method of the call, in capitals */
    public String method() {
        return method;
    }

    /**
     * The path of the call below the base URL, without parameters.
     *
     * @return such as {@code /shape}
     */
    public String path() {
        return path;
    }

    /**
     * True if the call would have changed something and may have done so in spite of the failure.
     *
     * @return true if only a query can tell
     */
    public boolean unclear() {
        return unclear;
    }

    /**
     * True if the same call may succeed a little later. Whether it may be repeated, {@link #unclear} tells.
     *
     * @return false if the same call would fail in the same way
     */
    public abstract boolean retryable();
}
