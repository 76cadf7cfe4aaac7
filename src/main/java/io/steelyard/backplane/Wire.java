package io.steelyard.backplane;

import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * One attempt at one request.
 *
 * @param pooled for requests that may be repeated
 * @param fresh opens a connection for each request, for those that may not: a pooled one could turn out to be closed
 *     only when the request is on its way
 */
record Wire(
        BaseUrl base,
        Mono<String> token,
        HttpClient pooled,
        HttpClient fresh,
        ConnectionProvider pool,
        Duration deadline,
        ReadLimits limits,
        Scheduler timer) {

    private static final int MOST_CONNECTIONS = 16;
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final int MOST_ERROR_BYTES = 16 * 1024;

    /** Turns the whole body of an answer into what the caller wants. */
    @FunctionalInterface
    interface Decoder<T> {
        T decode(Body body) throws Malformed;
    }

    static Wire to(
            BaseUrl base,
            Mono<String> token,
            UnaryOperator<HttpClient> change,
            Duration deadline,
            ReadLimits limits,
            Scheduler timer) {
        ConnectionProvider pool = ConnectionProvider.builder("backplane")
                .maxConnections(MOST_CONNECTIONS)
                .maxIdleTime(IDLE)
                .build();
        int connectMillis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, deadline.toMillis()));
        HttpClient pooled = settled(change.apply(HttpClient.create(pool)), connectMillis);
        HttpClient fresh = settled(change.apply(HttpClient.create(ConnectionProvider.newConnection())), connectMillis);
        return new Wire(base, token, pooled, fresh, pool, deadline, limits, timer);
    }

    /** No redirects; no hidden retry; gzip is inflated here, where its size can be limited. */
    private static HttpClient settled(HttpClient client, int connectMillis) {
        return client.followRedirect(false)
                .disableRetry(true)
                .compress(false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis);
    }

    Mono<Void> close() {
        return pool.disposeLater();
    }

    /** Succeeds by the status alone; the body is read to its end only to keep the connection. */
    Mono<Void> send(Request request) {
        return Mono.deferContextual(context -> token(request).flatMap(secret -> {
            Optional<Overheard> told = context.<WireListener>getOrEmpty(WireListener.class)
                    .map(listener -> new Overheard(listener, request, secret));
            return attempt(request, secret, told, (response, content) -> {
                Body begun = new Body(ReadLimits.ofBytes(MOST_ERROR_BYTES), 0);
                return content.doOnNext(begun::addWhatFits)
                        .then()
                        .onErrorResume(broken -> Mono.empty())
                        .doOnSuccess(end -> told.ifPresent(each -> each.answered(response, begun)));
            });
        }));
    }

    <T> Mono<T> send(Request request, Decoder<T> decoder) {
        return token(request)
                .flatMap(secret -> attempt(
                        request,
                        secret,
                        Optional.empty(),
                        (response, content) -> whole(response, content)
                                .publishOn(Schedulers.parallel())
                                .handle((body, sink) -> {
                                    try {
                                        sink.next(decoder.decode(Encoding.decoded(body, response.responseHeaders())));
                                    } catch (Malformed fault) {
                                        sink.error(fault);
                                    }
                                })));
    }

    /** What is done with the content of an answer with status 200. */
    @FunctionalInterface
    private interface Use<T> {
        Mono<T> use(HttpClientResponse response, ByteBufFlux content);
    }

    private Mono<String> token(Request request) {
        return token.onErrorMap(e -> Failures.ofToken(request.call(), e));
    }

    private <T> Mono<T> attempt(Request request, String secret, Optional<Overheard> told, Use<T> use) {
        return sender(request, secret, told)
                .response((response, content) -> response.status().code() == 200
                        ? use.use(response, content)
                        : this.<T>refused(request, secret, told, response, content))
                .singleOrEmpty()
                .onErrorMap(e -> Failures.of(request.call(), base, secret, e));
    }

    private HttpClient.ResponseReceiver<?> sender(Request request, String secret, Optional<Overheard> told) {
        String body = request.body();
        HttpClient plain = (request.repeat() == Request.Repeat.ALWAYS ? pooled : fresh)
                .headers(headers -> describe(headers, secret, request));
        HttpClient client = told.map(each -> plain.doAfterRequest((sent, connection) -> each.sent(sent)))
                .orElse(plain);
        HttpClient.RequestSender sender = client.request(HttpMethod.valueOf(request.method()))
                .uri(base.resolve(request.path() + request.query()));
        return body == null ? sender : sender.send(ByteBufFlux.fromString(Mono.just(body)));
    }

    private static void describe(HttpHeaders headers, String secret, Request request) {
        headers.set(HttpHeaderNames.AUTHORIZATION, Secrets.basic(secret));
        headers.set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON);
        headers.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.GZIP);
        headers.set(HttpHeaderNames.USER_AGENT, "steelyard");
        if (request.body() != null) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        }
        request.headers().forEach(headers::set);
    }

    private Mono<Body> whole(HttpClientResponse response, ByteBufFlux content) {
        int announced = response.responseHeaders().getInt(HttpHeaderNames.CONTENT_LENGTH, 0);
        return content.reduce(new Body(limits, announced), (body, chunk) -> {
            try {
                body.add(chunk);
                return body;
            } catch (Malformed tooLarge) {
                throw reactor.core.Exceptions.propagate(tooLarge);
            }
        });
    }

    /** The error for another status, with what of the body comes soon. */
    private <T> Mono<T> refused(
            Request request,
            String secret,
            Optional<Overheard> told,
            HttpClientResponse response,
            ByteBufFlux content) {
        Body begun = new Body(ReadLimits.ofBytes(MOST_ERROR_BYTES), 0);
        return content.doOnNext(begun::addWhatFits)
                .takeUntil(chunk -> begun.full())
                .take(deadline.dividedBy(4), timer)
                .onErrorResume(broken -> Mono.empty())
                .then(Mono.error(() -> {
                    told.ifPresent(each -> each.answered(response, begun));
                    return Failures.ofStatus(request.call(), secret, response, begun);
                }));
    }
}
