package io.steelyard.web;

import io.steelyard.model.Decision;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Values as people read them, the same on the page and in the terminal. */
final class Shown {

    static final String UNKNOWN = "?";

    private Shown() {}

    static String number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : UNKNOWN;
    }

    /** About three digits that mean something. */
    static String number(double value) {
        double size = Math.abs(value);
        String pattern = size >= 100 || size == 0 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, pattern, value);
    }

    static String share(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.1f%%", 100 * value.getAsDouble()) : UNKNOWN;
    }

    /** The observed weight, and the one that is wanted if it is another. */
    static String weight(EndpointView.RouteView route) {
        String observed = weight(route.weight());
        return route.desired().isEmpty() || route.desired().equals(route.weight())
                ? observed
                : observed + " -> " + weight(route.desired());
    }

    private static String weight(OptionalInt weight) {
        return weight.isPresent() ? Integer.toString(weight.getAsInt()) : UNKNOWN;
    }

    /** "applied rebalance: load 3.1 > 2.0 (x4)". */
    /** The change of before the newest decision; empty if that is the change itself, or none is known. */
    static Optional<String> before(EndpointView endpoint, Map<String, Entry> changes) {
        Entry change = changes.get(endpoint.pattern());
        return change == null
                        || change.sequence()
                                == endpoint.latest().map(Entry::sequence).orElse(-1L)
                ? Optional.empty()
                : Optional.of("last changed " + change.decision().at().wall().truncatedTo(ChronoUnit.SECONDS) + ", "
                        + decision(change));
    }

    static String decision(Entry entry) {
        Decision decision = entry.decision();
        String times = entry.count() > 1 ? " (x" + entry.count() + ")" : "";
        return entry.result() + " " + decision.reason() + times;
    }
}
