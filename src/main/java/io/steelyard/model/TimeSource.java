package io.steelyard.model;

/** Tells the time. Injected wherever time matters, so that tests and simulations run on a clock of their own. */
@FunctionalInterface
public interface TimeSource {

    /** The time now, by both clocks; safe to be asked from any thread. */
    Moment now();
}
