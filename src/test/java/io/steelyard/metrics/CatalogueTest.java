package io.steelyard.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CatalogueTest {

    private static final Path DOCUMENT = Path.of("docs/metrics.md");
    private static final Set<String> LABELS = Set.of(
            "endpoint",
            "route",
            "selector",
            "backend",
            "address",
            "shared",
            "policy",
            "kind",
            "mode",
            "phase",
            "action",
            "reason",
            "signal",
            "operation",
            "code",
            "level",
            "version",
            "revision",
            "java_version");

    @Test
    void the_documentation_is_the_catalogue() throws IOException {
        String written = document();
        if (Boolean.getBoolean("steelyard.docs.write")) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, written);
        }
        assertThat(Files.readString(DOCUMENT, UTF_8))
                .as("docs/metrics.md is out of date: mvn -Dtest=CatalogueTest -Dsteelyard.docs.write=true test")
                .isEqualTo(written);
    }

    @ParameterizedTest
    @EnumSource(Catalogue.class)
    void names_follow_the_rules(Catalogue row) {
        assertThat(row.metric()).matches("steelyard_[a-z]+(_[a-z]+)*");
        assertThat(row.metric().endsWith("_total")).isEqualTo(row.kind() == Catalogue.Kind.COUNTER);
        assertThat(row.metric().endsWith("_info")).isEqualTo(row.kind() == Catalogue.Kind.INFO);
        assertThat(row.metric())
                .doesNotContain("percent")
                .doesNotContain("millis")
                .doesNotContain("rps");
        assertThat(row.help()).endsWith(".").doesNotContain("\n").doesNotContain("|");
        assertThat(row.help()).as("needs no escapes in a scrape").doesNotContain("\\");
        assertThat(LABELS).containsAll(row.labels());
        if (row.kind() == Catalogue.Kind.HISTOGRAM) {
            assertThat(row.metric()).endsWith("_seconds");
        }
    }

    @Test
    void every_series_of_ours_is_in_the_catalogue_with_its_labels() {
        Scene scene = new Scene();
        AgentMetrics metrics = new AgentMetrics(scene.settings());
        metrics.accept(scene.seen(Scene.www()));
        Set<String> known =
                Arrays.stream(Catalogue.values()).map(Catalogue::metric).collect(Collectors.toSet());

        assertThat(Scraped.of(metrics).text().lines().filter(line -> line.startsWith("# TYPE steelyard_")))
                .isNotEmpty()
                .allMatch(line -> known.contains(line.split(" ", -1)[2]));
        assertThat(Scraped.of(metrics).text()).contains("\njvm_").contains("\nprocess_");
    }

    private static String document() {
        StringBuilder out = new StringBuilder("""
                # Metrics

                Every metric of the agent. Written from `io.steelyard.metrics.Catalogue`; a test keeps the two equal. The series of
                the JVM and the process (`jvm_*`, `process_*`) are those of Prometheus' own `prometheus-metrics-instrumentation-jvm`.

                Levels are those of one snapshot, read at `steelyard_snapshot_timestamp_seconds`. When it is older than 3 poll intervals
                they are left out and `steelyard_up` is 0. A backend in several routes is divided among them, so the rates of an
                endpoint's routes add up to the endpoint's rate.

                `metrics.level` says how deep the series of the balancer go: `endpoint`, `route` (the default) or `backend`.
                `metrics.include` and `metrics.exclude` choose endpoints by globs. `metrics.max_series` is a hard limit on all series
                with a label `endpoint`; details go first, whole routes and backends at a time; `steelyard_series_dropped_total` counts.
                Labels are valid UTF-8 of at most 1024 characters; what had to be changed for that ends in a hash.
                In OpenMetrics counters of decisions carry an exemplar `decision_id`, the id in the log and in `/api/v1/decisions`.
                """);
        for (Catalogue.Group group : Catalogue.Group.values()) {
            out.append("\n## ")
                    .append(group.title)
                    .append("\n\n| metric | type | labels | meaning | present |\n| --- | --- | --- | --- | --- |\n");
            Arrays.stream(Catalogue.values())
                    .filter(row -> row.group() == group)
                    .forEach(row -> out.append(line(row)));
        }
        return out.toString();
    }

    private static String line(Catalogue row) {
        String labels = row.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "| `%s` | %s | %s | %s | %s |\n",
                row.metric(),
                row.kind().label(),
                labels,
                row.help(),
                row.when());
    }
}
