package io.steelyard.agent;

import io.steelyard.config.Secret;
import io.steelyard.model.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A secret that is read again when its file has changed, so that a token can be rotated without a restart. While the
 * file cannot be read, the last good one stays. Safe for use by several threads.
 *
 * <p>Asking never touches the file: it sets off a look at it, at most one a second and elsewhere, whose result is for
 * those who ask later. That is enough for who asks at each poll. Where callers are judged by it, somebody has to
 * {@link #watch} it, or the first caller for long is judged by the token that was withdrawn.
 */
final class Token implements Supplier<String> {

    private static final Logger LOG = LoggerFactory.getLogger(Token.class);
    private static final Duration EACH = Duration.ofSeconds(1);
    private static final long PAUSE = EACH.toNanos();

    private final TimeSource time;
    private final Scheduler worker;
    private final AtomicLong lookedAt;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Secret secret;

    /** Of the file as it was last read; guarded by this. Nothing at first: it may have changed since it was loaded. */
    private @Nullable FileTime changed;

    /** True after a change was read: it may have been half written, and be whole by now with the same time; guarded by this. */
    private boolean again;

    Token(Secret secret) {
        this(secret, new SystemTime(), Schedulers.boundedElastic());
    }

    /** @param worker may block */
    Token(Secret secret, TimeSource time, Scheduler worker) {
        this.secret = secret;
        this.time = time;
        this.worker = worker;
        this.lookedAt = new AtomicLong(nanos() - PAUSE);
    }

    @Override
    public String get() {
        Secret known = secret;
        long now = nanos();
        long before = lookedAt.get();
        if (known.file().isPresent() && now - before >= PAUSE && lookedAt.compareAndSet(before, now)) {
            begin(known.file().get());
        }
        return known.reveal();
    }

    /**
     * Looks at the file once a second, whoever asks, until it is cancelled; completes at once if there is none.
     */
    Mono<Void> watch(Scheduler timer) {
        return secret.file()
                .map(file -> Flux.interval(EACH, timer)
                        .onBackpressureDrop()
                        .doOnNext(tick -> begin(file))
                        .then())
                .orElse(Mono.empty());
    }

    /** No second look while one hangs, so that it costs one thread, however many ask. */
    private void begin(Path file) {
        if (looking.compareAndSet(false, true)) {
            worker.schedule(() -> {
                try {
                    look(file);
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    private long nanos() {
        return time.now().elapsed().toNanos();
    }

    private synchronized void look(Path file) {
        FileTime now = modified(file);
        boolean fresh = now != null && !now.equals(changed);
        if (fresh || (again && now != null)) {
            changed = now;
            again = fresh;
            reread(file);
        }
    }

    private void reread(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new IOException("is no regular file, and a pipe is not waited for");
            }
            Secret found = secret.reread();
            if (!found.equals(secret)) {
                secret = found;
                LOG.info("{} changed: the token in it is used from now on", file);
            }
        } catch (IOException | IllegalArgumentException fault) {
            if (!again) {
                LOG.warn(
                        "{} changed, but {}; the token of before stays in use until the file is right",
                        file,
                        fault.getMessage());
            }
        }
    }

    private static @Nullable FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return null; // a rename over it takes a moment; the next look finds it
        }
    }
}
