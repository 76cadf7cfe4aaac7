package io.steelyard.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.steelyard.operator.OrderRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import reactor.core.publisher.Mono;

/**
 * An answer of the server, whole in memory.
 *
 * @param status of HTTP
 * @param gzip true if the body is compressed
 * @param body in parts, which are shared and never changed
 * @param headers beside those that every answer has, or in their place
 */
record Answer(int status, String contentType, boolean gzip, List<byte[]> body, Map<String, String> headers) {

    static final String JSON = "application/json";
    static final String HTML = "text/html; charset=utf-8";
    static final String PLAIN = "text/plain; charset=utf-8";
    private static final int WORTH_COMPRESSING = 1024;

    Answer {
        body = List.copyOf(body);
        headers = Map.copyOf(headers);
    }

    Answer(int status, String contentType, boolean gzip, List<byte[]> body) {
        this(status, contentType, gzip, body, Map.of());
    }

    static Answer json(int status, Object value) {
        return new Answer(status, JSON, false, List.of(Json.bytes(value)));
    }

    /** Why nothing was done. */
    static Answer fault(int status, String message) {
        return json(status, new OrderJson.Fault(message));
    }

    /** The same; a fault that is a line of text as JSON. */
    Answer forProgram() {
        if (status < 400 || !contentType.equals(PLAIN)) {
            return this;
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        body.forEach(text::writeBytes);
        byte[] fault = Json.bytes(
                new OrderJson.Fault(text.toString(StandardCharsets.UTF_8).strip()));
        return new Answer(status, JSON, false, List.of(fault), headers);
    }

    /** What those are told whose request failed for a reason of theirs; any other failure stays one. */
    static Mono<Answer> toRefusal(Throwable error) {
        String message = String.valueOf(error.getMessage());
        if (error instanceof Received.TooLargeException) {
            return Mono.just(fault(413, message).with(HttpHeaderNames.CONNECTION, "close"));
        }
        return error instanceof OrderRefusedException refused
                ? Mono.just(fault(status(refused.kind()), message))
                : Mono.error(error);
    }

    private static int status(OrderRefusedException.Cause cause) {
        return switch (cause) {
            case UNKNOWN -> 404;
            case CONFLICT, MOVED -> 409;
            case UNACCEPTABLE -> 422;
            case UNAVAILABLE -> 503;
        };
    }

    /** With one header more. */
    Answer with(CharSequence name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name.toString(), value);
        return new Answer(status, contentType, gzip, body, more);
    }

    static Answer text(int status, String line) {
        return new Answer(status, PLAIN, false, List.of((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    static Answer ok(String contentType, byte[] body, boolean gzipAccepted) {
        boolean gzip = gzipAccepted && body.length >= WORTH_COMPRESSING;
        return new Answer(200, contentType, gzip, List.of(gzip ? compressed(body) : body));
    }

    int length() {
        return body.stream().mapToInt(part -> part.length).sum();
    }

    private static byte[] compressed(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
