package io.steelyard.model;

/** Tells the time. Injected wherever time matters, so that tests and simulations run on a clock of their own. */
@FunctionalInterface
public interface TimeSource {

    Moment now();
}
