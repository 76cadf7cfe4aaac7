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
 * <p>An endpoint that is missing from a reading keeps its history, so that one empty answer does not make us forget
 * that an operator has taken it over; but of such endpoints only so many are kept.
 */
public final class Histories {

    private static final int ABSENT_KEPT = 10_000;

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

    /** Remembers an event: readings, and what becomes of decisions to write. */
    public void add(Event event) {
        if (event instanceof Observation.Seen seen) {
            seen.snapshot().endpoints().forEach(endpoint -> add(seen, endpoint));
            forgetAbsent(seen);
        } else if (event instanceof Decision.Reweigh decision) {
            replace(decision.pattern(), history -> history.with(decision));
        } else if (event instanceof Outcome outcome && !(outcome instanceof Outcome.Followed)) {
            replace(outcome.decision().pattern(), history -> history.with(outcome));
        } else if (event instanceof Advice advice) {
            replace(advice.pattern(), history -> history.with(advice));
        } else if (event instanceof Rearmed rearmed) {
            replace(rearmed.pattern(), History::rearmed);
        }
    }

    /** Asks again how far each history reaches; nothing that is remembered is lost by it, but what is beyond. */
    public void reframe() {
        byPattern.replaceAll((pattern, history) -> history.within(horizons.apply(pattern)));
    }

    private void add(Observation.Seen seen, Endpoint endpoint) {
        History before = byPattern.get(endpoint.pattern());
        byPattern.put(
                endpoint.pattern(),
                before == null
                        ? History.first(horizons.apply(endpoint.pattern()), seen, endpoint)
                        : before.with(seen, endpoint));
    }

    private void replace(String pattern, UnaryOperator<History> step) {
        byPattern.computeIfPresent(pattern, (key, history) -> step.apply(history));
    }

    /** Of the endpoints that this reading lacks, drops those that were not seen for longest if there are too many. */
    private void forgetAbsent(Observation.Seen seen) {
        if (byPattern.size() - seen.snapshot().endpoints().size() <= ABSENT_KEPT) {
            return;
        }
        List<History> absent = new ArrayList<>(byPattern.values().stream()
                .filter(history -> history.latest().generation() != seen.generation())
                .sorted(Comparator.comparingLong(history -> history.latest().generation()))
                .toList());
        absent.subList(0, Math.max(0, absent.size() - ABSENT_KEPT))
                .forEach(history -> byPattern.remove(history.pattern()));
    }
}
