package io.steelyard.web;

import io.steelyard.model.Decision;
import io.steelyard.model.Note;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

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

    /** What is, and what is wanted if that is something else. */
    private static String both(String now, String then) {
        return then.equals(UNKNOWN) || then.equals(now) ? now : now + " -> " + then;
    }

    /** The part of the observed weights, and the one that is wanted. */
    static String share(EndpointView.RouteView route) {
        return both(share(route.share()), share(route.desiredShare()));
    }

    private static String share(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.1f%%", 100 * value.getAsDouble()) : UNKNOWN;
    }

    /** The observed weight, and the one that is wanted. */
    static String weight(EndpointView.RouteView route) {
        return both(weight(route.weight()), weight(route.desired()));
    }

    private static String weight(OptionalInt weight) {
        return weight.isPresent() ? Integer.toString(weight.getAsInt()) : UNKNOWN;
    }

    /**
     * The newest decision on an endpoint, the one that what stands behind the arrows comes from, and the last change; each
     * once, in a line of its own.
     */
    static List<String> decisions(EndpointView endpoint, View view) {
        Map<Long, Entry> entries = new LinkedHashMap<>();
        Map<Long, String> labels = new HashMap<>();
        BiConsumer<String, Optional<Entry>> add = (label, entry) -> entry.ifPresent(each -> {
            entries.putIfAbsent(each.sequence(), each);
            labels.putIfAbsent(each.sequence(), label);
        });
        add.accept("last decision", endpoint.latest());
        add.accept("last change", endpoint.changed());
        add.accept("decision", endpoint.wanted());
        return entries.values().stream()
                .map(entry -> (entry.equals(endpoint.wanted().orElse(null)) ? "-> wanted by " : "")
                        + labels.get(entry.sequence()) + " "
                        + When.of(entry.decision().at().wall(), view.now().wall()) + ": " + decision(entry))
                .toList();
    }

    /** "applied rebalance: load 3.1 > 2.0 (x4)", and why it is not in force if that is so: "...; unaudited: ...". */
    static String decision(Entry entry) {
        Decision decision = entry.decision();
        String times = entry.count() > 1 ? " (x" + entry.count() + ")" : "";
        String fault = entry.outcome()
                .flatMap(outcome -> outcome.text())
                .map(text -> "; " + text)
                .orElse("");
        return told(entry.result()) + " " + decision.reason() + times + fault;
    }

    /** In the words of the mode that people write; the word of the API and of the metrics is another. */
    private static String told(String result) {
        return result.equals("rehearsed") ? "proposed (not written)" : result;
    }

    /** "by alice: deploy under way", since when, and until when. */
    static String note(Note note, View view) {
        Instant now = view.now().wall();
        return "by " + note.who() + ": " + note.reason() + ", since "
                + When.of(note.since().wall(), now)
                + note.until().map(end -> ", until " + When.of(end.wall(), now)).orElse("");
    }
}
