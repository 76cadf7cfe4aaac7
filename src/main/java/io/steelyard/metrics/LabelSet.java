package io.steelyard.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.nio.charset.StandardCharsets;

/** The labels of a series: as the library has them, and as they stand in a scrape. Immutable. */
final class LabelSet {

    static final LabelSet EMPTY = of(new String[0]);

    private final Labels labels;
    private final byte[] text;

    private LabelSet(Labels labels) {
        this.labels = labels;
        this.text = written(labels).getBytes(StandardCharsets.UTF_8);
    }

    static LabelSet of(String[] names, String... values) {
        return new LabelSet(Labels.of(names, values));
    }

    Labels labels() {
        return labels;
    }

    /** With braces; nothing if there are no labels. Not to be changed. */
    byte[] text() {
        return text;
    }

    private static String written(Labels labels) {
        if (labels.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("{");
        for (int at = 0; at < labels.size(); at++) {
            text.append(at == 0 ? "" : ",").append(labels.getPrometheusName(at)).append("=\"");
            text.append(escaped(labels.getValue(at))).append('"');
        }
        return text.append('}').toString();
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
    }
}
