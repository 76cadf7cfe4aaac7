package io.steelyard.model;

import java.util.Optional;

/**
 * The weights that the agent wants of one endpoint, where it is not content with those observed.
 *
 * <p>A policy's count until it decides anew or they are in force, also after a write that failed. A person's are written
 * once and never again. Once the balancer was read after a write that was in force, what is there is what is wanted, also
 * where it is something else, because the balancer restarted or somebody edited. Immutable.
 *
 * @param decision that wants them
 * @param triedAt when the write that brought them into force ended
 */
public record Aim(Decision.Reweigh decision, Optional<Moment> triedAt) {

    /** Of a decision that is about to be written, or proposed. */
    public static Aim of(Decision.Reweigh decision) {
        return new Aim(decision.withoutMembers(), Optional.empty());
    }

    /** What is left of it once this is known; empty: the agent is content, or the weights are somebody else's. */
    public Optional<Aim> after(Decision.Hold hold) {
        return switch (hold.reason().code()) {
            case BALANCED, DEAD_BAND, NO_CHOICE, OPERATOR_EDIT -> Optional.empty();
            case PAUSED, BY_HAND -> Optional.of(this).filter(Aim::isByHand); // of a policy that is kept away
            default -> Optional.of(this);
        };
    }

    /** What is left of it once this is known. */
    public Optional<Aim> after(Outcome outcome) {
        if (outcome instanceof Outcome.Rehearsed || !outcome.decision().id().equals(decision.id())) {
            return Optional.of(this);
        }
        if (outcome instanceof Outcome.Refused || outcome instanceof Outcome.Failed) {
            return isByHand() ? Optional.empty() : Optional.of(this);
        }
        return Optional.of(new Aim(decision, triedAt.or(() -> Optional.of(outcome.endedAt()))));
    }

    /** What is left of it once the endpoint was seen. */
    public Optional<Aim> after(Observation.Seen seen) {
        return triedAt.filter(end -> !seen.startedAt().isBefore(end)).isPresent()
                ? Optional.empty()
                : Optional.of(this);
    }

    private boolean isByHand() {
        return decision.reason().code() == Reason.Code.BY_HAND;
    }
}
