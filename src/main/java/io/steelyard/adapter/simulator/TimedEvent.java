package io.steelyard.adapter.simulator;

import io.steelyard.model.Selector;
import java.time.Duration;

/** Something that happens to backends at a set time. */
public sealed interface TimedEvent {

    /** When, counted from the simulation's start. */
    Duration at();

    /** Which backends it happens to. */
    Selector backends();

    /**
     * Capacity becomes a multiple of what the scenario says; 1 brings it back.
     *
     * @param factor above 0
     */
    record CapacityChange(Duration at, Selector backends, double factor) implements TimedEvent {

        public CapacityChange {
            Limits.notNegative("time of a capacity change", at);
            Limits.that(
                    factor > 0 && factor < Double.POSITIVE_INFINITY,
                    "capacity factor: " + factor + " is not a finite number above 0");
        }
    }

    /** Backends disconnect, with all that they were working on, or connect anew. */
    record PresenceChange(Duration at, Selector backends, boolean present) implements TimedEvent {

        public PresenceChange {
            Limits.notNegative("time of a change of presence", at);
        }
    }
}
