package io.steelyard.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.metrics.AgentMetrics;
import io.steelyard.metrics.Catalogue;
import io.steelyard.metrics.Scene;
import io.steelyard.testing.RequiresProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The dashboards against the rules of Grafana's dashboard-linter, and against our own table of metrics. */
class DashboardFilesTest {

    private static final Path FOLDER = Path.of("grafana/dashboards");
    private static final String CHOSEN = "{job=~\"$job\", instance=~\"$instance\"";
    private static final Pattern METRIC = Pattern.compile(
            "(?<![\\w:\"])((?:steelyard|jvm|process|scrape)_[a-z_]+|ALERTS|up)(?![\\w:\"])(\\{[^}]*})?");
    private static final Pattern RANGE = Pattern.compile("\\[([^]]+)]");
    /** Grafana's identifiers of units. */
    private static final Set<String> UNITS = Set.of(
            "none", "short", "reqps", "percentunit", "ops", "cpm", "s", "bytes", "dateTimeFromNow", "suffix: polls");
    /** What Prometheus makes by itself. */
    private static final Set<String> PROMETHEUS =
            Set.of("up", "ALERTS", "scrape_duration_seconds", "scrape_samples_scraped");

    static Stream<Dashboard> dashboards() {
        return Dashboards.all().stream();
    }

    private static JsonNode read(Dashboard dashboard) throws IOException {
        return new ObjectMapper().readTree(file(dashboard).toFile());
    }

    private static Path file(Dashboard dashboard) {
        return FOLDER.resolve(dashboard.uid() + ".json");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void a_file_is_what_the_source_says(Dashboard dashboard) throws IOException {
        if (Boolean.getBoolean("steelyard.docs.write")) {
            Files.writeString(file(dashboard), dashboard.json());
        }
        assertThat(Files.readString(file(dashboard)))
                .as(
                        "%s is out of date: mvn -Dtest=DashboardFilesTest -Dsteelyard.docs.write=true test",
                        file(dashboard))
                .isEqualTo(dashboard.json());
    }

    @Test
    void there_are_four_dashboards_and_no_other_files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "steelyard-overview.json",
                            "steelyard-endpoint.json",
                            "steelyard-policies.json",
                            "steelyard-agent.json",
                            ".lint");
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void a_dashboard_can_be_provisioned(Dashboard dashboard) throws IOException {
        JsonNode json = read(dashboard);

        assertThat(json.path("uid").asText()).isEqualTo(dashboard.uid());
        assertThat(json.path("schemaVersion").asInt()).isEqualTo(42);
        assertThat(json.path("editable").asBoolean(true)).isFalse();
        assertThat(json.path("tags")).extracting(JsonNode::asText).contains("steelyard");
        assertThat(json.has("id")).as("an id belongs to one Grafana").isFalse();
        assertThat(json.path("title").asText()).isNotBlank();
        assertThat(json.at("/links/0/tags/0").asText()).isEqualTo("steelyard");
        assertThat(json.at("/annotations/list")).hasSizeGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void data_source_job_and_instance_can_be_chosen(Dashboard dashboard) throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode one : read(dashboard).at("/templating/list")) {
            String name = one.path("name").asText();
            names.add(name);
            assertThat(one.path("label").asText()).as(name).isNotBlank();
            if (one.path("type").asText().equals("query")) {
                assertThat(one.at("/datasource/uid").asText()).isEqualTo("$datasource");
                assertThat(one.path("refresh").asInt())
                        .as(name + " is refreshed when the time range changes")
                        .isEqualTo(2);
                assertThat(one.path("multi").asBoolean() ? one.path("allValue").asText() : ".+")
                        .isEqualTo(".+");
            }
        }
        assertThat(names).startsWith("datasource", "job", "instance");
        assertThat(read(dashboard).at("/templating/list/0/label").asText()).isEqualTo("Data source");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void every_panel_says_what_it_shows_and_in_which_unit(Dashboard dashboard) throws IOException {
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : panels(read(dashboard))) {
            String title = panel.path("title").asText();
            assertThat(title).isNotBlank();
            assertThat(ids.add(panel.path("id").asInt())).as(title + ": its id").isTrue();
            if (panel.path("type").asText().equals("row")) {
                continue;
            }
            assertThat(panel.path("description").asText()).as(title).endsWith(".");
            assertThat(panel.at("/datasource/uid").asText()).as(title).isEqualTo("$datasource");
            assertThat(UNITS)
                    .as(title)
                    .contains(panel.at("/fieldConfig/defaults/unit").asText());
            assertThat(panel.path("targets")).as(title).isNotEmpty();
            panel.path("targets")
                    .forEach(target -> assertThat(target.at("/datasource/uid").asText())
                            .as(title)
                            .isEqualTo("$datasource"));
            if (panel.path("type").asText().matches("stat|bargauge")) {
                assertThat(panel.at("/fieldConfig/defaults/thresholds/steps"))
                        .as(title)
                        .isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panels_lie_within_24_columns_and_not_on_each_other(Dashboard dashboard) throws IOException {
        JsonNode json = read(dashboard);
        apart(json.path("panels"));
        json.path("panels").forEach(panel -> apart(panel.path("panels")));
    }

    private static void apart(JsonNode panels) {
        Map<List<Integer>, String> cells = new HashMap<>();
        for (JsonNode panel : panels) {
            String title = panel.path("title").asText();
            JsonNode grid = panel.path("gridPos");
            int right = grid.path("x").asInt() + grid.path("w").asInt();
            int bottom = grid.path("y").asInt() + grid.path("h").asInt();
            assertThat(right).as(title).isLessThanOrEqualTo(24);
            assertThat(grid.path("h").asInt()).as(title).isPositive();
            for (int x = grid.path("x").asInt(); x < right; x++) {
                for (int y = grid.path("y").asInt(); y < bottom; y++) {
                    assertThat(cells.put(List.of(x, y), title))
                            .as(title + " lies on this panel")
                            .isNull();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void expressions_select_existing_metrics_of_the_chosen_instances_only(Dashboard dashboard) throws IOException {
        Map<String, Boolean> counters = counters();
        for (Query query : queries(dashboard)) {
            String expression = query.expression();
            Matcher selectors = METRIC.matcher(expression);
            boolean any = false;
            while (selectors.find()) {
                any = true;
                String metric = selectors.group(1);
                String family = metric.replaceAll("_(bucket|sum|count)$", "");
                assertThat(counters.keySet()).as(query.toString()).containsAnyOf(metric, family);
                assertThat(String.valueOf(selectors.group(2))).as(expression).startsWith(CHOSEN);
                boolean counts = counters.getOrDefault(metric, metric.matches(".*_(bucket|sum|count)"));
                String before = expression.substring(0, selectors.start());
                assertThat(before.endsWith("rate(") || before.endsWith("increase("))
                        .as("rate of a counter, and of nothing else: " + query)
                        .isEqualTo(counts);
            }
            assertThat(any).as("%s has a metric", query).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void ranges_follow_the_resolution_unless_a_reason_is_given(Dashboard dashboard) throws IOException {
        for (Query query : queries(dashboard)) {
            Matcher ranges = RANGE.matcher(query.expression());
            while (ranges.find()) {
                assertThat(ranges.group(1).equals("$__rate_interval")
                                || excluded("target-rate-interval-rule", dashboard.title(), query.panel()))
                        .as(query.toString())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void a_legend_names_labels_that_its_expression_keeps(Dashboard dashboard) throws IOException {
        for (Query query : queries(dashboard)) {
            Set<String> kept = new TreeSet<>(Set.of("job", "instance"));
            Matcher by = Pattern.compile("by \\(([^)]*)\\)").matcher(query.expression());
            boolean aggregated = false;
            while (by.find()) {
                if (!aggregated) {
                    kept.clear();
                }
                aggregated = true;
                kept.addAll(Arrays.asList(by.group(1).split(", ")));
            }
            Matcher label = Pattern.compile("\\{\\{(\\w+)}}").matcher(query.legend());
            while (label.find()) {
                assertThat(kept).as(query.toString()).contains(label.group(1));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void links_lead_to_our_dashboards(Dashboard dashboard) throws IOException {
        Set<String> uids = dashboards().map(Dashboard::uid).collect(Collectors.toSet());
        Matcher links = Pattern.compile("\"/d/([\\w-]+)\\?").matcher(Files.readString(file(dashboard)));
        while (links.find()) {
            assertThat(uids).contains(links.group(1));
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void what_two_agents_tell_of_one_balancer_is_not_added_up(Dashboard dashboard) throws IOException {
        Set<String> told = Arrays.stream(Catalogue.values())
                .filter(row -> row.group() == Catalogue.Group.BALANCER)
                .map(Catalogue::metric)
                .collect(Collectors.toSet());
        for (Query query : queries(dashboard)) {
            Matcher sums = Pattern.compile("sum(?: by \\([^)]*\\))? ?\\((steelyard_\\w+)")
                    .matcher(query.expression());
            while (sums.find()) {
                assertThat(told).as("%s: add up max by (job, …) of it", query).doesNotContain(sums.group(1));
            }
        }
    }

    @Test
    void every_metric_of_ours_is_on_a_dashboard() throws IOException {
        Set<String> shown = new HashSet<>();
        for (Dashboard dashboard : Dashboards.all()) {
            queries(dashboard).forEach(query -> {
                Matcher metric = METRIC.matcher(query.expression());
                while (metric.find()) {
                    shown.add(metric.group(1).replaceAll("_(bucket|sum|count)$", ""));
                }
            });
        }
        Set<String> missing = Arrays.stream(Catalogue.values())
                .map(Catalogue::metric)
                .filter(metric -> !shown.contains(metric))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(missing).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    @RequiresProgram("promtool")
    void expressions_parse(Dashboard dashboard, @TempDir Path folder) throws IOException, InterruptedException {
        List<Map<String, String>> rules = new ArrayList<>();
        for (Query query : queries(dashboard)) {
            rules.add(Map.of(
                    "record",
                    "test:expression" + rules.size(),
                    "expr",
                    query.expression().replace("$__rate_interval", "5m").replace("$__range", "1h")));
        }
        Path written = Files.writeString(
                folder.resolve("rules.yaml"),
                new ObjectMapper()
                        .writeValueAsString(Map.of("groups", List.of(Map.of("name", "test", "rules", rules)))));

        assertThat(Programs.run("promtool", "check", "rules", written.toString())
                        .output())
                .contains("SUCCESS")
                .doesNotContain("FAILED");
    }

    @Test
    void provisioning_files_are_of_the_version_that_Grafana_reads() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("grafana/provisioning"))) {
            List<Path> found = files.filter(Files::isRegularFile).toList();
            assertThat(found).hasSize(2);
            for (Path file : found) {
                Map<String, Object> yaml = new Yaml().load(Files.readString(file));
                assertThat(yaml).containsEntry("apiVersion", 1);
            }
        }
    }

    /** An expression and where it stands. */
    private record Query(String panel, String expression, String legend) {}

    private static List<JsonNode> panels(JsonNode dashboard) {
        List<JsonNode> panels = new ArrayList<>();
        dashboard.path("panels").forEach(panel -> {
            panels.add(panel);
            panel.path("panels").forEach(panels::add);
        });
        return panels;
    }

    /** Of the panels, and of the annotations. */
    private static List<Query> queries(Dashboard dashboard) throws IOException {
        JsonNode json = read(dashboard);
        List<Query> queries = new ArrayList<>();
        panels(json)
                .forEach(panel -> panel.path("targets")
                        .forEach(target -> queries.add(new Query(
                                panel.path("title").asText(),
                                target.path("expr").asText(),
                                target.path("legendFormat").asText()))));
        json.at("/annotations/list")
                .forEach(one -> queries.add(new Query(
                        one.path("name").asText(),
                        one.path("expr").asText(),
                        one.path("textFormat").asText())));
        return queries;
    }

    /** Every metric there is, and whether it counts: those of the table, of the JVM as they are exported, of Prometheus. */
    private static Map<String, Boolean> counters() {
        Map<String, Boolean> counters = new HashMap<>();
        Arrays.stream(Catalogue.values())
                .forEach(row -> counters.put(row.metric(), row.kind() == Catalogue.Kind.COUNTER));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AgentMetrics metrics = new AgentMetrics(new Scene().settings())) {
            metrics.exposition().scrape(null, false, Set.of()).parts().forEach(out::writeBytes);
        }
        Matcher types =
                Pattern.compile("# TYPE ((?:jvm|process)_\\w+) (\\w+)").matcher(out.toString(StandardCharsets.UTF_8));
        while (types.find()) {
            counters.put(types.group(1), types.group(2).equals("counter"));
        }
        PROMETHEUS.forEach(name -> counters.put(name, false));
        return counters;
    }

    /** What {@code .lint} leaves out, each with a reason. */
    private static boolean excluded(String rule, String dashboard, String panel) throws IOException {
        Set<String> found = new LinkedHashSet<>();
        JsonNode lint = new ObjectMapper(new com.fasterxml.jackson.dataformat.yaml.YAMLFactory())
                .readTree(FOLDER.resolve(".lint").toFile());
        lint.at("/exclusions/" + rule + "/entries").forEach(entry -> {
            assertThat(entry.path("reason").asText()).isNotBlank();
            found.add(
                    entry.path("dashboard").asText() + "|" + entry.path("panel").asText());
        });
        return found.contains(dashboard + "|" + panel);
    }
}
