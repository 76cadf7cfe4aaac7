package io.steelyard.audit;

import io.steelyard.model.Control;
import io.steelyard.model.Edit;
import io.steelyard.model.Mode;
import io.steelyard.model.Moment;
import io.steelyard.model.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What stands as a file has it, with times of day, because the other clock begins anew with each start.
 *
 * @param mode a mode that was ordered
 * @param suspended by an operator's edit; null in a file of before these were kept
 */
record OrdersLine(
        @Nullable String mode,
        @Nullable Said modeBy,
        @Nullable Said paused,
        Map<String, Said> pausedPolicies,
        Map<String, Said> held,
        @Nullable Map<String, Edited> suspended) {

    /**
     * Who said it, and why.
     *
     * @param inForce null in a file of before this was kept
     */
    record Said(
            String who,
            String reason,
            String since,
            @Nullable String until,
            @Nullable Boolean inForce) {

        static Said of(Note note) {
            return new Said(
                    note.who(),
                    note.reason(),
                    note.since().wall().toString(),
                    note.until().map(end -> end.wall().toString()).orElse(null),
                    note.inForce());
        }

        Note note(Moment now) {
            return new Note(
                    who,
                    reason,
                    moment(since, now),
                    Optional.ofNullable(until).map(end -> moment(end, now)),
                    inForce == null || inForce);
        }

        private static Moment moment(String wall, Moment now) {
            return now.plus(Duration.between(now.wall(), Instant.parse(wall)));
        }
    }

    /** An edit that nothing has answered. */
    record Edited(String since, List<Edit.Change> changes) {

        static Edited of(Edit edit) {
            return new Edited(edit.at().wall().toString(), edit.changes());
        }

        /** Whatever the clock of day was set to meanwhile: it was seen before the start. */
        Edit edit(Moment now) {
            Instant seen = Instant.parse(since);
            Duration ago = Duration.between(seen, now.wall());
            Duration least = now.elapsed().plusNanos(1);
            return new Edit(new Moment(seen, now.elapsed().minus(ago.compareTo(least) < 0 ? least : ago)), changes);
        }
    }

    OrdersLine {
        pausedPolicies = Map.copyOf(pausedPolicies);
        held = Map.copyOf(held);
        suspended = suspended == null ? Map.of() : Map.copyOf(suspended);
    }

    static OrdersLine of(Standing standing) {
        Control control = standing.control();
        Map<String, Edited> suspended = new TreeMap<>();
        standing.suspended().forEach((pattern, edit) -> suspended.put(pattern, Edited.of(edit)));
        return new OrdersLine(
                control.modes().ordered().map(order -> order.value().label()).orElse(null),
                control.modes().ordered().map(order -> Said.of(order.note())).orElse(null),
                control.paused().map(Said::of).orElse(null),
                said(control.policies()),
                said(control.held()),
                suspended);
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

    /** Those of before the restart. */
    SortedMap<String, Edit> edits(Moment now) {
        SortedMap<String, Edit> edits = new TreeMap<>();
        if (suspended != null) {
            suspended.forEach((pattern, edited) -> edits.put(pattern, edited.edit(now)));
        }
        return edits;
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
