package io.steelyard.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;

/** Families that do not change any more, written and compressed at most once in each format. Safe for several threads. */
final class Rendering {

    static final Rendering NOTHING = new Rendering(new MetricSnapshots());

    private final MetricSnapshots families;
    private final Map<Format, byte[]> plain = new EnumMap<>(Format.class);
    private final Map<Format, byte[]> deflated = new EnumMap<>(Format.class);

    Rendering(MetricSnapshots families) {
        this.families = families;
    }

    MetricSnapshots families() {
        return families;
    }

    Rendering narrowed(Predicate<String> wanted) {
        return new Rendering(new MetricSnapshots(families.stream()
                .filter(family -> wanted.test(family.getMetadata().getPrometheusName()))
                .toList()));
    }

    synchronized byte[] plain(Format format) {
        byte[] known = plain.get(format);
        return known == null ? put(plain, format, format.head(families)) : known;
    }

    synchronized byte[] deflated(Format format) {
        byte[] known = deflated.get(format);
        return known == null ? put(deflated, format, Gzip.head(plain(format))) : known;
    }

    private static byte[] put(Map<Format, byte[]> memory, Format format, byte[] bytes) {
        memory.put(format, bytes);
        return bytes;
    }
}
