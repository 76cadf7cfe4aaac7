package io.steelyard.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What operators have told the agent at run time, as it stands now. Immutable and replaced whole; as an event it says
 * that this is what counts from now on.
 *
 * @param at when it became so
 * @param modes how far it goes
 * @param logging how much it logs
 * @param paused why no policy may write
 * @param policies why some policy may not write, by its name
 * @param held why some endpoint keeps the weights that were set by hand, by its pattern
 */
public record Control(
        Moment at,
        Choice<Mode> modes,
        Choice<LogLevel> logging,
        Optional<Note> paused,
        SortedMap<String, Note> policies,
        SortedMap<String, Hold> held)
        implements Event {

    public Control {
        policies = Collections.unmodifiableSortedMap(new TreeMap<>(policies));
        held = Collections.unmodifiableSortedMap(new TreeMap<>(held));
    }

    /** Nobody has said anything yet; the log is as it usually is. */
    public static Control of(Moment now, Mode mode) {
        return of(now, mode, LogLevel.INFO);
    }

    /** Nobody has said anything yet. */
    public static Control of(Moment now, Mode mode, LogLevel log) {
        return new Control(now, Choice.of(mode), Choice.of(log), Optional.empty(), new TreeMap<>(), new TreeMap<>());
    }

    /** True if both say the same, whenever it became so. */
    public boolean saysTheSameAs(Control other) {
        return equals(new Control(at, other.modes, other.logging, other.paused, other.policies, other.held));
    }

    /** The mode that counts. */
    public Mode mode() {
        return modes.value();
    }

    /** The level of the log that counts. */
    public LogLevel logLevel() {
        return logging.value();
    }

    /** Why this policy may not write; empty if it may. */
    public Optional<Note> pauseOf(String policy) {
        return paused.or(() -> Optional.ofNullable(policies.get(policy)));
    }

    /** Why this endpoint keeps its weights; empty if its policy may change them. */
    public Optional<Hold> holdOf(String pattern) {
        return Optional.ofNullable(held.get(pattern));
    }

    /** Without what has ended by then; this very object if nothing has. */
    public Control at(Moment now) {
        Predicate<Note> over = note -> note.ended(now);
        boolean same = modes.without(over).equals(modes)
                && logging.without(over).equals(logging)
                && paused.filter(over).isEmpty()
                && policies.values().stream().noneMatch(over)
                && held.values().stream().map(Hold::note).noneMatch(over);
        return same
                ? this
                : new Control(
                        now,
                        modes.without(over),
                        logging.without(over),
                        paused.filter(over.negate()),
                        without(policies, over),
                        without(held, hold -> over.test(hold.note())));
    }

    /** The configuration was loaded anew; what was ordered stays. */
    public Control configured(Moment now, Mode mode, LogLevel log) {
        return new Control(now, modes.configured(mode), logging.configured(log), paused, policies, held);
    }

    /** Another mode; the configured one ends what was ordered. */
    public Control mode(Mode mode, Note note) {
        return new Control(note.since(), modes.order(mode, note), logging, paused, policies, held);
    }

    /** Another level of the log; the configured one ends what was ordered. */
    public Control log(LogLevel level, Note note) {
        return new Control(note.since(), modes, logging.order(level, note), paused, policies, held);
    }

    /** No policy may write until the note ends, or somebody says so. */
    public Control pause(Note note) {
        return new Control(note.since(), modes, logging, Optional.of(note), policies, held);
    }

    /** The policy of this name may not write until the note ends, or somebody says so. */
    public Control pause(String policy, Note note) {
        return new Control(note.since(), modes, logging, paused, with(policies, policy, note), held);
    }

    /** Ends the pause of all; policies that were paused one by one stay so. */
    public Control resume(Moment now) {
        return new Control(now, modes, logging, Optional.empty(), policies, held);
    }

    /** Ends the pause of this policy; a pause of all stays. */
    public Control resume(Moment now, String policy) {
        return new Control(now, modes, logging, paused, without(policies, policy), held);
    }

    /** The endpoint keeps these weights, which were set by hand, and those that were before on its other routes. */
    public Control hold(String pattern, Hold hold) {
        return holding(
                hold.note().since(),
                pattern,
                Optional.of(holdOf(pattern).map(hold::beside).orElse(hold)));
    }

    /** The endpoint is its policy's again. */
    public Control release(Moment now, String pattern) {
        return holding(now, pattern, Optional.empty());
    }

    /** With this hold of an endpoint, or with none. */
    public Control holding(Moment now, String pattern, Optional<Hold> hold) {
        SortedMap<String, Hold> next = new TreeMap<>(held);
        hold.ifPresentOrElse(why -> next.put(pattern, why), () -> next.remove(pattern));
        return new Control(now, modes, logging, paused, policies, next);
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

    private static <T> SortedMap<String, T> without(Map<String, T> all, Predicate<T> over) {
        TreeMap<String, T> rest = new TreeMap<>(all);
        rest.values().removeIf(over);
        return rest;
    }
}
