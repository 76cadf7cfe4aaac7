package io.steelyard.web.backplane;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Map;

/** An answer other than 200. The message is the body, one line for people. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final String RETRY_SECONDS = "1";

    private final int status;
    private final transient Map<CharSequence, String> headers;

    private Problem(int status, String message, Map<CharSequence, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    int status() {
        return status;
    }

    Map<CharSequence, String> headers() {
        return headers;
    }

    /**
     * True if the message is ours alone. It is what somebody without the token gets to see, and must not be searched
     * for the token: the gap would tell it.
     */
    boolean fixed() {
        return status == 401;
    }

    static Problem malformed(String message) {
        return new Problem(400, message, Map.of());
    }

    static Problem unauthorized() {
        return new Problem(
                401,
                "token missing or wrong; send it as the user of HTTP Basic authentication",
                Map.of(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"backplane\""));
    }

    static Problem notFound(String message) {
        return new Problem(404, message, Map.of());
    }

    static Problem notAllowed(String method, String path, String allowed) {
        return new Problem(
                405,
                method + " is not possible on " + path + "; use " + allowed,
                Map.of(HttpHeaderNames.ALLOW, allowed));
    }

    static Problem conflict(String message) {
        return new Problem(409, message, Map.of());
    }

    static Problem tooLarge(int limit) {
        return new Problem(
                413,
                "body is larger than " + limit + " bytes; send fewer routes at once",
                Map.of(HttpHeaderNames.CONNECTION, "close"));
    }

    static Problem encoding(String encoding) {
        return new Problem(415, "content encoding " + encoding + " is not known; use gzip or none", Map.of());
    }

    static Problem unacceptable(String message) {
        return new Problem(422, message, Map.of());
    }

    static Problem unclear(String message) {
        return new Problem(500, message, Map.of());
    }

    static Problem unavailable(String message) {
        return new Problem(503, message, Map.of(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS));
    }
}
