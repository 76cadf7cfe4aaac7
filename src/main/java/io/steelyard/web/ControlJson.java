package io.steelyard.web;

import io.steelyard.model.Choice;
import io.steelyard.model.Control;
import io.steelyard.model.Hold;
import io.steelyard.model.Note;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What operators have said, as JSON: in {@code /api/v1/status}, in the event {@code mode}, in answers to orders. */
final class ControlJson {

    private ControlJson() {}

    record Orders(
            String mode,
            String configuredMode,
            @Nullable By modeBy,
            String logLevel,
            String configuredLogLevel,
            @Nullable By logLevelBy,
            @Nullable By paused,
            List<Named> pausedPolicies,
            List<Held> held) {}

    record By(
            String who,
            String reason,
            String since,
            @Nullable String until) {}

    /** A policy. */
    record Named(
            String name,
            String who,
            String reason,
            String since,
            @Nullable String until) {}

    /**
     * An endpoint whose weights were set by hand.
     *
     * @param inForce false if the balancer is not known to have them: the write failed, a restart of it set them back, or it
     *     has others by now
     * @param weights that were set, by route; empty if an older version has kept the order
     */
    record Held(
            String name,
            String who,
            String reason,
            String since,
            @Nullable String until,
            boolean inForce,
            Map<String, Integer> weights) {}

    /** As they count. */
    static Orders of(View view) {
        return of(view.control(), view);
    }

    /** As they did, do or would count; whether weights by hand are in force, the newest reading tells if it can. */
    static Orders of(Control control, View view) {
        Map<String, HeldWeights> found = new HashMap<>();
        HeldWeights.of(control, view).forEach(held -> found.put(held.pattern(), held));
        return new Orders(
                control.mode().label(),
                control.modes().configured().label(),
                by(control.modes()),
                control.logLevel().label(),
                control.logging().configured().label(),
                by(control.logging()),
                Json.orNull(control.paused().map(ControlJson::by)),
                named(control.policies()),
                held(control.held(), found));
    }

    private static @Nullable By by(Choice<?> choice) {
        return Json.orNull(choice.ordered().map(order -> by(order.note())));
    }

    static By by(Note note) {
        return new By(note.who(), note.reason(), Json.text(note.since()), until(note));
    }

    private static List<Named> named(Map<String, Note> notes) {
        return notes.entrySet().stream()
                .map(each -> named(each.getKey(), each.getValue()))
                .toList();
    }

    private static Named named(String name, Note note) {
        return new Named(name, note.who(), note.reason(), Json.text(note.since()), until(note));
    }

    private static List<Held> held(Map<String, Hold> holds, Map<String, HeldWeights> found) {
        return holds.entrySet().stream()
                .map(each -> held(each.getKey(), each.getValue(), Optional.ofNullable(found.get(each.getKey()))))
                .toList();
    }

    private static Held held(String name, Hold hold, Optional<HeldWeights> found) {
        Note note = hold.note();
        return new Held(
                name,
                note.who(),
                note.reason(),
                Json.text(note.since()),
                until(note),
                found.flatMap(HeldWeights::inForce).orElse(hold.inForce()),
                hold.weights());
    }

    static @Nullable String until(Note note) {
        return Json.orNull(note.until().map(Json::text));
    }
}
