package io.steelyard.web;

import io.steelyard.model.Edit;
import io.steelyard.model.Moment;
import java.util.Optional;

/**
 * An endpoint that is left alone.
 *
 * @param entry the decision that found the edit
 * @param edit what was changed
 */
record Suspended(Entry entry, Optional<Edit> edit) {

    Moment since() {
        return edit.map(Edit::at).orElse(entry.since());
    }
}
