package io.steelyard.web;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.steelyard.metrics.AgentMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * {@code GET /api/v1/events}: server-sent events. One look at the journal serves all readers, four times a second at
 * most; each has one answer under way, and what comes meanwhile is merged into its next.
 */
final class EventStream {

    /** More readers than these are sent away. */
    static final int READERS_MOST = 256;

    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final byte[] BEAT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] RETRY = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);

    private final Feed feed;
    private final AgentMetrics metrics;
    private final Scheduler workers;
    private final AtomicInteger readers = new AtomicInteger();
    private final Flux<Frame> frames;

    EventStream(Feed feed, AgentMetrics metrics, Scheduler workers) {
        this.feed = feed;
        this.metrics = metrics;
        this.workers = workers;
        Flux<Frame> news = Flux.interval(LOOK, workers)
                .onBackpressureDrop()
                .map(tick -> feed.advance())
                .distinctUntilChanged(Frame::revision); // one that just came may have made the frame
        this.frames = Flux.merge(
                        news,
                        Flux.interval(HEARTBEAT, workers).onBackpressureDrop().map(EventStream::beat))
                .share();
    }

    private static Frame beat(long tick) {
        return Frame.bare(BEAT);
    }

    boolean isFull() {
        return readers.get() >= READERS_MOST;
    }

    /** Runs until the reader goes away. */
    Mono<Void> stream(HttpServerRequest request, HttpServerResponse response) {
        response.sse()
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .header("X-Accel-Buffering", "no")
                .header("X-Content-Type-Options", "nosniff");
        return Mono.usingWhen(
                Mono.fromSupplier(() -> entered(readers.incrementAndGet())),
                reader -> answers(lastEventId(request))
                        .concatMap(bytes -> written(response, bytes), 0)
                        .then(),
                reader -> Mono.fromRunnable(() -> entered(readers.decrementAndGet())));
    }

    /** Completes when the bytes have left; so a reader has one answer under way, however slow it is. */
    private static Mono<Void> written(HttpServerResponse response, byte[] bytes) {
        return response.sendObject(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)))
                .then();
    }

    private int entered(int now) {
        metrics.streams(now);
        return now;
    }

    private Flux<byte[]> answers(long lastGeneration) {
        return Flux.defer(() -> {
            AtomicLong known = new AtomicLong(lastGeneration < 0 ? -1 : feed.revisionOf(lastGeneration));
            Flux<byte[]> first = Flux.defer(() -> {
                Frame frame = feed.advance();
                byte[] bytes = feed.catchUp(frame, known.getAndSet(frame.revision()));
                return Flux.just(RETRY, bytes);
            });
            Flux<byte[]> rest = frames.onBackpressureBuffer(
                            1, lost -> metrics.streamDropped(1), BufferOverflowStrategy.DROP_OLDEST)
                    .publishOn(workers, 1)
                    .map(frame -> next(frame, known))
                    .filter(bytes -> bytes.length > 0);
            return first.concatWith(rest).subscribeOn(workers);
        });
    }

    private byte[] next(Frame frame, AtomicLong known) {
        if (frame.revision() < 0) {
            return frame.delta();
        }
        long before = known.get();
        if (frame.revision() <= before) {
            return new byte[0];
        }
        known.set(frame.revision());
        return frame.previous() == before ? frame.delta() : feed.catchUp(frame, before);
    }

    /** By the header that a browser sends when it comes back by itself, or by the query. */
    private static long lastEventId(HttpServerRequest request) {
        String header = request.requestHeaders().get("Last-Event-ID");
        int since = request.uri().indexOf("?since=");
        String text = header != null || since < 0 ? header : request.uri().substring(since + "?since=".length());
        try {
            return text == null ? -1 : Long.parseLong(text.strip());
        } catch (NumberFormatException other) {
            return -1;
        }
    }
}
