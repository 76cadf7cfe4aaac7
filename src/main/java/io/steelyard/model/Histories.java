package io.steelyard.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
 * learned. If it stays away it keeps what must not be forgotten, such as that an operator has taken it over; and of such
 * endpoints only so many are kept.
 */
public final class Histories {

    /** Endpoints that are missing, and routes of theirs, together. */
    private static final int ABSENT_KEPT = 10_000;

    /** Readings in a row from which an endpoint may be missing. */
    private static final int GRACE = 3;

    private final Function<String, Horizon> horizons;
    private final Map<String, History> byPattern = new HashMap<>();

    /**
     * @param horizons how far the history of an endpoint reaches, by pattern; asked once for each
     */
    public Histories(Function<String, Horizon> horizons) {
        this.horizons = horizons;
    }

    /** The history of an endpoint as it is at some time; empty if the endpoint was never seen. */
    public Optional<History> at(String pattern, Moment time) {
        return Optional.ofNullable(byPattern.get(pattern)).map(history -> history.at(time));
    }

    /**
     * Remembers an event: readings, and what becomes of decisions to write.
     *
     * @return what this reading tells of earlier writes, once for each
     */
    public List<Outcome.Followed> add(Event event) {
        if (event instanceof Observation.Seen seen) {
            List<Outcome.Followed> learned = new ArrayList<>();
            seen.snapshot().endpoints().forEach(endpoint -> learned.addAll(add(seen, endpoint)));
            forgetAbsent(seen);
            return learned;
        }
        if (event instanceof Decision.Reweigh decision) {
            replace(decision.pattern(), history -> history.with(decision));
        } else if (event instanceof Outcome outcome && !(outcome instanceof Outcome.Followed)) {
            replace(outcome.decision().pattern(), history -> history.with(outcome));
        } else if (event instanceof Advice advice) {
            replace(advice.pattern(), history -> history.with(advice));
        } else if (event instanceof Rearmed rearmed) {
            replace(rearmed.pattern(), History::rearmed);
        }
        return List.of();
    }

    /** Asks again how far each history reaches; nothing that is remembered is lost by it, but what is beyond. */
    public void reframe() {
        byPattern.replaceAll((pattern, history) -> history.within(horizons.apply(pattern)));
    }

    private List<Outcome.Followed> add(Observation.Seen seen, Endpoint endpoint) {
        History before = byPattern.get(endpoint.pattern());
        if (before == null) {
            byPattern.put(endpoint.pattern(), History.first(horizons.apply(endpoint.pattern()), seen, endpoint));
            return List.of();
        }
        History next = before.with(seen, endpoint);
        byPattern.put(endpoint.pattern(), next);
        return next.learnedSince(before);
    }

    private void replace(String pattern, UnaryOperator<History> step) {
        byPattern.computeIfPresent(pattern, (key, history) -> step.apply(history));
    }

    /** What was not seen for longest goes first. */
    private void forgetAbsent(Observation.Seen seen) {
        if (byPattern.size() == seen.snapshot().endpoints().size()) {
            return;
        }
        List<History> absent = byPattern.values().stream()
                .filter(history -> history.latest().generation() != seen.generation())
                .sorted(Comparator.comparingLong(history -> -history.latest().generation()))
                .toList();
        int kept = 0;
        for (History history : absent) {
            kept += 1 + history.latest().routes().size();
            if (kept > ABSENT_KEPT) {
                byPattern.remove(history.pattern());
            } else if (seen.generation() - history.latest().generation() > GRACE) {
                byPattern.put(history.pattern(), history.gone(seen.endedAt()));
            }
        }
    }
}
