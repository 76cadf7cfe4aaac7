package io.steelyard.audit;

import io.steelyard.model.Control;
import io.steelyard.model.Edit;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What people have said, and done to the balancer, that still counts.
 *
 * @param control what they have ordered
 * @param suspended edits of weights that nothing has answered, by the endpoint's pattern
 */
public record Standing(Control control, SortedMap<String, Edit> suspended) {

    public Standing {
        suspended = Collections.unmodifiableSortedMap(new TreeMap<>(suspended));
    }
}
