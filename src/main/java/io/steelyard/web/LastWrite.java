package io.steelyard.web;

import io.steelyard.model.Decision;
import io.steelyard.model.Printable;
import io.steelyard.model.Reason;
import java.time.Instant;

/**
 * The newest change of weights that was begun to be written, of all endpoints or of one.
 *
 * @param at when it was decided
 * @param decision its sequence
 * @param text what came of it, what it changed, by whom and why
 */
record LastWrite(String endpoint, String at, long decision, String text) {

    /** Instead of one. */
    static final String NONE = "none known";

    /** Of one during which an earlier run ended. */
    private static final String UNKNOWN = "the agent ended before it knew what became of it";

    static LastWrite of(Entry entry) {
        Decision decision = entry.decision();
        return new LastWrite(decision.pattern(), Json.text(decision.at()), entry.sequence(), text(entry));
    }

    /** "applied: a 60 -> 50, b 40 -> 50; by policy web, rebalance: load 3.1 > 2.0". */
    private static String text(Entry entry) {
        Decision decision = entry.decision();
        Reason reason = decision.reason();
        String changes = decision instanceof Decision.Reweigh change
                ? Printable.changes(change.base(), change.weights().byRoute())
                : "";
        return entry.outcome()
                        .map(outcome -> outcome.word())
                        .orElse(decision.at().beforeStart() ? UNKNOWN : "under way")
                + (changes.isEmpty() ? "" : ": " + changes)
                + (reason.code() == Reason.Code.BY_HAND
                        ? "; " + reason.text()
                        : "; by policy " + decision.policy() + ", " + reason)
                + entry.outcome()
                        .flatMap(outcome -> outcome.text())
                        .map(fault -> "; " + fault)
                        .orElse("");
    }

    /** When and where, and the text. */
    String line(View view) {
        return When.of(Instant.parse(at), view.now().wall()) + " to " + endpoint + ", " + text;
    }
}
