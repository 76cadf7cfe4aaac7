package io.steelyard.audit;

import io.steelyard.model.Control;
import io.steelyard.model.Edit;
import io.steelyard.model.Hold;
import io.steelyard.model.Mode;
import io.steelyard.model.Moment;
import io.steelyard.model.Note;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What stands as a file has it, with times of day, because the other clock begins anew with each start.
 *
 * @param mode a mode that was ordered
 * @param suspended by an operator's edit; null in a file of before these were kept
 * @param weights that must be found at the start; null if none are kept
 */
record OrdersLine(
        @Nullable String mode,
        @Nullable Said modeBy,
        @Nullable Said paused,
        Map<String, Said> pausedPolicies,
        Map<String, Held> held,
        @Nullable Map<String, Edited> suspended,
        @Nullable WeightsLine weights) {

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
                    who,
                    reason,
                    now.at(Instant.parse(since)),
                    Optional.ofNullable(until).map(end -> now.at(Instant.parse(end))));
        }
    }

    /**
     * Weights that were set by hand.
     *
     * @param weights null in a file of before they were kept
     * @param lapsed null while they are in force, as far as is known
     */
    record Held(
            String who,
            String reason,
            String since,
            @Nullable String until,
            @Nullable SortedMap<String, Integer> weights,
            @Nullable String lapsed) {

        static Held of(Hold hold) {
            Said said = Said.of(hold.order());
            return new Held(
                    said.who,
                    said.reason,
                    said.since,
                    said.until,
                    hold.weights(),
                    hold.lapsed().orElse(null));
        }

        Hold hold(Moment now) {
            return new Hold(
                    new Said(who, reason, since, until).note(now),
                    weights == null ? Collections.emptySortedMap() : weights,
                    Optional.ofNullable(lapsed));
        }
    }

    /** An edit that nothing has answered. */
    record Edited(
            String since,
            List<Edit.Change> changes,
            @Nullable String leftAt) {

        static Edited of(Edit edit) {
            return new Edited(
                    edit.at().wall().toString(),
                    edit.changes(),
                    edit.leftAt().map(Instant::toString).orElse(null));
        }

        Edit edit(Moment now) {
            return new Edit(
                    now.atBeforeStart(Instant.parse(since)),
                    changes,
                    Optional.ofNullable(leftAt).map(Instant::parse));
        }
    }

    OrdersLine {
        pausedPolicies = Map.copyOf(pausedPolicies);
        held = Map.copyOf(held);
        suspended = suspended == null ? Map.of() : Map.copyOf(suspended);
    }

    static OrdersLine of(Control control, Map<String, Edit> suspended, @Nullable WeightsLine weights) {
        return new OrdersLine(
                control.modes().ordered().map(order -> order.value().label()).orElse(null),
                control.modes().ordered().map(order -> Said.of(order.note())).orElse(null),
                control.paused().map(Said::of).orElse(null),
                each(control.policies(), Said::of),
                each(control.held(), Held::of),
                each(suspended, Edited::of),
                weights);
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
                each(pausedPolicies, said -> said.note(now)),
                each(held, kept -> kept.hold(now)));
    }

    /** Those of before the restart. */
    SortedMap<String, Edit> edits(Moment now) {
        return each(suspended == null ? Map.of() : suspended, edited -> edited.edit(now));
    }

    private static <A, B> SortedMap<String, B> each(Map<String, A> all, Function<A, B> form) {
        SortedMap<String, B> formed = new TreeMap<>();
        all.forEach((name, one) -> formed.put(name, form.apply(one)));
        return formed;
    }
}
