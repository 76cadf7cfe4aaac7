package io.steelyard.model;

import java.time.Duration;

/**
 * How far a {@link History} reaches, and what it must know of the balancer to judge a change of weights.
 *
 * @param readings how many readings are kept, at least 2
 * @param settle how many readings to pass over after a change took effect
 * @param capabilities of the balancer
 */
public record Horizon(int readings, int settle, Capabilities capabilities) {

    public Horizon {
        Check.that(readings >= 2, "readings: %s is below 2", readings);
        Check.that(settle >= 0, "settle: %s is below 0", settle);
    }

    /** How long after a write the traffic follows. */
    Duration effectLag() {
        return capabilities.effectLag();
    }

    /** True if the weight of a route is the sum of its backends' weights, so that it changes when they come and go. */
    boolean weightsAreSums() {
        return capabilities.unit() == Capabilities.Unit.BACKEND;
    }
}
