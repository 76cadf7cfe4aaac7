package io.steelyard.backplane;

import java.time.Duration;
import java.util.Optional;

/** The service answered with another status than 200. */
public final class StatusException extends BackplaneException {

    private static final long serialVersionUID = 1L;

    /** What was answered. */
    private final int status;
    /** Why, in the words of the service. */
    private final String body;

    private final transient Optional<Duration> retryAfter;

    StatusException(Call call, int status, String body, String remedy, Optional<Duration> retryAfter) {
        super(kind(status), call, call.changes() && status >= 500 && status != 503, message(status, body, remedy));
        this.status = status;
        this.body = body;
        this.retryAfter = retryAfter;
    }

    private static Kind kind(int status) {
        if (status == 401 || status == 403) {
            return Kind.AUTH;
        }
        if (status == 429) {
            return Kind.THROTTLED;
        }
        return status >= 500 ? Kind.HTTP_5XX : status >= 400 ? Kind.HTTP_4XX : Kind.OTHER;
    }

    private static String message(int status, String body, String remedy) {
        return "status " + status + (body.isEmpty() ? "" : ": " + body) + remedy;
    }

    /** @return the status of the answer, never 200 */
    public int status() {
        return status;
    }

    /**
     * The beginning of the answer's body, on one line, without secrets.
     *
     * @return empty if there was none
     */
    public String body() {
        return body;
    }

    /**
     * How long the service asks to be left alone, 0 to 1 hour; empty if it does not say.
     *
     * @return from the header {@code Retry-After}
     */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    @Override
    public boolean retryable() {
        return status == 429 || (status >= 500 && status != 501 && status != 505);
    }
}
