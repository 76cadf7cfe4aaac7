package io.steelyard.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Families that do not change any more, written and compressed at most once in each format. Safe for several threads. */
final class Rendering {

    static final Rendering NOTHING = new Rendering(new Columns());

    private final Columns columns;
    private final Map<Format, List<byte[]>> plain = new EnumMap<>(Format.class);
    private final Map<Format, byte[]> deflated = new EnumMap<>(Format.class);

    Rendering(Columns columns) {
        this.columns = columns;
    }

    MetricSnapshots families() {
        return columns.families();
    }

    Rendering narrowed(Predicate<String> wanted) {
        return new Rendering(columns.narrowed(wanted));
    }

    /** In parts that are shared and never changed. */
    synchronized List<byte[]> plain(Format format) {
        List<byte[]> known = plain.get(format);
        List<byte[]> parts = known == null ? List.copyOf(format.head(columns)) : known;
        plain.put(format, parts);
        return parts;
    }

    synchronized byte[] deflated(Format format) {
        byte[] known = deflated.get(format);
        byte[] head = known == null ? Gzip.head(plain(format)) : known;
        deflated.put(format, head);
        return head;
    }
}
