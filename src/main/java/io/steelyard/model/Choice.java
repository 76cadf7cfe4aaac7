package io.steelyard.model;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * A setting that the configuration gives, and that operators may set to something else for a while.
 *
 * @param configured what the configuration says
 * @param ordered what somebody asked for, which counts while it is there
 */
public record Choice<T>(T configured, Optional<Ordered<T>> ordered) {

    /** What somebody asked for. */
    public record Ordered<T>(T value, Note note) {}

    static <T> Choice<T> of(T configured) {
        return new Choice<>(configured, Optional.empty());
    }

    /** What counts. */
    public T value() {
        return ordered.map(Ordered::value).orElse(configured);
    }

    /** The configuration says so now; what was ordered stays. */
    Choice<T> configured(T now) {
        return new Choice<>(now, ordered);
    }

    /** An order for what is configured ends the one before. */
    Choice<T> order(T wanted, Note note) {
        return new Choice<>(
                configured, wanted.equals(configured) ? Optional.empty() : Optional.of(new Ordered<>(wanted, note)));
    }

    /** Without an order that is over; this very object if there is none. */
    Choice<T> without(Predicate<Note> over) {
        return ordered.map(Ordered::note).filter(over).isEmpty() ? this : of(configured);
    }
}
