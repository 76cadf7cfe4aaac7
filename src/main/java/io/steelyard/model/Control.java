package io.steelyard.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What operators have told the agent at run time, as it stands now. Immutable and replaced whole; as an event it says
 * that this is what counts from now on. It lives in memory only: a restart forgets it.
 *
 * @param at when it became so
 * @param configured the mode that the configuration gives
 * @param ordered another mode that was ordered
 * @param paused why no policy may write
 * @param policies why some policy may not write, by its name
 * @param held why some endpoint keeps the weights that were set by hand, by its pattern
 */
public record Control(
        Moment at,
        Mode configured,
        Optional<Ordered> ordered,
        Optional<Note> paused,
        SortedMap<String, Note> policies,
        SortedMap<String, Note> held)
        implements Event {

    /** A mode that somebody asked for. */
    public record Ordered(Mode mode, Note note) {}

    public Control {
        policies = Collections.unmodifiableSortedMap(new TreeMap<>(policies));
        held = Collections.unmodifiableSortedMap(new TreeMap<>(held));
    }

    /** Nobody has said anything yet. */
    public static Control of(Moment now, Mode configured) {
        return new Control(now, configured, Optional.empty(), Optional.empty(), new TreeMap<>(), new TreeMap<>());
    }

    /** The mode that counts. */
    public Mode mode() {
        return ordered.map(Ordered::mode).orElse(configured);
    }

    /** Why this policy may not write; empty if it may. */
    public Optional<Note> pauseOf(String policy) {
        return paused.or(() -> Optional.ofNullable(policies.get(policy)));
    }

    /** Why this endpoint keeps its weights; empty if its policy may change them. */
    public Optional<Note> holdOf(String pattern) {
        return Optional.ofNullable(held.get(pattern));
    }

    /** Without what has ended by then; this very object if nothing has. */
    public Control at(Moment now) {
        Predicate<Note> over = note -> note.ended(now);
        boolean same = ordered.map(Ordered::note).filter(over).isEmpty()
                && paused.filter(over).isEmpty()
                && policies.values().stream().noneMatch(over)
                && held.values().stream().noneMatch(over);
        return same
                ? this
                : new Control(
                        now,
                        configured,
                        ordered.filter(order -> !over.test(order.note())),
                        paused.filter(over.negate()),
                        without(policies, over),
                        without(held, over));
    }

    /** The configuration was loaded anew; what was ordered stays. */
    public Control configured(Moment now, Mode mode) {
        return new Control(now, mode, ordered, paused, policies, held);
    }

    /** Another mode; the configured one ends what was ordered. */
    public Control mode(Mode mode, Note note) {
        return new Control(
                note.since(),
                configured,
                mode == configured ? Optional.empty() : Optional.of(new Ordered(mode, note)),
                paused,
                policies,
                held);
    }

    public Control pause(Note note) {
        return new Control(note.since(), configured, ordered, Optional.of(note), policies, held);
    }

    public Control pause(String policy, Note note) {
        return new Control(note.since(), configured, ordered, paused, with(policies, policy, note), held);
    }

    /** Ends the pause of all; policies that were paused one by one stay so. */
    public Control resume(Moment now) {
        return new Control(now, configured, ordered, Optional.empty(), policies, held);
    }

    public Control resume(Moment now, String policy) {
        return new Control(now, configured, ordered, paused, without(policies, policy), held);
    }

    public Control hold(String pattern, Note note) {
        return new Control(note.since(), configured, ordered, paused, policies, with(held, pattern, note));
    }

    public Control release(Moment now, String pattern) {
        return new Control(now, configured, ordered, paused, policies, without(held, pattern));
    }

    private static SortedMap<String, Note> with(Map<String, Note> notes, String name, Note note) {
        TreeMap<String, Note> all = new TreeMap<>(notes);
        all.put(name, note);
        return all;
    }

    private static SortedMap<String, Note> without(Map<String, Note> notes, String name) {
        TreeMap<String, Note> rest = new TreeMap<>(notes);
        rest.remove(name);
        return rest;
    }

    private static SortedMap<String, Note> without(Map<String, Note> notes, Predicate<Note> over) {
        TreeMap<String, Note> rest = new TreeMap<>(notes);
        rest.values().removeIf(over);
        return rest;
    }
}
