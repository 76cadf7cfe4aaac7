package io.steelyard.model;

import java.time.Duration;

/**
 * How far a {@link History} reaches and when a change counts as done.
 *
 * @param readings how many readings are kept, at least 2
 * @param settle how many readings to pass over after a change took effect
 * @param effectLag how long after a write the traffic follows
 */
public record Horizon(int readings, int settle, Duration effectLag) {

    public Horizon {
        Check.that(readings >= 2, "readings: " + readings + " is below 2");
        Check.that(settle >= 0, "settle: " + settle + " is below 0");
    }
}
