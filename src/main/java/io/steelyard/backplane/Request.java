package io.steelyard.backplane;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request, ready for the wire.
 *
 * @param path below the base URL, encoded
 * @param query with its '?', encoded, or empty
 * @param body JSON, or null for none
 * @param repeat when it may be sent again
 * @param unclear what to tell the caller when it is not known whether the service did it
 * @param headers that this request has beyond those of all
 */
record Request(
        Operation operation,
        String method,
        String path,
        String query,
        @Nullable String body,
        Repeat repeat,
        String unclear,
        Map<String, String> headers) {

    Request(
            Operation operation,
            String method,
            String path,
            String query,
            @Nullable String body,
            Repeat repeat,
            String unclear) {
        this(operation, method, path, query, body, repeat, unclear, Map.of());
    }

    /** When a request may be sent again. */
    enum Repeat {
        /** After any failure that may pass: it reads, or sets absolute values. */
        ALWAYS,
        /** Only if the service certainly did nothing. */
        IF_NOTHING_WAS_DONE
    }

    static Request get(Operation operation, String path) {
        return new Request(operation, "GET", path, "", null, Repeat.ALWAYS, "");
    }

    static Request write(
            Operation operation, String method, String path, Map<String, ?> body, Repeat repeat, String unclear) {
        return new Request(operation, method, path, "", Bodies.json(body), repeat, unclear);
    }

    Request with(String header, String value) {
        return new Request(operation, method, path, query, body, repeat, unclear, Map.of(header, value));
    }

    boolean reads() {
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }

    /** True if it may be sent again after this failure. */
    boolean repeatable(BackplaneException failure) {
        return failure.retryable() && (repeat == Repeat.ALWAYS || !failure.unclear());
    }

    BackplaneException.Call call() {
        return new BackplaneException.Call(method, path, !reads(), unclear);
    }
}
