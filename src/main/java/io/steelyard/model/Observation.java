package io.steelyard.model;

import java.time.Duration;

/** What one poll brought. A failed poll is a value too, so that a stream of observations never ends by a fault. */
public sealed interface Observation extends Event {

    Moment startedAt();

    Moment endedAt();

    /** How many ticks were dropped before this poll because the one before was still running. */
    int skipped();

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
        TIMEOUT,
        CONNECT,
        TLS,
        AUTH,
        HTTP_4XX,
        HTTP_5XX,
        THROTTLED,
        DECODE,
        OTHER;

        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
