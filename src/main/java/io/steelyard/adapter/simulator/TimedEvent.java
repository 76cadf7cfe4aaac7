package io.steelyard.adapter.simulator;

import io.steelyard.model.Selector;
import io.steelyard.model.Weights;
import java.time.Duration;

/** Something that happens at a set time. */
public sealed interface TimedEvent {

    /** When, counted from the simulation's start. */
    Duration at();

    /** Something that happens to backends. */
    sealed interface OfBackends extends TimedEvent {

        /** Which backends it happens to. */
        Selector backends();
    }

    /**
     * Capacity becomes a multiple of what the scenario says; 1 brings it back.
     *
     * @param factor above 0
     */
    record CapacityChange(Duration at, Selector backends, double factor) implements OfBackends {

        public CapacityChange {
            Limits.notNegative("time of a capacity change", at);
            Limits.that(
                    factor > 0 && factor < Double.POSITIVE_INFINITY,
                    "capacity factor: " + factor + " is not a finite number above 0");
        }
    }

    /** Backends disconnect, with all that they were working on, or connect anew. */
    record PresenceChange(Duration at, Selector backends, boolean present) implements OfBackends {

        public PresenceChange {
            Limits.notNegative("time of a change of presence", at);
        }
    }

    /**
     * From now on a part of the requests fails at once, without being worked on; the rest is served as before.
     *
     * @param part of the requests, 0 to 1
     */
    record FailureChange(Duration at, Selector backends, double part) implements OfBackends {

        public FailureChange {
            Limits.notNegative("time of a change of failures", at);
            Limits.that(part >= 0 && part <= 1, "failing part: " + part + " is not in 0..1");
        }
    }

    /** From now on the readings of backends are true again, or not. */
    record ReportChange(Duration at, Selector backends, Report report) implements OfBackends {

        public ReportChange {
            Limits.notNegative("time of a change of readings", at);
        }
    }

    /**
     * An operator sets the weights of an endpoint's routes.
     *
     * @param weights of all or some routes
     */
    record Edit(Duration at, String pattern, Weights weights) implements TimedEvent {

        public Edit {
            Limits.notNegative("time of an edit", at);
            weights.byRoute()
                    .forEach((route, weight) -> Limits.that(
                            weight <= Simulator.MAX_WEIGHT,
                            "edited weight of " + route + ": " + weight + " is above " + Simulator.MAX_WEIGHT));
        }
    }

    /** What a backend's load and rate are read as. */
    enum Report {
        /** As they are. */
        TRUE,
        /** As they were when this began. */
        FROZEN,
        /** As 0. */
        ZERO,
        /** As nothing that could be understood. */
        UNKNOWN
    }
}
