package io.steelyard.web;

import io.steelyard.model.Choice;
import io.steelyard.model.Control;
import io.steelyard.model.Hold;
import io.steelyard.model.Note;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
            List<Named> held) {}

    record By(
            String who,
            String reason,
            String since,
            @Nullable String until) {}

    /** A policy or an endpoint. */
    record Named(
            String name,
            String who,
            String reason,
            String since,
            @Nullable String until) {}

    static Orders of(Control control) {
        return new Orders(
                control.mode().label(),
                control.modes().configured().label(),
                by(control.modes()),
                control.logLevel().label(),
                control.logging().configured().label(),
                by(control.logging()),
                Json.orNull(control.paused().map(ControlJson::by)),
                named(control.policies(), note -> note),
                named(control.held(), Hold::note));
    }

    private static @Nullable By by(Choice<?> choice) {
        return Json.orNull(choice.ordered().map(order -> by(order.note())));
    }

    static By by(Note note) {
        return new By(note.who(), note.reason(), Json.text(note.since()), until(note));
    }

    private static <T> List<Named> named(Map<String, T> all, Function<T, Note> note) {
        return all.entrySet().stream()
                .map(each -> named(each.getKey(), note.apply(each.getValue())))
                .toList();
    }

    private static Named named(String name, Note note) {
        return new Named(name, note.who(), note.reason(), Json.text(note.since()), until(note));
    }

    static @Nullable String until(Note note) {
        return Json.orNull(note.until().map(Json::text));
    }
}
