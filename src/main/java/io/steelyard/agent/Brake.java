package io.steelyard.agent;

import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Printable;
import io.steelyard.model.Reason;
import java.util.Optional;

/** What operators have said stops a change that policy and Guard would make. */
final class Brake {

    private Brake() {}

    /** The decision itself, or to hold, because of what was said. */
    static Decision on(Decision decision, Control control) {
        return decision instanceof Decision.Reweigh change
                ? against(change, control)
                        .<Decision>map(why -> hold(change, why))
                        .orElse(change)
                : decision;
    }

    /**
     * Why a change must not be made: the policy is paused, or somebody keeps the weights as they are. What a person
     * decided is stopped by neither.
     */
    static Optional<Reason> against(Decision.Reweigh change, Control control) {
        if (change.reason().code() == Reason.Code.BY_HAND) {
            return Optional.empty();
        }
        return control.holdOf(change.pattern())
                .map(hold -> new Reason(
                        Reason.Code.BY_HAND,
                        "the weights were set by hand " + hold.note().text()))
                .or(() -> control.pauseOf(change.policy())
                        .map(note -> new Reason(Reason.Code.PAUSED, "paused " + note.text())));
    }

    private static Decision hold(Decision.Reweigh change, Reason why) {
        return new Decision.Hold(
                change.id(),
                change.at(),
                change.policy(),
                change.pattern(),
                new Reason(
                        why.code(),
                        why.text() + "; would set "
                                + Printable.changes(
                                        change.base(), change.weights().byRoute())),
                change.figures());
    }
}
