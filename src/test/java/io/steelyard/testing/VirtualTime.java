package io.steelyard.testing;

import io.steelyard.model.Moment;
import io.steelyard.model.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A clock and a scheduler that move only when a test says so. */
public final class VirtualTime implements TimeSource {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

    public VirtualTimeScheduler scheduler() {
        return scheduler;
    }

    @Override
    public Moment now() {
        Duration elapsed = Duration.ofNanos(scheduler.now(TimeUnit.NANOSECONDS));
        return new Moment(START.plus(elapsed), elapsed);
    }

    public void pass(Duration duration) {
        scheduler.advanceTimeBy(duration);
    }
}
