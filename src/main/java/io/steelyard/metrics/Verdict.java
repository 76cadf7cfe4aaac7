package io.steelyard.metrics;

import io.steelyard.model.Decision;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How decisions and outcomes are filed under the closed label sets. */
final class Verdict {

    private Verdict() {}

    /** Values of the label {@code phase}, the most restless last. */
    enum Phase {
        IDLE,
        HOLDING,
        COOLDOWN,
        SHIFTING,
        ROLLED_BACK,
        BLOCKED;

        static Phase of(Decision decision) {
            return decision instanceof Decision.Reweigh
                    ? SHIFTING
                    : ofHold(decision.reason().code());
        }

        private static Phase ofHold(Reason.Code code) {
            return switch (code) {
                case REBALANCE, SCHEDULE, OUTLIER, WARM_UP, EVACUATION, BALANCED, NO_DATA, NO_CHOICE, DEAD_BAND -> IDLE;
                case FRESHNESS, SUSPECT, COMPLETENESS, BOUNDS, VELOCITY, OVERLOAD, DRIFT, PAUSED, BY_HAND -> HOLDING;
                case PENDING, COOLDOWN, SETTLE -> COOLDOWN;
                case POLICY_FAILED, OPERATOR_EDIT, PANIC, FLIPS, SELF_TEST, NOT_EFFECTIVE -> BLOCKED;
            };
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Values of the label {@code reason} of changes that were not sent. */
    enum Skipped {
        DRY_RUN,
        PAUSED,
        NOT_LEADER,
        NO_CHANGE,
        COOLDOWN,
        STALE_SNAPSHOT,
        MAX_STEP,
        CONFLICT,
        PANIC;

        /** Empty if there was nothing that could have been sent. */
        static Optional<Skipped> ofHold(Reason.Code code) {
            return Optional.ofNullable(
                    switch (code) {
                        case REBALANCE,
                                SCHEDULE,
                                OUTLIER,
                                WARM_UP,
                                EVACUATION,
                                DRIFT,
                                NO_DATA,
                                NO_CHOICE,
                                POLICY_FAILED -> null;
                        case PAUSED, BY_HAND -> PAUSED;
                        case BALANCED, DEAD_BAND, BOUNDS, OVERLOAD -> NO_CHANGE;
                        case FRESHNESS, SUSPECT -> STALE_SNAPSHOT;
                        case COMPLETENESS, PANIC -> PANIC;
                        case OPERATOR_EDIT -> CONFLICT;
                        case PENDING, COOLDOWN, SETTLE, FLIPS, SELF_TEST, NOT_EFFECTIVE -> COOLDOWN;
                        case VELOCITY -> MAX_STEP;
                    });
        }

        /** Empty if it was sent. */
        static Optional<Skipped> of(Outcome outcome) {
            if (outcome instanceof Outcome.Rehearsed) {
                return Optional.of(DRY_RUN);
            }
            return outcome instanceof Outcome.Refused refused
                    ? Optional.ofNullable(
                            switch (refused.refusal()) {
                                case CONFLICT -> CONFLICT;
                                case UNREADABLE -> STALE_SNAPSHOT;
                                case CLOSED, OVERRULED, UNAUDITED -> PAUSED;
                                case REJECTED -> null;
                            })
                    : Optional.empty();
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The label {@code reason} of a change that was sent in vain; empty if it is in force or was not sent. */
    static Optional<String> failure(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return Optional.of(failed.failure().label());
        }
        return outcome instanceof Outcome.Refused refused && refused.refusal() == Outcome.Refusal.REJECTED
                ? Optional.of(refused.refusal().label())
                : Optional.empty();
    }

    /** All that {@link #failure} may say. */
    static List<String> failures() {
        return Stream.concat(
                        Arrays.stream(Outcome.Failure.values()).map(Outcome.Failure::label),
                        Stream.of(Outcome.Refusal.REJECTED.label()))
                .toList();
    }
}
