package io.steelyard.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A scrape in text, taken apart: series with labels as written, to values. */
final class Scraped {

    private final Map<String, Double> series = new LinkedHashMap<>();
    private final String text;

    private Scraped(String text) {
        this.text = text;
        lines(text).filter(line -> !line.startsWith("#") && !line.isEmpty()).forEach(line -> {
            int blank = line.lastIndexOf(' ');
            if (series.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1))) != null) {
                throw new AssertionError("series twice: " + line);
            }
        });
        List<String> types =
                lines(text).filter(line -> line.startsWith("# TYPE")).toList();
        assertThat(types).as("metadata twice").doesNotHaveDuplicates();
    }

    /** As Prometheus splits them: a carriage return is part of a label. */
    private static Stream<String> lines(String text) {
        return Arrays.stream(text.split("\n", -1));
    }

    static Scraped of(AgentMetrics metrics) {
        return of(metrics, Set.of());
    }

    static Scraped of(AgentMetrics metrics, Set<String> names) {
        return new Scraped(text(metrics.exposition().scrape(null, false, names)));
    }

    static byte[] bytes(Exposition.Scrape scrape) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        scrape.parts().forEach(out::writeBytes);
        assertThat(out.size()).isEqualTo(scrape.length());
        return out.toByteArray();
    }

    static String text(Exposition.Scrape scrape) {
        return new String(bytes(scrape), UTF_8);
    }

    String text() {
        return text;
    }

    double value(String name) {
        assertThat(series).containsKey(name);
        return series.getOrDefault(name, Double.NaN);
    }

    Map<String, Double> of(String family) {
        Map<String, Double> found = new LinkedHashMap<>();
        series.forEach((name, value) -> {
            if (name.equals(family) || name.startsWith(family + "{")) {
                found.put(name, value);
            }
        });
        return found;
    }

    /** The series that have this label. */
    Map<String, Double> withLabel(String label) {
        Map<String, Double> found = new LinkedHashMap<>(series);
        found.keySet().removeIf(name -> !name.contains("{" + label + "=\""));
        return found;
    }

    Map<String, Double> all() {
        return series;
    }
}
