package io.steelyard.web;

import io.steelyard.model.Decision;
import io.steelyard.model.Edit;
import io.steelyard.model.Moment;
import java.util.Optional;

/**
 * An endpoint that is left alone; an edit or a decision says so, or both.
 *
 * @param edit what was changed
 * @param hold the first decision that says so; empty until there is one: no policy owns the endpoint, the mode is
 *     observe, or the endpoint was not seen yet
 */
record Suspended(Optional<Edit> edit, Optional<Decision> hold) {

    Moment since() {
        return edit.map(Edit::at).orElseGet(() -> hold.orElseThrow().at());
    }

    String text() {
        return hold.map(decision -> decision.reason().text()).orElseGet(() -> text(edit.orElseThrow()));
    }

    private static String text(Edit edit) {
        return "somebody else set the weights (" + edit.text() + "), " + edit.seen();
    }
}
