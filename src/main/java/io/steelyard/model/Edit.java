package io.steelyard.model;

import java.util.Map;

/**
 * A change of weights that was not ours.
 *
 * @param at when it was seen
 * @param expected the weights that we had seen or written last
 * @param found the weights that were found
 */
public record Edit(Moment at, Map<String, Integer> expected, Map<String, Integer> found) {}
