package io.steelyard.metrics;

import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;

/**
 * Writes gauges and infos as text, byte for byte as client_java's writers do, but in a fraction of the time: the labels
 * of a route, which stand in all of its series, are written out once.
 */
final class LevelText {

    private final boolean openMetrics;
    private final StringBuilder out = new StringBuilder(1 << 16);
    private final IdentityHashMap<Labels, String> written = new IdentityHashMap<>();

    private LevelText(boolean openMetrics) {
        this.openMetrics = openMetrics;
    }

    /** Text without the line that ends a scrape in OpenMetrics. */
    static byte[] of(MetricSnapshots gaugesAndInfos, boolean openMetrics) {
        LevelText text = new LevelText(openMetrics);
        gaugesAndInfos.forEach(text::family);
        return text.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void family(MetricSnapshot family) {
        String name = family.getMetadata().getPrometheusName();
        if (family instanceof GaugeSnapshot gauge) {
            metadata(name, "gauge", family);
            gauge.getDataPoints().forEach(point -> series(name, point, value(point)));
        } else if (family instanceof InfoSnapshot info) {
            metadata(openMetrics ? name : name + "_info", openMetrics ? "info" : "gauge", family);
            info.getDataPoints().forEach(point -> series(name + "_info", point, "1"));
        } else {
            throw new IllegalArgumentException(name + " is neither gauge nor info");
        }
    }

    private void metadata(String name, String type, MetricSnapshot family) {
        String help = String.valueOf(family.getMetadata().getHelp());
        String typed = "# TYPE " + name + " " + type + "\n";
        String helped = "# HELP " + name + " " + (openMetrics ? escape(help) : escapeLine(help)) + "\n";
        out.append(openMetrics ? typed + helped : helped + typed);
    }

    private void series(String name, DataPointSnapshot point, String value) {
        out.append(name);
        out.append(written.computeIfAbsent(point.getLabels(), LevelText::labels));
        out.append(' ').append(value).append('\n');
    }

    private static String value(GaugeDataPointSnapshot point) {
        double value = point.getValue();
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return Double.toString(value);
    }

    private static String labels(Labels labels) {
        if (labels.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("{");
        for (int at = 0; at < labels.size(); at++) {
            text.append(at == 0 ? "" : ",").append(labels.getPrometheusName(at)).append("=\"");
            text.append(escape(labels.getValue(at))).append('"');
        }
        return text.append('}').toString();
    }

    private static String escape(String text) {
        return escapeLine(text).replace("\"", "\\\"");
    }

    private static String escapeLine(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }
}
