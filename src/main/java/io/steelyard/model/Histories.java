package io.steelyard.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The memory of the control loop: a history for each endpoint, folded from the events. Immutable.
 *
 * <p>An endpoint that is missing from a reading keeps its history, so that one empty answer does not make us forget
 * that an operator has taken it over; but of such endpoints only so many are kept.
 *
 * @param horizons how far the history of an endpoint reaches, by pattern
 * @param generation of the newest snapshot; 0 before the first
 * @param byPattern the histories
 */
public record Histories(Function<String, Horizon> horizons, long generation, Map<String, History> byPattern) {

    private static final int ABSENT_KEPT = 10_000;

    public static Histories none(Function<String, Horizon> horizons) {
        return new Histories(horizons, 0, Map.of());
    }

    public Optional<History> of(String pattern) {
        return Optional.ofNullable(byPattern.get(pattern));
    }

    /** The history of an endpoint as it is at some time; empty if the endpoint was never seen. */
    public Optional<History> at(String pattern, Moment time) {
        return of(pattern).map(history -> history.at(time));
    }

    /** The memory after an event. */
    public Histories with(Event event) {
        if (event instanceof Observation.Seen seen) {
            return seen(seen);
        }
        if (event instanceof Observation.Missed missed) {
            Map<String, History> next = new LinkedHashMap<>(byPattern);
            next.replaceAll((pattern, history) -> history.at(missed.endedAt()));
            return of(generation, next);
        }
        if (event instanceof Decision.Reweigh decision) {
            return replace(decision.pattern(), history -> history.with(decision));
        }
        if (event instanceof Outcome outcome) {
            return replace(outcome.decision().pattern(), history -> history.with(outcome));
        }
        return this;
    }

    private Histories seen(Observation.Seen seen) {
        Map<String, History> next = new LinkedHashMap<>();
        for (Endpoint endpoint : seen.snapshot().endpoints()) {
            History before = byPattern.get(endpoint.pattern());
            next.put(
                    endpoint.pattern(),
                    before == null
                            ? History.first(horizons.apply(endpoint.pattern()), seen, endpoint)
                            : before.with(seen, endpoint));
        }
        absent(next).forEach(history -> next.put(history.pattern(), history.at(seen.endedAt())));
        return of(seen.generation(), next);
    }

    /** Those that this reading lacks, the most recently seen ones if there are too many. */
    private List<History> absent(Map<String, History> present) {
        List<History> absent = new ArrayList<>();
        byPattern.forEach((pattern, history) -> {
            if (!present.containsKey(pattern)) {
                absent.add(history);
            }
        });
        if (absent.size() <= ABSENT_KEPT) {
            return absent;
        }
        absent.sort(
                Comparator.comparingLong((History history) -> history.latest().generation())
                        .reversed());
        return absent.subList(0, ABSENT_KEPT);
    }

    private Histories replace(String pattern, UnaryOperator<History> step) {
        Map<String, History> next = new LinkedHashMap<>(byPattern);
        next.computeIfPresent(pattern, (key, history) -> step.apply(history));
        return of(generation, next);
    }

    private Histories of(long newest, Map<String, History> histories) {
        return new Histories(horizons, newest, Collections.unmodifiableMap(histories));
    }
}
