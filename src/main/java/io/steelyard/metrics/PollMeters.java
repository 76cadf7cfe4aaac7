package io.steelyard.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.steelyard.model.Observation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows about polls. Safe for use by several threads. */
final class PollMeters implements MultiCollector {

    private final Counter polls;
    private final Counter failures;
    private final Counter skipped;
    private final Histogram duration;
    private volatile @Nullable Instant lastGood;

    PollMeters(Meters meters) {
        this.polls = meters.counter(Catalogue.POLLS);
        this.failures = meters.counter(Catalogue.POLL_FAILURES);
        this.skipped = meters.counter(Catalogue.SKIPPED_POLLS);
        this.duration = meters.calls(Catalogue.POLL_DURATION);
        for (Observation.Cause cause : Observation.Cause.values()) {
            failures.initLabelValues(cause.label());
        }
    }

    void observed(Observation observation) {
        polls.inc();
        skipped.inc(observation.skipped());
        duration.observe(Seconds.of(observation.took()));
        if (observation instanceof Observation.Missed missed) {
            failures.labelValues(missed.cause().label()).inc();
        } else {
            lastGood = observation.endedAt().wall();
        }
    }

    @Override
    public MetricSnapshots collect() {
        Instant at = lastGood;
        List<GaugeDataPointSnapshot> points =
                at == null ? List.of() : List.of(new GaugeDataPointSnapshot(Seconds.of(at), Labels.EMPTY, null));
        return MetricSnapshots.of(new GaugeSnapshot(Catalogue.LAST_GOOD_POLL.metadata(), points));
    }
}
