package io.steelyard.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.steelyard.metrics.Verdict.Phase;
import io.steelyard.model.Aim;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Rearmed;
import io.steelyard.model.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of each endpoint between polls: who owns it, which weights are wanted, what was moved.
 *
 * <p>An endpoint that is gone has no series, but its counters are kept for a while, so that they go on where they were
 * when it comes back. Only so many are kept. Safe for use by several threads.
 */
final class Ledger implements MultiCollector {

    static final Duration GONE_KEPT = Duration.ofHours(1);
    static final int GONE_MOST = 10_000;

    private static final int SERIES_EACH = 3;

    private Function<String, Optional<String>> owner;
    private final AgentSettings.Series limits;
    private final Map<String, Page> pages = new LinkedHashMap<>();
    // The longest gone first.
    private final Map<String, Page> gone = new LinkedHashMap<>();
    private long version;
    private boolean observing;

    /**
     * @param owner endpoint pattern to the policy that owns it
     * @param limits on what is exported; the rows here take half of the series at most
     */
    Ledger(Function<String, Optional<String>> owner, AgentSettings.Series limits) {
        this.owner = owner;
        this.limits = limits;
    }

    /**
     * What is wanted of an endpoint that a policy owns, by route id.
     *
     * @param weights those that are not the observed ones
     * @param backends how many there should be, where a policy asks for a number
     */
    record Wish(Map<String, Integer> weights, Map<String, Integer> backends) {}

    private static final class Page {
        final String label;
        Optional<String> owner;
        final boolean shown;
        long generation;
        Moment seenAt;
        Optional<Aim> aim = Optional.empty();
        Map<String, Integer> backends = Map.of();
        Phase phase = Phase.IDLE;
        boolean edited;
        double moved;
        long conflicts;

        @Nullable
        Exemplar movedBy;

        @Nullable
        Moment appliedAt;

        Page(String pattern, Optional<String> owner, boolean shown, Moment seenAt) {
            this.label = LabelText.of(pattern);
            this.owner = owner;
            this.shown = shown;
            this.seenAt = seenAt;
        }

        Map<String, Integer> weights() {
            return aim.<Map<String, Integer>>map(
                            wanted -> wanted.decision().weights().byRoute())
                    .orElse(Map.of());
        }

        boolean blank() {
            return aim.isEmpty() && backends.isEmpty() && moved == 0 && conflicts == 0 && appliedAt == null;
        }

        boolean told() {
            return shown && !blank();
        }
    }

    /** Whether nothing is decided, and so nothing wanted. */
    synchronized void observing(boolean only) {
        version += only == observing ? 0 : 1;
        observing = only;
    }

    /** Others own the endpoints from now on. */
    synchronized void owners(Function<String, Optional<String>> next) {
        owner = next;
        pages.forEach((pattern, page) -> page.owner = next.apply(pattern));
        gone.forEach((pattern, page) -> page.owner = next.apply(pattern));
        version++;
    }

    synchronized void seen(Observation.Seen seen) {
        for (Endpoint endpoint : seen.snapshot().endpoints()) {
            Page page = pages.computeIfAbsent(endpoint.pattern(), pattern -> back(pattern, seen.endedAt()));
            page.generation = seen.generation();
            page.seenAt = seen.endedAt();
            want(page, page.aim.flatMap(aim -> aim.after(seen)));
        }
        if (pages.size() > seen.snapshot().endpoints().size()) {
            putAway(seen.generation());
        }
        forget(seen.endedAt());
    }

    private Page back(String pattern, Moment now) {
        Page kept = gone.remove(pattern);
        return kept == null
                ? new Page(pattern, owner.apply(pattern), limits.shown().test(pattern), now)
                : kept;
    }

    private void putAway(long generation) {
        for (Iterator<Map.Entry<String, Page>> each = pages.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Page> entry = each.next();
            if (entry.getValue().generation != generation) {
                each.remove();
                if (!entry.getValue().blank()) {
                    gone.put(entry.getKey(), entry.getValue());
                }
            }
        }
    }

    private void forget(Moment now) {
        Iterator<Page> oldest = gone.values().iterator();
        while (oldest.hasNext()) {
            Page page = oldest.next();
            if (gone.size() <= GONE_MOST && now.since(page.seenAt).compareTo(GONE_KEPT) <= 0) {
                return;
            }
            oldest.remove();
        }
    }

    synchronized void decided(Decision decision) {
        Page page = page(decision.pattern());
        if (page == null) {
            return;
        }
        page.phase = Phase.of(decision);
        if (decision instanceof Decision.Hold hold) {
            want(page, page.aim.flatMap(aim -> aim.after(hold)));
        }
        if (decision instanceof Decision.Reweigh change) {
            want(page, Optional.of(Aim.of(change)));
            page.edited = false;
        } else if (decision.reason().code() == Reason.Code.OPERATOR_EDIT) {
            conflict(page);
        }
    }

    synchronized void ended(Outcome outcome) {
        Page page = page(outcome.decision().pattern());
        if (page == null) {
            return;
        }
        want(page, page.aim.flatMap(aim -> aim.after(outcome)));
        if (outcome instanceof Outcome.Applied applied) {
            page.moved += distance(applied.decision());
            page.movedBy = Exemplar.builder()
                    .value(distance(applied.decision()))
                    .labels(ShapeMeters.exemplar(applied.decision()))
                    .timestampMillis(applied.endedAt().wall().toEpochMilli())
                    .build();
            page.appliedAt = applied.endedAt();
            page.phase = Phase.COOLDOWN;
        } else if (outcome instanceof Outcome.Refused refused && refused.refusal() == Outcome.Refusal.CONFLICT) {
            conflict(page);
        }
    }

    private void want(Page page, Optional<Aim> next) {
        Map<String, Integer> before = page.weights();
        page.aim = next;
        version += before.equals(page.weights()) ? 0 : 1;
    }

    /** The next edit is another one. */
    synchronized void rearmed(Rearmed rearmed) {
        Page page = page(rearmed.pattern());
        if (page != null) {
            page.edited = false;
        }
    }

    /** One edit is counted once, though it is met at the write and then at every evaluation. */
    private static void conflict(Page page) {
        page.conflicts += page.edited ? 0 : 1;
        page.edited = true;
    }

    private static double distance(Decision.Reweigh decision) {
        SortedMap<String, Integer> after = decision.weights().byRoute();
        return decision.base().entrySet().stream()
                .mapToDouble(before -> Math.abs(after.getOrDefault(before.getKey(), 0) - (double) before.getValue()))
                .sum();
    }

    private @Nullable Page page(String pattern) {
        Page page = pages.get(pattern);
        return page == null ? gone.get(pattern) : page;
    }

    /** A policy asks for so many backends of each route; an empty map takes it back. */
    synchronized void backends(String pattern, Map<String, Integer> wanted) {
        Page page = page(pattern);
        if (page != null && !page.backends.equals(wanted)) {
            page.backends = Map.copyOf(wanted);
            version++;
        }
    }

    /** Grows whenever something wanted changed. */
    synchronized long version() {
        return version;
    }

    /** Empty if nobody owns the endpoint. */
    synchronized Optional<Wish> wish(String pattern) {
        Page page = page(pattern);
        return page == null || observing || page.owner.isEmpty()
                ? Optional.empty()
                : Optional.of(new Wish(page.weights(), page.backends));
    }

    /** How many series {@link #collect} gives at most, of those that the settings allow in all. */
    synchronized int series() {
        return (int) Math.min(limits.most() / 2, SERIES_EACH * exported());
    }

    /** How many it leaves out for that. */
    synchronized int dropped() {
        return (int) (SERIES_EACH * Math.max(0, exported() - pagesMost()));
    }

    private boolean exported(Page page) {
        return page.told() || (page.shown && page.owner.isPresent() && !observing);
    }

    private long exported() {
        return pages.values().stream().filter(this::exported).count();
    }

    private long pagesMost() {
        return limits.most() / 2 / SERIES_EACH;
    }

    synchronized int size() {
        return pages.size() + gone.size();
    }

    /** The phase of each policy that owns an endpoint: that of its most restless one. */
    synchronized Map<String, Phase> phases() {
        Map<String, Phase> phases = new HashMap<>();
        for (Page page : pages.values()) {
            page.owner.ifPresent(policy ->
                    phases.merge(policy, page.phase, (one, other) -> one.compareTo(other) >= 0 ? one : other));
        }
        return phases;
    }

    @Override
    public synchronized MetricSnapshots collect() {
        CounterSnapshot.Builder moved = counter(Catalogue.WEIGHT_MOVED);
        CounterSnapshot.Builder conflicts = counter(Catalogue.CONFLICTS);
        GaugeSnapshot.Builder applied = GaugeSnapshot.builder()
                .name(Catalogue.SHAPE_LAST_SUCCESS.family())
                .help(Catalogue.SHAPE_LAST_SUCCESS.help());
        pages.values().stream().filter(this::exported).limit(pagesMost()).forEach(page -> {
            Labels labels = Labels.of("endpoint", page.label);
            moved.dataPoint(point(labels, page.moved, page.movedBy));
            conflicts.dataPoint(point(labels, (double) page.conflicts, null));
            Moment at = page.appliedAt;
            if (at != null) {
                applied.dataPoint(new GaugeSnapshot.GaugeDataPointSnapshot(Seconds.of(at.wall()), labels, null));
            }
        });
        return MetricSnapshots.of(moved.build(), conflicts.build(), applied.build());
    }

    private static CounterSnapshot.Builder counter(Catalogue row) {
        return CounterSnapshot.builder().name(row.family()).help(row.help());
    }

    private static CounterSnapshot.CounterDataPointSnapshot point(
            Labels labels, double value, @Nullable Exemplar exemplar) {
        return new CounterSnapshot.CounterDataPointSnapshot(value, labels, exemplar, 0);
    }
}
