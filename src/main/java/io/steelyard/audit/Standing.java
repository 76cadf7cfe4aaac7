package io.steelyard.audit;

import io.steelyard.model.Control;
import io.steelyard.model.Edit;
import io.steelyard.model.Remains;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What people have said, and done to the balancer, that still counts.
 *
 * @param before what they had ordered when the agent ended, with what has ended since
 * @param control what they have ordered
 * @param suspended edits of weights that nothing has answered, by the endpoint's pattern
 * @param left the weights that must be found, by the endpoint's pattern: others are an edit
 */
public record Standing(
        Control before, Control control, SortedMap<String, Edit> suspended, SortedMap<String, Remains> left) {

    /** Of which it is not known which weights were left. */
    public Standing(Control control, SortedMap<String, Edit> suspended) {
        this(control, control, suspended, Collections.emptySortedMap());
    }

    public Standing {
        suspended = Collections.unmodifiableSortedMap(new TreeMap<>(suspended));
        left = Collections.unmodifiableSortedMap(new TreeMap<>(left));
    }
}
