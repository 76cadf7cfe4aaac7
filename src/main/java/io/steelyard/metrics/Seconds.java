package io.steelyard.metrics;

import java.time.Duration;
import java.time.Instant;

/** Times as Prometheus wants them. */
final class Seconds {

    private static final double NANOS = 1e9;

    private Seconds() {}

    static double of(Duration duration) {
        return duration.getSeconds() + duration.getNano() / NANOS;
    }

    static double of(Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / NANOS;
    }
}
