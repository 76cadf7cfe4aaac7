package io.steelyard.metrics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes gauges and infos as text, line for line as client_java's writers do, but in a fraction of the time: labels are
 * there as bytes, and whole numbers need no search for the shortest decimal.
 */
final class LevelText {

    /** From here on {@link Double#toString} writes an exponent. */
    private static final double EXPONENT_FROM = 1e7;

    /** In parts, because one array of all would be too large for a young generation and be collected late. */
    private static final int PART = 1 << 16;

    private final boolean openMetrics;
    private final List<byte[]> full = new ArrayList<>();
    private byte[] out = new byte[PART];
    private int length;

    private LevelText(boolean openMetrics) {
        this.openMetrics = openMetrics;
    }

    /** Text without the line that ends a scrape in OpenMetrics, in parts. */
    static List<byte[]> of(Columns columns, boolean openMetrics) {
        LevelText text = new LevelText(openMetrics);
        columns.all().forEach(text::family);
        text.full.add(Arrays.copyOf(text.out, text.length));
        return text.full;
    }

    private void family(Columns.Column column) {
        boolean info = column.row().kind() == Catalogue.Kind.INFO;
        String family = column.row().family();
        String name = info ? family + "_info" : family;
        append(bytes(metadata(openMetrics ? family : name, info && openMetrics ? "info" : "gauge", column.row())));
        byte[] start = bytes(name);
        for (int at = 0; at < column.size(); at++) {
            append(start);
            append(column.labels(at).text());
            append(' ');
            if (info) {
                append('1');
            } else {
                number(column.value(at));
            }
            append('\n');
        }
    }

    private String metadata(String name, String type, Catalogue row) {
        String typed = "# TYPE " + name + " " + type + "\n";
        String help = openMetrics ? row.help().replace("\"", "\\\"") : row.help();
        String helped = "# HELP " + name + " " + help + "\n";
        return openMetrics ? typed + helped : helped + typed;
    }

    private void number(double value) {
        if (Double.isInfinite(value)) {
            append(bytes(value > 0 ? "+Inf" : "-Inf"));
        } else if (value > 0 && value < EXPONENT_FROM && value == (int) value) {
            whole((int) value);
            append('.');
            append('0');
        } else {
            append(bytes(Double.toString(value)));
        }
    }

    private void whole(int value) {
        if (value >= 10) {
            whole(value / 10);
        }
        append((char) ('0' + value % 10));
    }

    private void append(char ascii) {
        if (length == PART) {
            next();
        }
        out[length++] = (byte) ascii;
    }

    private void append(byte[] bytes) {
        int from = 0;
        while (from < bytes.length) {
            if (length == PART) {
                next();
            }
            int fits = Math.min(bytes.length - from, PART - length);
            System.arraycopy(bytes, from, out, length, fits);
            length += fits;
            from += fits;
        }
    }

    private void next() {
        full.add(out);
        out = new byte[PART];
        length = 0;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
