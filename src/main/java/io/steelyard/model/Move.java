package io.steelyard.model;

import java.util.Map;

/**
 * A change of weights that was written and is in force.
 *
 * @param at when the write had ended
 * @param before the weights that were replaced
 * @param after the weights that were written
 */
public record Move(Moment at, Map<String, Integer> before, Weights after) {

    /** How much of the traffic it moved, 0 to 1. All of it if there was no weight before. */
    public double distance() {
        return before.values().stream().anyMatch(weight -> weight > 0)
                ? Shares.inProportion(before).distance(after.shares())
                : 1;
    }
}
