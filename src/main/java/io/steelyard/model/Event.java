package io.steelyard.model;

/** Something that happened in the control loop. Events are published in order; listeners must not block. */
public sealed interface Event permits Observation, Decision, Outcome, Advice, Control, Rearmed, Suspension, Rebased {}
