package io.steelyard.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What became of a {@link Decision.Reweigh}. */
public sealed interface Outcome extends Event {

    /** What was to be written. */
    Decision.Reweigh decision();

    /** When the work on it began. */
    Moment startedAt();

    /** When it was known what had become of it. */
    Moment endedAt();

    /** What became of it in one word: a closed set. */
    default String word() {
        if (this instanceof Applied) {
            return "applied";
        }
        if (this instanceof Rehearsed) {
            return "rehearsed";
        }
        if (this instanceof Followed) {
            return this instanceof Effective ? "effective" : "ineffective";
        }
        return this instanceof Refused ? "refused" : "failed";
    }

    /** What went wrong, in one line; empty if nothing did. */
    default Optional<String> text() {
        if (this instanceof Refused refused) {
            return Optional.of(refused.refusal().label() + ": " + refused.message());
        }
        return this instanceof Failed failed
                ? Optional.of(failed.failure().label() + ": " + failed.message())
                : Optional.empty();
    }

    /**
     * What the members of the routes weigh by this write, by route and name, as {@link InForce} says, if nobody has set them
     * since; empty if that is not known.
     */
    default Map<String, Map<String, Integer>> members() {
        return Map.of();
    }

    /** What was said to the balancer to write, in its order; empty if nothing was, or if its adapter does not tell. */
    default List<Exchange> exchanges() {
        return List.of();
    }

    /**
     * Written, and read back as written.
     *
     * @param members what the members of the routes weigh since, by route and name, as {@link InForce} says
     */
    record Applied(
            Decision.Reweigh decision,
            Moment startedAt,
            Moment endedAt,
            List<Exchange> exchanges,
            Map<String, Map<String, Integer>> members)
            implements Outcome {

        public Applied {
            exchanges = List.copyOf(exchanges);
            members = InOrder.copyOf(members);
        }

        /** To a balancer whose routes' members have no weights of their own. */
        public Applied(Decision.Reweigh decision, Moment startedAt, Moment endedAt, List<Exchange> exchanges) {
            this(decision, startedAt, endedAt, exchanges, Map.of());
        }

        /** The same without what only the memory needs, for those who keep many. */
        public Applied withoutMembers() {
            return new Applied(decision.withoutMembers(), startedAt, endedAt, exchanges);
        }

        /** By a balancer that does not tell what was said to it. */
        public Applied(Decision.Reweigh decision, Moment startedAt, Moment endedAt) {
            this(decision, startedAt, endedAt, List.of());
        }
    }

    /** Not written, because the mode forbids it. */
    record Rehearsed(Decision.Reweigh decision, Moment startedAt, Moment endedAt) implements Outcome {}

    /**
     * Not written, because the balancer is not as the decision assumed or would not have it.
     *
     * @param message one line for people, without secrets
     */
    record Refused(
            Decision.Reweigh decision,
            Moment startedAt,
            Moment endedAt,
            Refusal refusal,
            String message,
            List<Exchange> exchanges)
            implements Outcome {

        public Refused {
            exchanges = List.copyOf(exchanges);
        }

        /** Before anything was said to the balancer. */
        public Refused(Decision.Reweigh decision, Moment startedAt, Moment endedAt, Refusal refusal, String message) {
            this(decision, startedAt, endedAt, refusal, message, List.of());
        }
    }

    /**
     * Sent, but it cannot be said that it is in force: the call failed or the weights read back are others.
     *
     * @param found the weights read back after the failure; empty if that failed as well
     * @param message one line for people, without secrets
     * @param members what the members of the routes weigh if the balancer took the write and nobody set them since, as
     *     {@link InForce} says; empty if it is not known whether it took it
     */
    record Failed(
            Decision.Reweigh decision,
            Moment startedAt,
            Moment endedAt,
            Failure failure,
            Map<String, Integer> found,
            String message,
            List<Exchange> exchanges,
            Map<String, Map<String, Integer>> members)
            implements Outcome {

        public Failed {
            members = InOrder.copyOf(members);
            found = Collections.unmodifiableMap(new TreeMap<>(found));
            exchanges = List.copyOf(exchanges);
        }

        /** With a balancer that does not tell what was said to it. */
        public Failed(
                Decision.Reweigh decision,
                Moment startedAt,
                Moment endedAt,
                Failure failure,
                Map<String, Integer> found,
                String message) {
            this(decision, startedAt, endedAt, failure, found, message, List.of(), Map.of());
        }
    }

    /** What the traffic made of weights that had been applied, told once and some readings later. */
    sealed interface Followed extends Outcome {

        /** The part of the change that shows in the routes' shares of the rate, 0 to about 1. */
        double part();

        /** Half of it or more counts as followed. */
        static Followed of(Decision.Reweigh decision, Moment writtenAt, Moment now, double part) {
            return part < LEAST
                    ? new Ineffective(decision, writtenAt, now, part)
                    : new Effective(decision, writtenAt, now, part);
        }
    }

    /** Less than this part of a change is no effect. */
    double LEAST = 0.5;

    /** The traffic followed. */
    record Effective(Decision.Reweigh decision, Moment startedAt, Moment endedAt, double part) implements Followed {}

    /** The traffic did not follow, or by less than half. */
    record Ineffective(Decision.Reweigh decision, Moment startedAt, Moment endedAt, double part) implements Followed {}

    /** Why nothing was written. */
    enum Refusal {
        /** The weights are no longer those that the decision was computed from. */
        CONFLICT,
        /** The balancer could not be read before the write. */
        UNREADABLE,
        /** The balancer does not take such weights. */
        REJECTED,
        /** The agent is shutting down. */
        CLOSED,
        /** What an operator or the configuration has said since it was decided forbids it. */
        OVERRULED,
        /** The audit log cannot be written. */
        UNAUDITED;

        /** For metric labels and logs: the name in lower case. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** How a write failed. */
    enum Failure {
        /** No answer within the deadline; it may or may not be in force. */
        TIMEOUT,
        /** The call failed. */
        ERROR,
        /** Accepted, but other weights were read back. */
        READ_BACK;

        /** For metric labels and logs: the name in lower case. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
