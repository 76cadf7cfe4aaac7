package io.steelyard.web;

import io.steelyard.config.Refusal;
import io.steelyard.metrics.AgentSettings;
import io.steelyard.model.Aim;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Event;
import io.steelyard.model.Mode;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Rearmed;
import io.steelyard.model.Remains;
import io.steelyard.model.Suspension;
import io.steelyard.model.TimeSource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the page, the API and the terminal show: the newest observation and snapshot, the last decisions and what became
 * of them, the endpoints that an operator has taken over. Fed with every event, in order. Safe for use by several
 * threads; a {@link View} is immutable.
 *
 * <p>Changes of weights and holds are kept apart, 500 of each, so that endpoints at rest do not push out what was done
 * to others. Holds of one endpoint that say the same in a row are one entry.
 */
public final class Journal implements Consumer<Event> {

    static final int KEPT = 500;

    /** Numbers begin at the time of the start, so that no other run of the agent has the same; as many fit into a double. */
    private static final long PER_MILLISECOND = 1000;

    private AgentSettings settings;
    private final Scale scale;
    private final Deque<Note> changes = new ArrayDeque<>();
    private final Deque<Note> holds = new ArrayDeque<>();
    private final Map<String, Note> latest = new HashMap<>();
    private final Map<String, Wanted> wanted = new HashMap<>();
    private final Map<String, Unwritten> unwritten = new HashMap<>();
    private final Suspensions suspensions = new Suspensions();
    private @Nullable Observation newest;
    private Observation.@Nullable Seen good;
    private Control control;
    private final Map<String, Moment> writes = new HashMap<>();
    private final Map<String, Moment> tries = new HashMap<>();
    private final Past past = new Past();
    private final long before;
    private long sequence;
    private volatile long revision;
    private long ordered;
    private Optional<String> unkept = Optional.empty();
    private Optional<String> unaudited = Optional.empty();
    private final Map<String, Refusal> refused = new LinkedHashMap<>();
    private @Nullable View view;

    /** @param orders what counts to begin with */
    public Journal(AgentSettings settings, Control orders) {
        this.settings = settings;
        this.scale = new Scale(settings.staleAfter());
        this.control = orders;
        this.before = settings.time().now().wall().toEpochMilli() * PER_MILLISECOND;
        this.sequence = before;
    }

    Journal(AgentSettings settings) {
        this(
                settings,
                Control.of(settings.time().now(), Mode.valueOf(settings.mode().toUpperCase(Locale.ROOT))));
    }

    /** Grows with every event. */
    long revision() {
        return revision;
    }

    /** The last half hour. */
    Past past() {
        return past;
    }

    /** The configuration was changed: other policies, other owners. */
    public synchronized void configured(AgentSettings next) {
        settings = next;
        revision++;
        view = null;
    }

    /** What an earlier run wrote last to each endpoint; whether it is still wanted is not known. */
    public synchronized void earlier(Collection<Remains> left) {
        left.stream()
                .flatMap(remains -> remains.sent().stream())
                .sorted(Comparator.comparing(write -> write.decision().at()))
                .forEach(this::earlier);
        left.forEach(remains ->
                remains.last().ifPresent(write -> tries.put(write.decision().pattern(), write.at())));
        view = null;
    }

    private void earlier(Remains.Write write) {
        Decision decision = write.decision();
        Entry begun = Entry.first(++sequence, decision, revision);
        Optional<Outcome> outcome = write.outcome();
        keep(changes, new Note(outcome.map(how -> begun.ended(how, revision)).orElse(begun)));
        outcome.filter(Outcome.Applied.class::isInstance)
                .ifPresent(applied -> writes.put(decision.pattern(), applied.endedAt()));
    }

    /** Orders are not kept over a restart, and why; or empty: they are again. */
    public synchronized void unkept(Optional<String> why) {
        unkept = why;
        ordered = ++revision;
        view = null;
    }

    /** The audit log cannot be written, and why; or empty: it is again. */
    public synchronized void unaudited(Optional<String> why) {
        unaudited = why;
        ordered = ++revision;
        view = null;
    }

    /** A file was read again, and taken or refused; while the newest reading is a refused one, it is shown. */
    public synchronized void reread(String file, Optional<Refusal> now) {
        Optional<Refusal> before = Optional.ofNullable(refused.get(file));
        now.ifPresentOrElse(how -> refused.put(file, how.after(before)), () -> refused.remove(file));
        ordered = ++revision;
        view = null;
    }

    synchronized TimeSource time() {
        return settings.time();
    }

    /** An entry under change. */
    private static final class Note {
        Entry entry;

        Note(Entry entry) {
            this.entry = entry;
        }
    }

    /** What is wanted, and the entry of the decision that wants it. */
    private record Wanted(Aim aim, Note note) {}

    /** The number of a decision, if it is kept. */
    synchronized Optional<Long> sequence(Decision decision) {
        return Stream.concat(changes.stream(), holds.stream())
                .filter(note -> same(note.entry.decision(), decision))
                .map(note -> note.entry.sequence())
                .findFirst();
    }

    /** The entry with this number, or why there is none. */
    synchronized Found entry(long number) {
        Optional<Entry> entry = view().entries().stream()
                .filter(each -> each.sequence() == number)
                .findFirst();
        String missing = number <= before
                ? "decision " + number + " was made before this agent started at "
                        + Instant.ofEpochMilli(before / PER_MILLISECOND).truncatedTo(ChronoUnit.SECONDS)
                        + "; only the log and the audit file tell of it"
                : number > sequence
                        ? "there is no decision " + number
                        : "decision " + number + " is not kept any more: the last " + KEPT + " changes and the last "
                                + KEPT + " holds are; the log and the audit file tell of it";
        return new Found(entry, missing);
    }

    /** @param missing what to say if there is none */
    record Found(Optional<Entry> entry, String missing) {}

    /** Everything at one time. */
    public synchronized View view() {
        View known = view;
        if (known == null) {
            known = new View(
                    settings,
                    settings.time().now(),
                    control,
                    Optional.ofNullable(newest),
                    Optional.ofNullable(good),
                    entries(),
                    entries(latest, note -> note.entry),
                    entries(wanted, each -> each.note.entry),
                    wanted(unwritten),
                    suspensions.all(),
                    Map.copyOf(writes),
                    Map.copyOf(tries),
                    revision,
                    ordered,
                    unkept,
                    unaudited,
                    List.copyOf(refused.values()));
            view = known;
        }
        return known.at(settings.time().now());
    }

    /** Nobody decides on the others any more. */
    private Map<String, Unwritten> wanted(Map<String, Unwritten> failing) {
        Map<String, Unwritten> wanted = new HashMap<>(failing);
        wanted.keySet()
                .removeIf(pattern -> control.mode() == Mode.OBSERVE
                        || settings.owner().apply(pattern).isEmpty());
        return wanted;
    }

    private List<Entry> entries() {
        List<Entry> all = new ArrayList<>(changes.size() + holds.size());
        changes.forEach(note -> all.add(note.entry));
        holds.forEach(note -> all.add(note.entry));
        all.sort(Comparator.comparingLong(Entry::sequence).reversed());
        return all;
    }

    private static <T> Map<String, Entry> entries(Map<String, T> notes, Function<T, Entry> entry) {
        Map<String, Entry> entries = new HashMap<>();
        notes.forEach((pattern, note) -> entries.put(pattern, entry.apply(note)));
        return entries;
    }

    /** What autoscalers ask for. */
    Scale scale() {
        return scale;
    }

    @Override
    public synchronized void accept(Event event) {
        view = null;
        scale.accept(event);
        revision++;
        if (event instanceof Observation.Seen seen) {
            newest = seen;
            good = seen;
            past.seen(seen);
            forgetOthers(seen);
        } else if (event instanceof Observation.Missed missed) {
            newest = missed;
        } else if (event instanceof Decision decision) {
            decided(decision instanceof Decision.Reweigh change ? change.withoutMembers() : decision);
        } else if (event instanceof Outcome outcome && !(outcome instanceof Outcome.Followed)) {
            ended(outcome instanceof Outcome.Applied applied ? applied.withoutMembers() : outcome);
        } else if (event instanceof Control now) {
            control = now;
            ordered = revision;
        } else if (event instanceof Rearmed rearmed) {
            suspensions.accept(rearmed);
            ordered = revision;
        } else if (event instanceof Suspension suspension) {
            suspensions.accept(suspension);
            ordered = revision;
        }
    }

    /** An endpoint that is gone keeps its decisions in the lists, and that an operator has taken it over; nothing else. */
    private void forgetOthers(Observation.Seen seen) {
        if (latest.isEmpty()) {
            return;
        }
        Set<String> present = new HashSet<>();
        for (Endpoint endpoint : seen.snapshot().endpoints()) {
            present.add(endpoint.pattern());
        }
        latest.keySet().retainAll(present);
        wanted.keySet().retainAll(present);
        present.forEach(pattern -> want(pattern, aim -> aim.after(seen)));
        unwritten.keySet().retainAll(present);
        writes.keySet().retainAll(present);
        tries.keySet().retainAll(present);
    }

    private void decided(Decision decision) {
        String pattern = decision.pattern();
        Note before = latest.get(pattern);
        if (before != null && before.entry.continuedBy(decision)) {
            before.entry = before.entry.and(decision, revision);
        } else {
            Note note = new Note(Entry.first(++sequence, decision, revision));
            latest.put(pattern, note);
            keep(decision instanceof Decision.Reweigh ? changes : holds, note);
            if (decision instanceof Decision.Reweigh change) {
                wanted.put(pattern, new Wanted(Aim.of(change), note)); // a change continues no entry
            }
        }
        if (decision instanceof Decision.Hold hold) {
            want(pattern, aim -> aim.after(hold));
        }
        if (suspensions.accept(decision)) {
            ordered = revision;
        }
    }

    private void want(String pattern, Function<Aim, Optional<Aim>> next) {
        wanted.computeIfPresent(
                pattern,
                (same, each) -> next.apply(each.aim)
                        .map(aim -> new Wanted(aim, each.note))
                        .orElse(null));
        if (!wanted.containsKey(pattern)) {
            unwritten.remove(pattern); // nobody wants to write any more
        }
    }

    private static void keep(Deque<Note> list, Note note) {
        list.addLast(note);
        if (list.size() > KEPT) {
            list.removeFirst();
        }
    }

    private void ended(Outcome outcome) {
        tried(outcome.decision().pattern(), outcome);
        want(outcome.decision().pattern(), aim -> aim.after(outcome));
        if (!(outcome instanceof Outcome.Rehearsed)) {
            tries.put(outcome.decision().pattern(), outcome.endedAt());
        }
        if (outcome instanceof Outcome.Applied) {
            writes.put(outcome.decision().pattern(), outcome.endedAt());
        }
        for (Iterator<Note> each = changes.descendingIterator(); each.hasNext(); ) {
            Note note = each.next();
            if (same(note.entry.decision(), outcome.decision())) {
                note.entry = note.entry.ended(outcome, revision);
                return;
            }
        }
    }

    private void tried(String pattern, Outcome outcome) {
        if (Unwritten.is(outcome)) {
            unwritten.merge(pattern, Unwritten.first(outcome), Unwritten::and);
        } else if (!(outcome instanceof Outcome.Refused)) {
            unwritten.remove(pattern);
        }
    }

    /** Policies number their decisions one by one, so an id alone says nothing about the endpoint. */
    private static boolean same(Decision one, Decision other) {
        return one.id().equals(other.id()) && one.pattern().equals(other.pattern());
    }
}
