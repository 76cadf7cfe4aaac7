package io.steelyard.source;

import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Observation.Cause;
import io.steelyard.model.Observation.Missed;
import io.steelyard.model.Observation.Seen;
import io.steelyard.model.TimeSource;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Reads a source again and again. Each poll becomes one {@link Observation}; the stream never ends and never fails. A
 * tick that comes while a poll is still running is dropped and counted, never queued.
 */
public final class Poller {

    /** Least time between two polls; a third of the interval if that is shorter. */
    static final Duration APART = Duration.ofSeconds(1);

    private static final long EXTRA = -1;

    private final Source source;
    private final Duration interval;
    private final Duration timeout;
    private final TimeSource time;
    private final Scheduler timer;
    private final Sinks.Many<Boolean> asked = Sinks.many().multicast().directBestEffort();

    /**
     * Polls nothing before {@link #observations} is subscribed to.
     *
     * @param source is read; one reading at a time
     * @param interval between the starts of two polls
     * @param timeout after which a poll is given up and counts as missed
     * @param timer runs the ticks and the timeouts
     * @param time stamps the observations
     */
    public Poller(Source source, Duration interval, Duration timeout, TimeSource time, Scheduler timer) {
        this.source = source;
        this.interval = interval;
        this.timeout = timeout;
        this.time = time;
        this.timer = timer;
    }

    /**
     * Polls once more, beside the ticks: at once, but never sooner after another poll than {@link #APART}, and not at all if
     * the next tick is that near. Without effect while nobody is subscribed.
     */
    public void now() {
        asked.tryEmitNext(true); // fails only while another one is being told, which is as good
    }

    /**
     * Cold: each subscription polls on its own, and counts its generations from 1.
     *
     * @return one for each poll, without end and without error
     */
    public Flux<Observation> observations() {
        return Flux.defer(() -> {
                    AtomicLong generation = new AtomicLong();
                    AtomicLong expected = new AtomicLong();
                    AtomicLong begun = new AtomicLong(nanos());
                    return Flux.merge(
                                    Flux.interval(Duration.ZERO, interval, timer)
                                            .onBackpressureDrop()
                                            .doOnNext(tick -> begun.set(nanos())),
                                    extra(begun))
                            .onBackpressureDrop()
                            .concatMap(
                                    tick -> poll(
                                            generation,
                                            tick == EXTRA ? 0 : (int) (tick - expected.getAndSet(tick + 1))),
                                    0);
                })
                .name("observations")
                .checkpoint("observations");
    }

    /** @param begun when the last tick was */
    private Flux<Long> extra(AtomicLong begun) {
        long whole = interval.toNanos();
        long apart = Math.min(APART.toNanos(), whole / 3);
        AtomicLong last = new AtomicLong(begun.get());
        return asked.asFlux()
                .onBackpressureDrop()
                .concatMap(
                        ask -> {
                            long since = nanos() - Math.max(begun.get(), last.get());
                            return Mono.delay(Duration.ofNanos(Math.max(0, apart - since)), timer);
                        },
                        0)
                .filter(soon -> {
                    long since = nanos() - begun.get();
                    return since >= apart && whole - since >= apart;
                })
                .doOnNext(soon -> last.set(nanos()))
                .map(soon -> EXTRA);
    }

    private long nanos() {
        return time.now().elapsed().toNanos();
    }

    private Mono<Observation> poll(AtomicLong generation, int skipped) {
        return Mono.defer(() -> {
            Moment start = time.now();
            return Mono.defer(source::read)
                    .timeout(timeout, timer)
                    .<Observation>map(
                            snapshot -> new Seen(generation.incrementAndGet(), start, time.now(), skipped, snapshot))
                    .switchIfEmpty(Mono.error(() -> new ReadException(Cause.OTHER, "the source gave no snapshot")))
                    .onErrorResume(error -> Mono.just(missed(start, skipped, error)));
        });
    }

    private Missed missed(Moment start, int skipped, Throwable error) {
        if (error instanceof ReadException failure) {
            return new Missed(start, time.now(), skipped, failure.reason(), String.valueOf(failure.getMessage()));
        }
        return error instanceof TimeoutException
                ? new Missed(start, time.now(), skipped, Cause.TIMEOUT, "no answer within " + timeout.toMillis() + "ms")
                : new Missed(start, time.now(), skipped, Cause.OTHER, error.toString());
    }
}
