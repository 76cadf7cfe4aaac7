package io.steelyard.backplane;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.steelyard.model.Printable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClientInfos;
import reactor.netty.http.client.HttpClientResponse;

/** One request and its answer as text for a {@link WireListener}, without secrets. */
final class Overheard {

    private final WireListener listener;
    private final Request request;
    private final String token;
    private @Nullable Consumer<String> answer;

    Overheard(WireListener listener, Request request, String token) {
        this.listener = listener;
        this.request = request;
        this.token = token;
    }

    /** The request is on its way; said again, it changes nothing: the answer may be the first to tell of it. */
    synchronized Consumer<String> sent(HttpClientInfos sent) {
        Consumer<String> known = answer;
        if (known != null) {
            return known;
        }
        String body = request.body() == null ? "" : request.body();
        Consumer<String> next = listener.sent(Secrets.hidden(
                sent.method() + " " + sent.uri() + " " + sent.version() + "\n" + fields(sent.requestHeaders()) + "\n"
                        + body,
                token));
        answer = next;
        return next;
    }

    void answered(HttpClientResponse response, Body begun) {
        sent(response)
                .accept(Secrets.hidden(
                        response.version() + " " + response.status() + "\n" + fields(response.responseHeaders()) + "\n"
                                + text(response, begun),
                        token));
    }

    private static String text(HttpClientResponse response, Body begun) {
        try {
            return Encoding.decoded(begun, response.responseHeaders()).text();
        } catch (Malformed unreadable) {
            return "(a body that cannot be read)";
        }
    }

    private static String fields(HttpHeaders headers) {
        StringBuilder lines = new StringBuilder();
        headers.forEach(field -> lines.append(field.getKey())
                .append(": ")
                .append(
                        field.getKey().equalsIgnoreCase(HttpHeaderNames.AUTHORIZATION.toString())
                                ? Secrets.HIDDEN
                                : Printable.of(field.getValue()))
                .append('\n'));
        return lines.toString();
    }
}
