package io.steelyard.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.steelyard.model.Observation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest snapshot as series, made when somebody asks and at most once for each snapshot. Safe for use by several
 * threads; a slow scrape never holds up the events.
 */
final class Board implements MultiCollector {

    private static final Logger LOG = LoggerFactory.getLogger(Board.class);

    /** The families that this writes, as client_java names them. */
    static final Set<String> FAMILIES = EnumSet.allOf(Catalogue.class).stream()
            .filter(row -> row.group() == Catalogue.Group.BALANCER)
            .map(Catalogue::family)
            .collect(Collectors.toUnmodifiableSet());

    /** What was known of the balancer at one time, replaced whole. */
    private record Known(@Nullable Observation newest, Observation.@Nullable Seen good) {}

    /**
     * What one scrape shows of the balancer.
     *
     * @param up the newest poll succeeded and is not long ago
     * @param levels the newest good snapshot, unless it is stale
     */
    record View(boolean up, Optional<Rendering> levels) {

        MetricSnapshot upRow() {
            List<GaugeDataPointSnapshot> point = List.of(new GaugeDataPointSnapshot(up ? 1 : 0, Labels.EMPTY, null));
            return new GaugeSnapshot(Catalogue.UP.metadata(), point);
        }
    }

    private record Built(long generation, long version, LabelSets labels, Rendering rendering) {}

    private final AgentSettings settings;
    private final Ledger ledger;
    private final Counter seriesDropped;
    private final Object building = new Object();
    private volatile Known known = new Known(null, null);
    private @Nullable Built built;
    private long droppedIn;
    private boolean full;

    Board(AgentSettings settings, Ledger ledger, Counter seriesDropped) {
        this.settings = settings;
        this.ledger = ledger;
        this.seriesDropped = seriesDropped;
    }

    /** To be called by one thread at a time. */
    void observed(Observation observation) {
        known = observation instanceof Observation.Seen seen
                ? new Known(seen, seen)
                : new Known(observation, known.good);
    }

    View view() {
        Known now = known;
        Observation.Seen good = now.good;
        if (good == null || stale(good)) {
            return new View(false, Optional.empty());
        }
        return new View(now.newest instanceof Observation.Seen, Optional.of(rendering(good)));
    }

    private boolean stale(Observation.Seen seen) {
        return settings.time().now().since(seen.endedAt()).compareTo(settings.staleAfter()) > 0;
    }

    private Rendering rendering(Observation.Seen seen) {
        synchronized (building) {
            long version = ledger.version();
            Built old = built;
            if (old != null && old.version == version && old.generation == seen.generation()) {
                return old.rendering;
            }
            LabelSets labels = old == null ? LabelSets.none() : old.labels.next();
            Levels.Rows rows = new Levels(seen, labels, ledger::wish, settings.series(), ledger.series()).rows();
            report(seen, rows);
            Built fresh = new Built(seen.generation(), version, labels, new Rendering(rows.columns()));
            built = fresh;
            return fresh.rendering;
        }
    }

    private void report(Observation.Seen seen, Levels.Rows rows) {
        int dropped = rows.dropped() + ledger.dropped();
        if (dropped > 0 && seen.generation() > droppedIn) {
            droppedIn = seen.generation();
            seriesDropped.inc(dropped);
        }
        if (dropped > 0 && !full) {
            LOG.warn(
                    "metrics.max_series: {} series of the balancer are left out of /metrics, the limit is {}; "
                            + "raise it if Prometheus can hold them, or choose with metrics.level, include and exclude",
                    dropped,
                    settings.series().most());
        }
        full = dropped > 0;
    }

    @Override
    public MetricSnapshots collect() {
        View view = view();
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(view.upRow());
        view.levels().ifPresent(levels -> levels.families().forEach(all::add));
        return new MetricSnapshots(all);
    }

    /** Builds nothing if nothing of it is wanted. */
    @Override
    public MetricSnapshots collect(Predicate<String> wanted) {
        return FAMILIES.stream().anyMatch(wanted)
                ? new MetricSnapshots(collect().stream()
                        .filter(family -> wanted.test(family.getMetadata().getPrometheusName()))
                        .toList())
                : new MetricSnapshots();
    }
}
