package io.steelyard.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one endpoint: a bounded window of readings, the writes of the last minutes, and whether the
 * weights are still ours. Immutable; all that a policy and the Guard get to know.
 *
 * <p>Whose weights: the first weights seen are taken as they are. From then on a reading must show the weights that we
 * saw or wrote last, or it is an {@link #edit}. A reading that began before a write of ours ended proves nothing and
 * is not judged. After a write of unknown effect each route may have its old or its new weight. When the balancer
 * restarted, its weights are taken as they are and the window starts anew. An edit back to the expected weights
 * between two readings cannot be seen.
 */
public final class History {

    /** Moves older than this are forgotten. */
    static final java.time.Duration MOVES_KEPT = java.time.Duration.ofMinutes(10);

    private final String pattern;
    private final Horizon horizon;
    private final Moment now;
    private final List<Reading> readings;
    private final List<Move> moves;
    private final Map<String, Integer> expected;
    private final Decision.@Nullable Reweigh pending;
    private final @Nullable Moment writtenAt;
    private final @Nullable Moment changedAt;
    private final @Nullable Edit edit;
    private final Set<String> evacuated;

    private History(Draft draft) {
        this.pattern = draft.pattern;
        this.horizon = draft.horizon;
        this.now = draft.now;
        this.readings = draft.readings;
        this.moves = draft.moves;
        this.expected = draft.expected;
        this.pending = draft.pending;
        this.writtenAt = draft.writtenAt;
        this.changedAt = draft.changedAt;
        this.edit = draft.edit;
        this.evacuated = draft.evacuated;
    }

    /** The history of an endpoint that was just seen for the first time. */
    static History first(Horizon horizon, Observation.Seen seen, Endpoint endpoint) {
        return new History(new Draft(endpoint.pattern(), horizon, seen.endedAt())).with(seen, endpoint);
    }

    public String pattern() {
        return pattern;
    }

    public Horizon horizon() {
        return horizon;
    }

    /** The time of the newest event, which is the time of the decision. */
    public Moment now() {
        return now;
    }

    /** All readings kept, the oldest first; never empty. */
    public List<Reading> readings() {
        return readings;
    }

    public Reading latest() {
        return readings.get(readings.size() - 1);
    }

    /**
     * The readings of the present weights that can be trusted: those that began after the last change of weights took
     * effect, without the first few that still mix old and new. Empty while settling.
     */
    public List<Reading> steady() {
        Moment since = changedAt;
        if (since == null) {
            return readings;
        }
        Moment effective = since.plus(horizon.effectLag());
        int first = 0;
        while (first < readings.size() && readings.get(first).startedAt().isBefore(effective)) {
            first++;
        }
        return readings.subList(Math.min(readings.size(), first + horizon.settle()), readings.size());
    }

    /**
     * All readings that can be trusted, in blocks of at most {@code size}, the newest first. No block mixes weights;
     * of each set of weights the first readings are passed over as in {@link #steady}. Empty while settling.
     */
    public List<List<Reading>> blocks(int size) {
        List<List<Reading>> blocks = new ArrayList<>();
        List<Reading> steady = steady();
        int end = readings.size();
        while (end > 0 && !(blocks.isEmpty() && steady.isEmpty())) {
            int first = firstOfSegment(end);
            List<Reading> segment = blocks.isEmpty() && end == readings.size() ? steady : settled(first, end);
            for (int to = segment.size(); to > 0; to -= size) {
                blocks.add(segment.subList(Math.max(0, to - size), to));
            }
            end = first;
        }
        return blocks;
    }

    /** Where the run of equal weights begins that ends before {@code end}. */
    private int firstOfSegment(int end) {
        int first = end - 1;
        while (first > 0
                && readings.get(first - 1)
                        .weights()
                        .equals(readings.get(end - 1).weights())) {
            first--;
        }
        return first;
    }

    /** A run of equal weights without the readings that mix it with the run before. */
    private List<Reading> settled(int first, int end) {
        if (first == 0) {
            return readings.subList(first, end);
        }
        Moment effective = readings.get(first).startedAt().plus(horizon.effectLag());
        int from = first;
        while (from < end && readings.get(from).startedAt().isBefore(effective)) {
            from++;
        }
        return readings.subList(Math.min(end, from + horizon.settle()), end);
    }

    /** Our writes of the last minutes, the oldest first. */
    public List<Move> moves() {
        return moves;
    }

    /** When our last write, or try to write, ended. */
    public Optional<Moment> writtenAt() {
        return Optional.ofNullable(writtenAt);
    }

    /** The write that is under way, or whose effect is not known yet. */
    public Optional<Decision.Reweigh> pending() {
        return Optional.ofNullable(pending);
    }

    /** The change by somebody else that has not been answered by a write of ours since. */
    public Optional<Edit> edit() {
        return Optional.ofNullable(edit);
    }

    /** The routes that we took out of traffic because they had no backends, and may bring back. */
    public Set<String> evacuated() {
        return evacuated;
    }

    /** Time passed without news of this endpoint. */
    History at(Moment time) {
        Draft next = new Draft(this);
        next.now = time;
        return new History(next);
    }

    History with(Observation.Seen seen, Endpoint endpoint) {
        Reading reading = Reading.of(seen, endpoint);
        Draft next = new Draft(this);
        next.now = seen.endedAt();
        if (!readings.isEmpty() && !latest().incarnation().equals(reading.incarnation())) {
            next.restarted(reading);
        } else {
            reading.weights().ifPresent(found -> next.judge(reading, found));
        }
        next.append(reading);
        return new History(next);
    }

    /** A write began. */
    History with(Decision.Reweigh decision) {
        Draft next = new Draft(this);
        next.pending = decision;
        return new History(next);
    }

    History with(Outcome outcome) {
        Draft next = new Draft(this);
        next.now = outcome.endedAt().isBefore(now) ? now : outcome.endedAt();
        if (outcome instanceof Outcome.Applied applied) {
            next.applied(applied);
        } else if (outcome instanceof Outcome.Failed failed) {
            next.failed(failed);
        } else {
            next.pending = null;
        }
        return new History(next);
    }

    /** A copy under change; private to the step from one history to the next. */
    private static final class Draft {
        private final String pattern;
        private final Horizon horizon;
        private Moment now;
        private List<Reading> readings = List.of();
        private List<Move> moves = List.of();
        private Map<String, Integer> expected = Map.of();
        private Decision.@Nullable Reweigh pending;
        private @Nullable Moment writtenAt;
        private @Nullable Moment changedAt;
        private @Nullable Edit edit;
        private Set<String> evacuated = Set.of();

        Draft(String pattern, Horizon horizon, Moment now) {
            this.pattern = pattern;
            this.horizon = horizon;
            this.now = now;
        }

        Draft(History from) {
            this(from.pattern, from.horizon, from.now);
            readings = from.readings;
            moves = from.moves;
            expected = from.expected;
            pending = from.pending;
            writtenAt = from.writtenAt;
            changedAt = from.changedAt;
            edit = from.edit;
            evacuated = from.evacuated;
        }

        void append(Reading reading) {
            List<Reading> kept = new ArrayList<>(readings.size() + 1);
            int surplus = readings.size() + 1 - horizon.readings();
            kept.addAll(surplus > 0 ? readings.subList(surplus, readings.size()) : readings);
            kept.add(reading);
            readings = Collections.unmodifiableList(kept);
        }

        /** A restart may have reset the weights: what is there now is the new beginning. */
        void restarted(Reading reading) {
            readings = List.of();
            changedAt = reading.startedAt();
            pending = null;
            evacuated = Set.of();
            expected = reading.weights().orElse(Map.of());
        }

        /** Compares what was found with what should be there. */
        void judge(Reading reading, Map<String, Integer> found) {
            Decision.Reweigh open = pending;
            boolean early = writtenAt != null && reading.startedAt().isBefore(writtenAt);
            if (early || (open != null && writtenAtBefore(open))) {
                return; // a write is under way, or ended after this reading began
            }
            if (open != null) {
                settleUnknown(open, reading, found);
            } else if (!agrees(found)) {
                edited(reading, found);
            }
            expected = found;
        }

        /** True while the pending write has not ended in an outcome. */
        private boolean writtenAtBefore(Decision.Reweigh open) {
            return writtenAt == null || writtenAt.isBefore(open.at());
        }

        private boolean agrees(Map<String, Integer> found) {
            return expected.entrySet().stream()
                    .allMatch(route -> !found.containsKey(route.getKey())
                            || route.getValue().equals(found.get(route.getKey())));
        }

        private void edited(Reading reading, Map<String, Integer> found) {
            edit = new Edit(reading.startedAt(), expected, found);
            changedAt = reading.startedAt();
            evacuated = Set.of();
        }

        /** After a write of unknown effect each route has its old or its new weight, or somebody else was here. */
        private void settleUnknown(Decision.Reweigh open, Reading reading, Map<String, Integer> found) {
            boolean ours = found.entrySet().stream()
                    .allMatch(route -> route.getValue().equals(open.base().get(route.getKey()))
                            || route.getValue().equals(open.weights().byRoute().get(route.getKey())));
            pending = null;
            changedAt = reading.startedAt();
            if (!ours) {
                edited(reading, found);
            }
        }

        void applied(Outcome.Applied applied) {
            Decision.Reweigh decision = applied.decision();
            pending = null;
            edit = null;
            expected = decision.weights().byRoute();
            writtenAt = applied.endedAt();
            changedAt = applied.endedAt();
            remember(new Move(applied.endedAt(), decision.base(), decision.weights()));
            evacuated = stillEvacuated(decision);
        }

        void failed(Outcome.Failed failed) {
            writtenAt = failed.endedAt();
            changedAt = failed.endedAt();
            if (failed.found().isEmpty()) {
                pending = failed.decision(); // the next reading tells
            } else {
                pending = null;
                expected = failed.found();
            }
        }

        private void remember(Move move) {
            List<Move> kept = new ArrayList<>(moves);
            kept.removeIf(old -> move.at().since(old.at()).compareTo(MOVES_KEPT) > 0);
            kept.add(move);
            moves = Collections.unmodifiableList(kept);
        }

        private Set<String> stillEvacuated(Decision.Reweigh decision) {
            Map<String, Reading.OfRoute> routes = readings.isEmpty()
                    ? Map.of()
                    : readings.get(readings.size() - 1).routes();
            Set<String> out = new HashSet<>();
            new TreeMap<>(decision.weights().byRoute()).forEach((route, weight) -> {
                Reading.OfRoute latest = routes.get(route);
                boolean empty = latest != null && latest.totals().backends() == 0;
                if (weight == 0 && (evacuated.contains(route) || empty)) {
                    out.add(route);
                }
            });
            return Collections.unmodifiableSet(out);
        }
    }
}
