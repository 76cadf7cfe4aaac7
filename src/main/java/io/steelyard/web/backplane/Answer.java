package io.steelyard.web.backplane;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.publisher.Flux;

/**
 * What goes back.
 *
 * @param body in pieces of bounded size, written as the client takes them
 */
record Answer(int status, Map<CharSequence, String> headers, Flux<byte[]> body) {

    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";

    static Answer json(byte[] body) {
        return whole(200, Map.of(HttpHeaderNames.CONTENT_TYPE, JSON), body);
    }

    /** The body of calls that have nothing to say. */
    static Answer done() {
        return json("{}".getBytes(StandardCharsets.US_ASCII));
    }

    /** JSON of unknown length, not to be kept by anybody: it holds the token. */
    static Answer stream(Flux<byte[]> body) {
        return new Answer(
                200, Map.of(HttpHeaderNames.CONTENT_TYPE, JSON, HttpHeaderNames.CACHE_CONTROL, "no-store"), body);
    }

    static Answer unchanged() {
        return new Answer(304, Map.of(), Flux.empty());
    }

    static Answer text(int status, Map<CharSequence, String> headers, String line) {
        Map<CharSequence, String> all = new LinkedHashMap<>(headers);
        all.put(HttpHeaderNames.CONTENT_TYPE, TEXT);
        all.put("X-Content-Type-Options", "nosniff");
        return whole(status, all, line.getBytes(StandardCharsets.UTF_8));
    }

    Answer with(CharSequence header, String value) {
        Map<CharSequence, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }

    private static Answer whole(int status, Map<CharSequence, String> headers, byte[] body) {
        return new Answer(status, headers, Flux.just(body))
                .with(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    }
}
