package io.steelyard.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Gauges and infos in columns: of each metric the label sets and the values, in the order in which they were added. There
 * may be a hundred thousand, of which nearly all scrapes need nothing but text; the library's objects are made for the
 * others. Not changed any more once it is shared.
 */
final class Columns {

    private final Map<Catalogue, Column> columns = new EnumMap<>(Catalogue.class);

    /** The series of one metric. */
    static final class Column {

        private final Catalogue row;
        private LabelSet[] labels = new LabelSet[16];
        private double[] values = new double[16];
        private int size;

        private Column(Catalogue row) {
            this.row = row;
        }

        Catalogue row() {
            return row;
        }

        int size() {
            return size;
        }

        LabelSet labels(int at) {
            return labels[at];
        }

        double value(int at) {
            return values[at];
        }

        private void add(LabelSet label, double value) {
            if (size == values.length) {
                labels = Arrays.copyOf(labels, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            labels[size] = label;
            values[size++] = value;
        }

        private MetricSnapshot family() {
            if (row.kind() == Catalogue.Kind.INFO) {
                List<InfoDataPointSnapshot> points = new ArrayList<>(size);
                for (int at = 0; at < size; at++) {
                    points.add(new InfoDataPointSnapshot(labels[at].labels()));
                }
                return new InfoSnapshot(row.metadata(), points);
            }
            List<GaugeDataPointSnapshot> points = new ArrayList<>(size);
            for (int at = 0; at < size; at++) {
                points.add(new GaugeDataPointSnapshot(values[at], labels[at].labels(), null));
            }
            return new GaugeSnapshot(row.metadata(), points);
        }
    }

    /** @param value 1 if it is an info */
    void add(Catalogue row, LabelSet labels, double value) {
        Column column = columns.get(row);
        if (column == null) {
            column = new Column(row);
            columns.put(row, column);
        }
        column.add(labels, value);
    }

    /** In the order of their names, as the library writes them. */
    List<Column> all() {
        return columns.values().stream()
                .sorted(Comparator.comparing(column -> column.row.family()))
                .toList();
    }

    /** Only the families of these names. */
    Columns narrowed(Predicate<String> wanted) {
        Columns narrowed = new Columns();
        columns.forEach((row, column) -> {
            if (wanted.test(row.family())) {
                narrowed.columns.put(row, column);
            }
        });
        return narrowed;
    }

    /** As the library has them. */
    MetricSnapshots families() {
        return new MetricSnapshots(columns.values().stream().map(Column::family).toList());
    }
}
