package io.steelyard.backplane;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/** Makes calls out of attempts: the deadline over all, the waits between, and who is told. */
final class Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Wire wire;
    private final Duration deadline;
    private final Retries retries;
    private final CallListener listener;
    private final Scheduler timer;
    private final LongSupplier nanoTime;

    Exchange(
            Wire wire,
            Duration deadline,
            Retries retries,
            CallListener listener,
            Scheduler timer,
            LongSupplier nanoTime) {
        this.wire = wire;
        this.deadline = deadline;
        this.retries = retries;
        this.listener = listener;
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    Exchange with(Retries others) {
        return new Exchange(wire, deadline, others, listener, timer, nanoTime);
    }

    BaseUrl base() {
        return wire.base();
    }

    Mono<Void> close() {
        return wire.close();
    }

    /** A call whose answer counts by its status only. */
    Mono<Void> call(Request request) {
        return call(request, wire.send(request));
    }

    /** A call whose answer is read. */
    <T> Mono<T> call(Request request, Wire.Decoder<T> decoder) {
        return call(request, wire.send(request, decoder));
    }

    private <T> Mono<T> call(Request request, Mono<T> attempt) {
        return Mono.defer(() -> {
            Progress progress = new Progress(request);
            return attempt.doOnError(BackplaneException.class, failure -> progress.last = failure)
                    .retryWhen(Retry.from(
                            failures -> failures.concatMap(failure -> progress.waitAfter(failure.failure()), 0)))
                    .timeout(deadline, Mono.error(progress::timedOut), timer)
                    .doOnError(failure -> progress.failure = failure)
                    .doFinally(progress::ended);
        });
    }

    /** What is known of one call while it runs. Its signals come one after the other. */
    private final class Progress {
        private final Request request;
        private final long startedAt = nanoTime.getAsLong();
        // Signals order their effects; only the number that a cancelled call reports may be one behind.
        private int retried;
        private volatile @Nullable BackplaneException last;
        private volatile @Nullable Throwable failure;

        Progress(Request request) {
            this.request = request;
            tell(() -> listener.started(request.operation()));
        }

        /** Waits before the next attempt, or ends the call with the failure. */
        Mono<Long> waitAfter(Throwable thrown) {
            if (!(thrown instanceof BackplaneException known)
                    || retried >= retries.most()
                    || !request.repeatable(known)) {
                return Mono.error(thrown);
            }
            Duration wait = retries.delay(retried + 1);
            if (known instanceof StatusException status) {
                Duration asked = status.retryAfter().orElse(Duration.ZERO);
                wait = asked.compareTo(wait) > 0 ? asked : wait;
            }
            if (wait.compareTo(deadline.minus(elapsed())) >= 0) {
                return Mono.error(thrown);
            }
            retried++;
            return Mono.delay(wait, timer);
        }

        BackplaneException timedOut() {
            BackplaneException before = last;
            return new TransportException(
                    BackplaneException.Kind.TIMEOUT,
                    request.call(),
                    "no whole answer within " + deadline.toMillis() + " ms"
                            + (before == null ? "" : " (an attempt before it: " + before.getMessage() + ")"));
        }

        void ended(SignalType how) {
            Throwable thrown = failure;
            OptionalInt status = OptionalInt.empty();
            Optional<BackplaneException.Kind> kind = Optional.empty();
            if (how == SignalType.ON_COMPLETE) {
                status = OptionalInt.of(200);
            } else if (thrown instanceof BackplaneException known) {
                kind = Optional.of(known.kind());
                status = known instanceof StatusException answered
                        ? OptionalInt.of(answered.status())
                        : OptionalInt.empty();
            } else if (thrown != null) {
                kind = Optional.of(BackplaneException.Kind.OTHER);
            }
            boolean cancelled = how == SignalType.CANCEL;
            CallListener.Call call =
                    new CallListener.Call(request.operation(), status, kind, cancelled, elapsed(), retried);
            tell(() -> listener.ended(call));
        }

        private Duration elapsed() {
            return Duration.ofNanos(nanoTime.getAsLong() - startedAt);
        }

        /** A listener that throws costs only itself. */
        private void tell(Runnable news) {
            try {
                news.run();
            } catch (RuntimeException e) {
                LOG.warn("the listener of Backplane calls failed at {}", request.operation(), e);
            }
        }
    }
}
