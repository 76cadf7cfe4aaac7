package io.steelyard.model;

/** An operator gave an endpoint back to its policy: the weights that are there now count as ours. */
public record Rearmed(Moment at, String pattern, Note note) implements Event {}
