package io.steelyard.agent;

import io.steelyard.model.Moment;
import io.steelyard.model.TimeSource;
import java.time.Clock;
import java.time.Duration;

/** The machine's clocks. */
final class SystemTime implements TimeSource {

    private final Clock clock = Clock.systemUTC();
    private final long start = System.nanoTime();

    @Override
    public Moment now() {
        return new Moment(clock.instant(), Duration.ofNanos(System.nanoTime() - start));
    }
}
