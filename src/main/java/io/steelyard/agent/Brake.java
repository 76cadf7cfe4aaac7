package io.steelyard.agent;

import io.steelyard.guard.Guard;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Printable;
import io.steelyard.model.Reason;
import java.util.Optional;

/** What operators have said stops a change that policy and Guard would make. */
final class Brake {

    private Brake() {}

    /**
     * The decision itself, or to hold, because of what was said. That is the reason too where the Guard lets no change pass
     * for its size: a policy that is kept away says so steadily, and not whenever the noise would let it go further.
     */
    static Decision on(Decision decision, Control control) {
        Reason.Code code = decision.reason().code();
        if (decision instanceof Decision.Reweigh change) {
            return against(change, control)
                    .map(why -> hold(
                            change,
                            why,
                            "set "
                                    + Printable.changes(
                                            change.base(), change.weights().byRoute())))
                    .orElse(change);
        }
        return Guard.RULES.indexOf(code) > Guard.RULES.indexOf(Reason.Code.PAUSED)
                ? said(decision, control)
                        .map(why -> hold(decision, why, "change nothing: " + decision.reason()))
                        .orElse(decision)
                : decision;
    }

    /**
     * Why a change must not be made: the policy is paused, or somebody keeps the weights as they are. What a person
     * decided is stopped by neither.
     */
    static Optional<Reason> against(Decision.Reweigh change, Control control) {
        return change.reason().code() == Reason.Code.BY_HAND ? Optional.empty() : said(change, control);
    }

    private static Optional<Reason> said(Decision decision, Control control) {
        return control.holdOf(decision.pattern())
                .map(hold -> new Reason(
                        Reason.Code.BY_HAND,
                        "the weights were set by hand " + hold.note().text()))
                .or(() -> control.pauseOf(decision.policy())
                        .map(note -> new Reason(Reason.Code.PAUSED, "paused " + note.text())));
    }

    private static Decision hold(Decision decision, Reason why, String otherwise) {
        return new Decision.Hold(
                decision.id(),
                decision.at(),
                decision.policy(),
                decision.pattern(),
                new Reason(why.code(), why.text() + "; would " + otherwise),
                decision.figures());
    }
}
