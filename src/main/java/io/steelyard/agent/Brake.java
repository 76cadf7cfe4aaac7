package io.steelyard.agent;

import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Note;
import io.steelyard.model.Reason;
import java.util.Optional;

/** What operators have said stops a change that policy and Guard would make. */
final class Brake {

    private Brake() {}

    /** The decision itself, or to hold, because the policy is paused or somebody keeps the weights as they are. */
    static Decision on(Decision decision, Control control) {
        if (!(decision instanceof Decision.Reweigh change)) {
            return decision;
        }
        Optional<Note> held = control.holdOf(change.pattern());
        if (held.isPresent()) {
            return hold(
                    change,
                    Reason.Code.BY_HAND,
                    "the weights were set by hand " + held.get().text());
        }
        return control.pauseOf(change.policy())
                .<Decision>map(note -> hold(change, Reason.Code.PAUSED, "paused " + note.text()))
                .orElse(change);
    }

    private static Decision hold(Decision.Reweigh change, Reason.Code code, String why) {
        return new Decision.Hold(
                change.id(),
                change.at(),
                change.policy(),
                change.pattern(),
                new Reason(
                        code,
                        why + "; would set " + change.base() + " -> "
                                + change.weights().byRoute()),
                change.figures());
    }
}
