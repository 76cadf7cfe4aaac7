package io.steelyard.model;

import java.util.OptionalDouble;
import java.util.function.Supplier;

/** What the compact constructors of this package check. The message names the thing, the value and the limit. */
final class Check {

    private Check() {}

    static void that(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** The words are put together only when they are needed: this runs for every route of every poll. */
    static void that(boolean condition, Supplier<String> message) {
        if (!condition) {
            throw new IllegalArgumentException(message.get());
        }
    }

    /** As above; this runs for every backend of every poll. */
    static void measure(String kind, String id, String measure, OptionalDouble value) {
        if (value.isPresent() && !(value.getAsDouble() >= 0 && value.getAsDouble() < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(kind + " " + id + " " + measure + ": " + value.getAsDouble()
                    + " is not a finite number of at least 0");
        }
    }
}
