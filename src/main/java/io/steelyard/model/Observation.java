package io.steelyard.model;

import java.time.Duration;

/** What one poll brought. A failed poll is a value too, so that a stream of observations never ends by a fault. */
public sealed interface Observation extends Event {

    /** When the poll began. */
    Moment startedAt();

    /** When its answer was there whole, or it was given up. */
    Moment endedAt();

    /** How many ticks were dropped before this poll because the one before was still running. */
    int skipped();

    /** How long the poll took, by the clock that never jumps. */
    default Duration took() {
        return endedAt().since(startedAt());
    }

    /**
     * A good poll.
     *
     * @param generation counts the good polls of this process, from 1
     * @param tally the sums of the snapshot
     */
    record Seen(long generation, Moment startedAt, Moment endedAt, int skipped, Snapshot snapshot, Tally tally)
            implements Observation {

        /** A good poll, whose sums are made of its snapshot. */
        public Seen(long generation, Moment startedAt, Moment endedAt, int skipped, Snapshot snapshot) {
            this(generation, startedAt, endedAt, skipped, snapshot, Tally.of(snapshot));
        }
    }

    /**
     * A poll that failed.
     *
     * @param message one line for people, without secrets
     */
    record Missed(Moment startedAt, Moment endedAt, int skipped, Cause cause, String message) implements Observation {}

    /** Why a poll failed: a closed set, the values of a metric label. */
    enum Cause {
        /** No whole answer within the deadline. */
        TIMEOUT,
        /** No connection. */
        CONNECT,
        /** No trusted connection. */
        TLS,
        /** The token or the right to read was refused. */
        AUTH,
        /** A status from 400 to 499 that is none of the others here. */
        HTTP_4XX,
        /** A status from 500. */
        HTTP_5XX,
        /** The balancer wants to be asked less often. */
        THROTTLED,
        /** An answer that is none, contradicts itself, or is too large. */
        DECODE,
        /** Anything else. */
        OTHER;

        /** For metric labels and logs: the name in lower case. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
