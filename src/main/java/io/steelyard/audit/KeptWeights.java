package io.steelyard.audit;

import io.steelyard.model.Baseline;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Rebased;
import io.steelyard.model.Remains;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights that the next start must find. They are kept a little later than they change: what was written meanwhile, the
 * audit log tells. Each endpoint's name the newest write that they account for, so that no clock has to be trusted.
 */
final class KeptWeights {

    private static final Logger LOG = LoggerFactory.getLogger(KeptWeights.class);

    /** Those of more endpoints are not taken over from an earlier run, and most of those are not there any more. */
    private static final int MOST = 20_000;

    private final WriteAhead ahead;
    private final Map<String, Baseline> baselines = new ConcurrentHashMap<>(); // copied while it changes
    private volatile Map<String, Remains.Write> earlier = Map.of();
    private volatile boolean blind;
    private String incarnation = "";

    KeptWeights(WriteAhead ahead) {
        this.ahead = ahead;
    }

    /**
     * What a file has of this balancer.
     *
     * @throws RuntimeException if nobody can have written it
     */
    SortedMap<String, Baseline> known(WeightsLine kept, Moment now) {
        return kept.balancer().equals(ahead.balancer()) ? kept.baselines(now) : new TreeMap<>();
    }

    /**
     * What an earlier run left, by what it kept and by the audit log: of endpoints of which it kept nothing what it wrote to
     * them, which counts for the limits on speed. Blocks.
     */
    SortedMap<String, Remains> restore(SortedMap<String, Baseline> known, Moment now) {
        Map<String, Optional<String>> kept = new TreeMap<>();
        known.forEach((pattern, baseline) -> kept.put(pattern, baseline.lastWrite()));
        try {
            earlier = NewestWrites.of(ahead.audit(), ahead.balancer(), now, kept);
        } catch (IOException unread) {
            blind = true;
            LOG.warn(
                    "audit.file cannot be read, so it is unknown what was written last: weights that somebody set while the"
                            + " agent was down count as its own: {}",
                    String.valueOf(unread.getMessage()));
            return new TreeMap<>();
        }
        baselines.putAll(newest(known));
        SortedMap<String, Remains> left = new TreeMap<>();
        earlier.forEach((pattern, write) -> left.put(pattern, new Remains(Optional.empty(), Optional.of(write))));
        baselines.replaceAll((pattern, baseline) -> {
            Remains remains = Remains.of(baseline, Optional.ofNullable(earlier.get(pattern)));
            left.put(pattern, remains);
            return remains.baseline().filter(next -> remains.unsure().isEmpty()).orElse(baseline);
        });
        return left;
    }

    private static Map<String, Baseline> newest(Map<String, Baseline> all) {
        if (all.size() <= MOST) {
            return all;
        }
        Map<String, Baseline> newest = new TreeMap<>();
        all.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(
                        Comparator.comparing(Baseline::since).reversed()))
                .limit(MOST)
                .forEach(each -> newest.put(each.getKey(), each.getValue()));
        return newest;
    }

    /** What another process of the balancer had is no use any more. On one thread, like the one below. */
    void accept(Observation.Seen seen) {
        String now = seen.snapshot().incarnation();
        if (!now.equals(incarnation)) {
            incarnation = now;
            baselines.values().removeIf(other -> !other.incarnation().equals(now));
        }
    }

    /** @return true if all that it tells is that other weights are proposed than were before */
    boolean accept(Rebased event) {
        String pattern = event.pattern();
        Optional<Baseline> before = Optional.ofNullable(baselines.get(pattern));
        event.baseline().ifPresentOrElse(baseline -> put(pattern, baseline), () -> baselines.remove(pattern));
        Optional<Baseline> now = Optional.ofNullable(baselines.get(pattern));
        return before.isPresent()
                && now.filter(next -> next.proposesAfter(before.get())).isPresent();
    }

    /**
     * What an earlier run wrote is accounted for: it was judged, or counts for nothing any more. If it could not be read,
     * only what this run has written itself can be told from it.
     */
    private void put(String pattern, Baseline baseline) {
        Optional<String> last = baseline.lastWrite()
                .or(() -> Optional.ofNullable(earlier.get(pattern))
                        .map(write -> write.decision().id()));
        if (last.isPresent() || !blind) {
            baselines.merge(pattern, baseline.after(last), (old, next) -> next.judgesLike(old) ? old : next);
        }
    }

    /** As the file is to have them. */
    WeightsLine line() {
        return WeightsLine.of(ahead.balancer(), baselines);
    }
}
