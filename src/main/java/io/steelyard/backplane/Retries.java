package io.steelyard.backplane;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often a call is tried again, within its deadline. Only calls that can be repeated are: readings, and writes that
 * set absolute values; others only if the service certainly did nothing.
 *
 * @param most attempts after the first, 0 to 10
 * @param firstDelay the longest wait before the first of them; it doubles with each
 * @param maxDelay the longest wait of all
 */
public record Retries(int most, Duration firstDelay, Duration maxDelay) {

    /** Two, after at most 100 and 200 milliseconds. */
    public static final Retries DEFAULT = new Retries(2, Duration.ofMillis(100), Duration.ofSeconds(2));
    /** None: what fails once has failed. */
    public static final Retries NONE = new Retries(0, Duration.ofMillis(1), Duration.ofMillis(1));

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if there are more than 10, or a delay is not above 0 or above the longest; the
     *     message says which
     */
    public Retries {
        if (most < 0 || most > 10) {
            throw new IllegalArgumentException("retries: " + most + " is not in 0..10");
        }
        if (firstDelay.isNegative() || firstDelay.isZero() || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException(
                    "retries: the first delay " + firstDelay + " is not above 0 or above the longest " + maxDelay);
        }
    }

    /** The wait before a retry, counted from 1: random between half and all of the doubled delay. */
    Duration delay(int retry) {
        Duration most = firstDelay.multipliedBy(1L << (retry - 1));
        long nanos = (most.compareTo(maxDelay) > 0 ? maxDelay : most).toNanos();
        return Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
    }
}
