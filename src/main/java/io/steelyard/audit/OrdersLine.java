package io.steelyard.audit;

import io.steelyard.model.Control;
import io.steelyard.model.Mode;
import io.steelyard.model.Moment;
import io.steelyard.model.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The orders in force as a file has them, with times of day, because the other clock begins anew with each start.
 *
 * @param mode a mode that was ordered
 */
record OrdersLine(
        @Nullable String mode,
        @Nullable Said modeBy,
        @Nullable Said paused,
        Map<String, Said> pausedPolicies,
        Map<String, Said> held) {

    /** Who said it, and why. */
    record Said(
            String who,
            String reason,
            String since,
            @Nullable String until) {

        static Said of(Note note) {
            return new Said(
                    note.who(),
                    note.reason(),
                    note.since().wall().toString(),
                    note.until().map(end -> end.wall().toString()).orElse(null));
        }

        Note note(Moment now) {
            return new Note(
                    who, reason, moment(since, now), Optional.ofNullable(until).map(end -> moment(end, now)));
        }

        private static Moment moment(String wall, Moment now) {
            return now.plus(Duration.between(now.wall(), Instant.parse(wall)));
        }
    }

    OrdersLine {
        pausedPolicies = Map.copyOf(pausedPolicies);
        held = Map.copyOf(held);
    }

    static OrdersLine of(Control control) {
        return new OrdersLine(
                control.modes().ordered().map(order -> order.value().label()).orElse(null),
                control.modes().ordered().map(order -> Said.of(order.note())).orElse(null),
                control.paused().map(Said::of).orElse(null),
                said(control.policies()),
                said(control.held()));
    }

    /**
     * As it counts after a restart. What restrains the agent is kept. A mode in which it does more than the configuration
     * says is not: who restarts it with a careful configuration must get what the file says. Nor is a level of the log.
     */
    Control control(Control fresh) {
        Moment now = fresh.at();
        Control careful = mode == null || modeBy == null || Mode.labelled(mode).compareTo(fresh.mode()) >= 0
                ? fresh
                : fresh.mode(Mode.labelled(mode), modeBy.note(now));
        return new Control(
                now,
                careful.modes(),
                fresh.logging(),
                Optional.ofNullable(paused).map(said -> said.note(now)),
                notes(pausedPolicies, now),
                notes(held, now));
    }

    private static Map<String, Said> said(Map<String, Note> notes) {
        Map<String, Said> said = new TreeMap<>();
        notes.forEach((name, note) -> said.put(name, Said.of(note)));
        return said;
    }

    private static SortedMap<String, Note> notes(Map<String, Said> said, Moment now) {
        SortedMap<String, Note> notes = new TreeMap<>();
        said.forEach((name, each) -> notes.put(name, each.note(now)));
        return notes;
    }
}
