package io.steelyard.model;

import java.util.OptionalDouble;

/**
 * A number that a decision compared.
 *
 * @param name what it is: a short word of a closed set, the value of a metric label
 * @param value what was found
 * @param limit what it was compared with, if anything
 */
public record Figure(String name, double value, OptionalDouble limit) {

    /** A number that was compared with nothing. */
    public static Figure of(String name, double value) {
        return new Figure(name, value, OptionalDouble.empty());
    }

    /** A number and its limit, both in the same unit. */
    public static Figure of(String name, double value, double limit) {
        return new Figure(name, value, OptionalDouble.of(limit));
    }
}
