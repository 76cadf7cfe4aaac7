package io.steelyard.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The memory of the control loop: the newest {@link History} of each endpoint. Not safe for several threads: it belongs
 * to the one that decides, which asks it for the newest state just before each decision.
 *
 * <p>An endpoint that is missing from a few readings keeps its history, so that an empty answer costs nothing that was
 * learned. If it stays away it keeps what must not be forgotten; and of such endpoints only so many are kept. That an
 * operator has taken it over is kept also then, for 10,000 more endpoints.
 */
public final class Histories {

    /** Endpoints that are missing, and routes of theirs, together. */
    private static final int ABSENT_KEPT = 10_000;

    /** Edits of endpoints that are not there, beyond those that are kept with their last reading. */
    private static final int EDITS_KEPT = 10_000;

    /** Readings in a row from which an endpoint may be missing. */
    private static final int GRACE = 3;

    private final Function<String, Horizon> horizons;
    private final Map<String, Edit> kept; // of endpoints that have no history, in the order in which they came here
    private final Map<String, Remains> left;
    private final Map<String, History> byPattern = new HashMap<>();
    private boolean acts;

    /**
     * @param horizons how far the history of an endpoint reaches, by pattern; asked once for each
     */
    public Histories(Function<String, Horizon> horizons) {
        this(horizons, Map.of(), Map.of());
    }

    /**
     * @param kept edits that an earlier run has left unanswered, by pattern; the weights are those that are found, but
     *     they are not ours
     * @param left the weights that it has left; others are an edit
     */
    public Histories(Function<String, Horizon> horizons, Map<String, Edit> kept, Map<String, Remains> left) {
        this.horizons = horizons;
        this.kept = new LinkedHashMap<>(kept);
        this.left = new HashMap<>(left);
    }

    /** The history of an endpoint as it is at some time; empty if the endpoint was never seen. */
    public Optional<History> at(String pattern, Moment time) {
        return Optional.ofNullable(byPattern.get(pattern)).map(history -> history.at(time));
    }

    /** The edit of an endpoint that nothing has answered, also if the endpoint was not seen since the start. */
    public Optional<Edit> edit(String pattern) {
        History history = byPattern.get(pattern);
        return history == null ? Optional.ofNullable(kept.get(pattern)) : history.edit();
    }

    /**
     * Remembers an event: readings, what becomes of decisions to write, and whether the agent acts.
     *
     * @return what this tells: {@link Outcome.Followed what became of earlier writes}, once for each, {@link Suspension
     *     whose the weights are} and {@link Rebased which they must be}, when that changes
     */
    public List<Event> add(Event event) {
        List<Event> told = new ArrayList<>();
        if (event instanceof Observation.Seen seen) {
            seen.snapshot().endpoints().forEach(endpoint -> add(seen, endpoint, told));
            forgetAbsent(seen, told);
        } else if (event instanceof Decision.Reweigh decision) {
            replace(decision.pattern(), told, history -> history.with(decision));
        } else if (event instanceof Outcome outcome && !(outcome instanceof Outcome.Followed)) {
            String pattern = outcome.decision().pattern();
            answer(pattern, outcome.endedAt(), told, () -> replace(pattern, told, history -> history.with(outcome)));
        } else if (event instanceof Control control) {
            acts = control.mode() == Mode.ACT;
        } else if (event instanceof Advice advice) {
            replace(advice.pattern(), told, history -> history.with(advice));
        } else if (event instanceof Rearmed rearmed) {
            String pattern = rearmed.pattern();
            answer(pattern, rearmed.at(), told, () -> {
                kept.remove(pattern);
                replace(pattern, told, History::rearmed);
            });
        }
        return told;
    }

    /** Asks again how far each history reaches; nothing that is remembered is lost by it, but what is beyond. */
    public void reframe() {
        byPattern.replaceAll((pattern, history) -> history.within(horizons.apply(pattern)));
    }

    private void add(Observation.Seen seen, Endpoint endpoint, List<Event> told) {
        String pattern = endpoint.pattern();
        Optional<History> before = Optional.ofNullable(byPattern.get(pattern));
        Optional<Edit> edit = edit(pattern);
        History next = before.map(history -> history.with(seen, endpoint))
                .map(history ->
                        acts ? history.acting() : history) // may have been followed until the agent began to act
                .orElseGet(() -> first(seen, endpoint));
        byPattern.put(pattern, next);
        before.map(next::learnedSince).ifPresent(told::addAll);
        tell(pattern, edit, next.edit(), seen.endedAt(), told);
        next.rebasedSince(before).ifPresent(told::add);
    }

    private History first(Observation.Seen seen, Endpoint endpoint) {
        String pattern = endpoint.pattern();
        return History.first(
                horizons.apply(pattern),
                seen,
                endpoint,
                Optional.ofNullable(kept.remove(pattern)),
                Optional.ofNullable(left.remove(pattern)));
    }

    private void replace(String pattern, List<Event> told, UnaryOperator<History> step) {
        History before = byPattern.get(pattern);
        if (before != null) {
            History next = step.apply(before);
            byPattern.put(pattern, next);
            next.rebasedSince(Optional.of(before)).ifPresent(told::add);
        }
    }

    /** A step that may answer an edit. */
    private void answer(String pattern, Moment at, List<Event> told, Runnable step) {
        Optional<Edit> before = edit(pattern);
        step.run();
        tell(pattern, before, edit(pattern), at, told);
    }

    private static void tell(String pattern, Optional<Edit> before, Optional<Edit> now, Moment at, List<Event> told) {
        if (!now.equals(before)) {
            told.add(new Suspension(at, pattern, now));
        }
    }

    /** What was not seen for longest goes first. */
    private void forgetAbsent(Observation.Seen seen, List<Event> told) {
        if (byPattern.size() == seen.snapshot().endpoints().size()) {
            return;
        }
        List<History> absent = byPattern.values().stream()
                .filter(history -> history.latest().generation() != seen.generation())
                .sorted(Comparator.comparingLong(history -> -history.latest().generation()))
                .toList();
        int size = 0;
        for (History history : absent) {
            size += 1 + history.latest().routes().size();
            if (size > ABSENT_KEPT) {
                byPattern.remove(history.pattern());
                told.add(new Rebased(seen.endedAt(), history.pattern(), Optional.empty()));
                history.edit().ifPresent(edit -> kept.put(history.pattern(), edit));
            } else if (seen.generation() - history.latest().generation() > GRACE) {
                replace(history.pattern(), told, absentOne -> absentOne.gone(seen.endedAt()));
            }
        }
        forgetEdits(seen.endedAt(), told);
    }

    private void forgetEdits(Moment at, List<Event> told) {
        for (Iterator<String> oldest = kept.keySet().iterator(); kept.size() > EDITS_KEPT; ) {
            told.add(new Suspension(at, oldest.next(), Optional.empty()));
            oldest.remove();
        }
    }
}
