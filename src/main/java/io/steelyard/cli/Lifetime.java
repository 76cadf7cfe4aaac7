package io.steelyard.cli;

import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Keeps a command running until its work ends, its time is up, or a signal comes. */
final class Lifetime {

    /** A signal has this long to be obeyed in good order; those who kill after ten seconds must not have to. */
    private static final Duration PATIENCE = Duration.ofMillis(6500);

    private Lifetime() {}

    /**
     * Blocks. After SIGTERM or SIGINT {@code stop} is run and the process ends with 0, because ending in good order is
     * what the signal asked for; the JVM alone would say 143. A failure of {@code ended} is thrown, and then nothing
     * here has a say in the exit code any more.
     *
     * @param ended completes or fails by itself
     * @param stop ends the work in good order
     * @param limit when to stop without a signal
     */
    static void last(Mono<Void> ended, Mono<Void> stop, Optional<Duration> limit) {
        Thread hook = new Thread(() -> obey(stop), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        Mono<Void> timeUp = limit.map(duration -> Mono.delay(duration).then()).orElse(Mono.never());
        try {
            Mono.firstWithSignal(ended, timeUp).block();
        } finally {
            remove(hook);
        }
        stop.block(PATIENCE);
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            Mono.never().block(PATIENCE.multipliedBy(2)); // the hook is at work and will end the process
        }
    }

    private static void obey(Mono<Void> stop) {
        try {
            stop.block(PATIENCE);
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }
}
