package io.steelyard.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a scrape by the OpenMetrics specification 1.0 and lists what it forbids: promtool 2.42 lints Prometheus' own text
 * only.
 */
final class OpenMetrics {

    private static final Pattern METADATA =
            Pattern.compile("# (TYPE|HELP|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\n\\\\\"]++|\\\\[n\\\\\"])*+)");
    private static final String LABELS =
            "\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]++|\\\\[\\\\n\"])*+\"(?:,(?!})|(?=})))*\\}";
    private static final String NUMBER = "[-+]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?Inf|NaN";
    private static final Pattern SAMPLE = Pattern.compile("(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>" + LABELS
            + ")? (?<value>" + NUMBER + ")(?: (?<time>" + NUMBER + "))?(?: # (?<exemplar>" + LABELS + ") (?:" + NUMBER
            + ")(?: (?:" + NUMBER + "))?)?");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z0-9_]+)=\"((?:[^\"\\\\]++|\\\\.)*+)\"");
    private static final int EXEMPLAR_MOST = 128;

    /** What may follow the name of a family, by its type. */
    private static final Map<String, List<String>> SUFFIXES = Map.of(
            "gauge", List.of(""),
            "counter", List.of("_total", "_created"),
            "info", List.of("_info"),
            "histogram", List.of("_bucket", "_sum", "_count", "_created"),
            "summary", List.of("", "_sum", "_count", "_created"),
            "stateset", List.of(""),
            "unknown", List.of(""));

    private final List<String> complaints = new ArrayList<>();
    private final Set<String> families = new HashSet<>();
    private final Set<String> series = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    /** Of each histogram's label sets without {@code le}: the last bound and count. */
    private final Map<String, double[]> buckets = new HashMap<>();

    private String family = "";
    private String type = "unknown";
    private boolean samples;

    private OpenMetrics() {}

    static List<String> complaints(String text) {
        OpenMetrics reader = new OpenMetrics();
        if (!text.endsWith("# EOF\n")) {
            reader.complaints.add("does not end with # EOF and a line feed");
        }
        for (String line : text.replaceFirst("# EOF\\n$", "").split("\n", -1)) {
            if (!line.isEmpty() || !text.replaceFirst("# EOF\\n$", "").endsWith("\n")) {
                reader.line(line);
            }
        }
        reader.endOfFamily();
        return reader.complaints;
    }

    private void line(String line) {
        Matcher metadata = METADATA.matcher(line);
        Matcher sample = SAMPLE.matcher(line);
        if (metadata.matches()) {
            metadata(line, metadata.group(1), metadata.group(2), metadata.group(3));
        } else if (sample.matches()) {
            sample(line, sample);
        } else {
            complain("neither metadata nor sample", line);
        }
    }

    private void metadata(String line, String kind, String name, String value) {
        if (!name.equals(family)) {
            begin(line, name);
        } else if (samples) {
            complain("metadata after samples", line);
        }
        if (!told.add(kind)) {
            complain("the same metadata twice", line);
        }
        if (kind.equals("TYPE")) {
            type = value;
            if (!SUFFIXES.containsKey(value)) {
                complain("no such type", line);
            }
        } else if (kind.equals("UNIT") && !value.isEmpty() && !name.endsWith("_" + value)) {
            complain("the name does not end in its unit", line);
        }
    }

    private void begin(String line, String name) {
        endOfFamily();
        family = name;
        type = "unknown";
        samples = false;
        told.clear();
        if (!families.add(name)) {
            complain("a family in two pieces", line);
        }
    }

    private void endOfFamily() {
        buckets.forEach((labels, last) -> {
            if (last[0] != Double.POSITIVE_INFINITY) {
                complaints.add("no bucket of +Inf: " + family + labels);
            }
        });
        buckets.clear();
    }

    private void sample(String line, Matcher sample) {
        String name = sample.group("name");
        if (SUFFIXES.getOrDefault(type, List.of()).stream().noneMatch(suffix -> name.equals(family + suffix))) {
            complain("not a sample of " + type + " " + family, line);
        }
        samples = true;
        Map<String, String> labels = labels(line, sample.group("labels"));
        if (!series.add(name + new java.util.TreeMap<>(labels))) {
            complain("a series twice", line);
        }
        if (sample.group("time") != null) {
            complain("a time of its own", line);
        }
        double value = number(sample.group("value"));
        if (!type.equals("gauge") && !type.equals("unknown") && !(value >= 0)) {
            complain("a " + type + " that is below 0 or not a number", line);
        }
        if (type.equals("info") && value != 1) {
            complain("an info that is not 1", line);
        }
        if (name.endsWith("_bucket") && type.equals("histogram")) {
            bucket(line, labels, value);
        }
        exemplar(line, name, sample.group("exemplar"));
    }

    private void bucket(String line, Map<String, String> labels, double count) {
        Map<String, String> others = new java.util.TreeMap<>(labels);
        String le = others.remove("le");
        if (le == null) {
            complain("a bucket without le", line);
            return;
        }
        double[] last = buckets.getOrDefault(others.toString(), new double[] {Double.NEGATIVE_INFINITY, 0});
        if (number(le) <= last[0] || count < last[1]) {
            complain("buckets that do not grow", line);
        }
        buckets.put(others.toString(), new double[] {number(le), count});
    }

    private void exemplar(String line, String name, @org.jspecify.annotations.Nullable String labels) {
        if (labels == null) {
            return;
        }
        if (!name.endsWith("_total") && !name.endsWith("_bucket")) {
            complain("an exemplar where none may be", line);
        }
        int length = labels(line, labels).entrySet().stream()
                .mapToInt(label -> label.getKey().length() + label.getValue().length())
                .sum();
        if (length > EXEMPLAR_MOST) {
            complain("an exemplar of " + length + " characters", line);
        }
    }

    private Map<String, String> labels(String line, @org.jspecify.annotations.Nullable String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        Matcher each = LABEL.matcher(text == null ? "" : text);
        while (each.find()) {
            if (labels.put(each.group(1), each.group(2)) != null) {
                complain("a label twice", line);
            }
        }
        return labels;
    }

    private static double number(String text) {
        return Double.parseDouble(text.replace("Inf", "Infinity"));
    }

    private void complain(String what, String line) {
        complaints.add(what + ": " + line);
    }
}
