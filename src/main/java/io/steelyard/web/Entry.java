package io.steelyard.web;

import io.steelyard.model.Decision;
import io.steelyard.model.Moment;
import io.steelyard.model.Outcome;
import java.util.Optional;

/**
 * One line of the journal: a change of weights, or holds in a row that say the same.
 *
 * @param sequence grows from entry to entry, also from one run of the agent to the next
 * @param decision the newest of them, with the newest reason
 * @param since when the first was made
 * @param count how many there were
 * @param outcome what became of a change; empty for holds and while it is under way
 * @param changed the journal's revision at which the decision was noted
 * @param ended the journal's revision at which the outcome was noted; -1 without one
 */
public record Entry(
        long sequence,
        Decision decision,
        Moment since,
        int count,
        Optional<Outcome> outcome,
        long changed,
        long ended) {

    static Entry first(long sequence, Decision decision, long revision) {
        return new Entry(sequence, decision, decision.at(), 1, Optional.empty(), revision, -1);
    }

    boolean continuedBy(Decision next) {
        return decision instanceof Decision.Hold
                && next instanceof Decision.Hold
                && decision.policy().equals(next.policy())
                && decision.reason().code() == next.reason().code();
    }

    Entry and(Decision next, long revision) {
        return new Entry(sequence, next, since, count + 1, outcome, revision, -1);
    }

    Entry ended(Outcome how, long revision) {
        return new Entry(sequence, decision, since, count, Optional.of(how), changed, revision);
    }

    /** True for a change whose end is still to come; what an earlier run has begun has none. */
    boolean isUnderWay() {
        return decision instanceof Decision.Reweigh
                && outcome.isEmpty()
                && !decision.at().beforeStart();
    }

    /** In one word: the kind of decision, or of what became of it. */
    public String result() {
        boolean lost = decision instanceof Decision.Reweigh && outcome.isEmpty() && !isUnderWay();
        return lost
                ? "unknown"
                : outcome.map(Outcome::word).orElse(decision.action().label());
    }
}
