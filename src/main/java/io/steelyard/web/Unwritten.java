package io.steelyard.web;

import io.steelyard.model.Moment;
import io.steelyard.model.Outcome;

/**
 * An endpoint of which the newest tries to write have not succeeded, while other weights are still wanted.
 *
 * @param tries how many in a row
 * @param since when the first of them ended
 * @param newest what became of the last
 */
record Unwritten(int tries, Moment since, Outcome newest) {

    static Unwritten first(Outcome outcome) {
        return new Unwritten(1, outcome.endedAt(), outcome);
    }

    Unwritten and(Unwritten next) {
        return new Unwritten(tries + next.tries, since, next.newest);
    }

    /** True for a try that did not succeed, and not because somebody did not want it to. */
    static boolean is(Outcome outcome) {
        return outcome instanceof Outcome.Failed
                || (outcome instanceof Outcome.Refused refused
                        && refused.refusal() != Outcome.Refusal.OVERRULED
                        && refused.refusal() != Outcome.Refusal.CLOSED);
    }

    /** True if that is why nothing at all is written. */
    boolean isUnaudited() {
        return newest instanceof Outcome.Refused refused && refused.refusal() == Outcome.Refusal.UNAUDITED;
    }

    /** In words, without since when. */
    String text() {
        return (tries == 1
                        ? "the last try to write did not succeed: "
                        : "the last " + tries + " tries to write did not succeed, the newest: ")
                + newest.text().orElse(newest.word());
    }
}
