package io.steelyard.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.steelyard.testing.RequiresProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

class DashboardFilesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SELECTOR = Pattern.compile("(steelyard_[a-z_]+)(\\{[^}]*})?");
    private static final Pattern RANGE = Pattern.compile("\\[([^]]+)]");
    // The identifiers of Grafana's units that fit our metrics.
    private static final Set<String> UNITS = Set.of("none", "short", "reqps", "percentunit", "opm", "s", "bytes");

    static Stream<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("grafana/dashboards"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void a_dashboard_can_be_provisioned_and_is_named_like_its_file(Path file) throws IOException {
        JsonNode dashboard = JSON.readTree(file.toFile());

        assertThat(file.getFileName()).hasToString(dashboard.path("uid").asText() + ".json");
        assertThat(dashboard.path("schemaVersion").asInt()).isEqualTo(42);
        assertThat(dashboard.path("editable").asBoolean(true)).isFalse();
        assertThat(dashboard.path("tags")).extracting(JsonNode::asText).contains("steelyard");
        assertThat(dashboard.has("id")).as("an id belongs to one Grafana").isFalse();
        assertThat(dashboard.path("title").asText()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void data_source_job_and_instance_can_be_chosen(Path file) throws IOException {
        Map<String, JsonNode> variables = new HashMap<>();
        JSON.readTree(file.toFile())
                .at("/templating/list")
                .forEach(one -> variables.put(one.path("name").asText(), one));

        assertThat(variables).containsKeys("datasource", "job", "instance", "endpoint");
        assertThat(variable(variables, "datasource").path("label").asText()).isEqualTo("Data source");
        for (String name : List.of("job", "instance")) {
            assertThat(variable(variables, name).path("multi").asBoolean()).isTrue();
            assertThat(variable(variables, name).path("allValue").asText()).isEqualTo(".+");
        }
        variables.values().stream()
                .filter(one -> one.path("type").asText().equals("query"))
                .forEach(one -> {
                    assertThat(one.at("/datasource/uid").asText()).isEqualTo("$datasource");
                    assertThat(one.path("refresh").asInt())
                            .as("refreshed when the time range changes")
                            .isEqualTo(2);
                });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void every_panel_says_what_it_shows_and_in_which_unit(Path file) throws IOException {
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : JSON.readTree(file.toFile()).path("panels")) {
            String title = panel.path("title").asText();
            assertThat(title).isNotBlank();
            assertThat(panel.path("description").asText()).as(title).isNotBlank();
            assertThat(ids.add(panel.path("id").asInt())).as(title + ": its id").isTrue();
            assertThat(panel.at("/datasource/uid").asText()).as(title).isEqualTo("$datasource");
            assertThat(UNITS)
                    .as(title)
                    .contains(panel.at("/fieldConfig/defaults/unit").asText());
            assertThat(panel.path("targets")).as(title).isNotEmpty();
            panel.path("targets")
                    .forEach(target -> assertThat(target.at("/datasource/uid").asText())
                            .as(title)
                            .isEqualTo("$datasource"));
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panels_lie_within_24_columns_and_not_on_each_other(Path file) throws IOException {
        Map<List<Integer>, String> cells = new HashMap<>();
        for (JsonNode panel : JSON.readTree(file.toFile()).path("panels")) {
            String title = panel.path("title").asText();
            JsonNode grid = panel.path("gridPos");
            int right = grid.path("x").asInt() + grid.path("w").asInt();
            assertThat(right).as(title).isLessThanOrEqualTo(24);
            assertThat(grid.path("h").asInt()).as(title).isPositive();
            for (int x = grid.path("x").asInt(); x < right; x++) {
                for (int y = grid.path("y").asInt();
                        y < grid.path("y").asInt() + grid.path("h").asInt();
                        y++) {
                    assertThat(cells.put(List.of(x, y), title))
                            .as(title + " lies on this panel")
                            .isNull();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void expressions_select_existing_metrics_of_the_chosen_instances_only(Path file) throws IOException {
        Map<String, String> metrics = metrics();
        for (String expression : expressions(file)) {
            Matcher selectors = SELECTOR.matcher(expression);
            while (selectors.find()) {
                String metric = selectors.group(1).replaceAll("_(bucket|sum|count)$", "");
                assertThat(metrics).as(expression).containsKey(metric);
                assertThat(selectors.group(2)).as(expression).contains("job=~\"$job\"", "instance=~\"$instance\"");
                boolean counter = "counter".equals(metrics.get(metric));
                String before = expression.substring(0, selectors.start());
                assertThat(before.endsWith("rate(") || before.endsWith("increase("))
                        .as("rate of a counter, and of nothing else: " + expression)
                        .isEqualTo(counter);
            }
            Matcher ranges = RANGE.matcher(expression);
            while (ranges.find()) {
                assertThat(ranges.group(1)).as(expression).isEqualTo("$__rate_interval");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    @RequiresProgram("promtool")
    void expressions_parse(Path file, @TempDir Path folder) throws IOException, InterruptedException {
        List<Map<String, String>> rules = new ArrayList<>();
        for (String expression : expressions(file)) {
            rules.add(Map.of(
                    "record", "test:expression" + rules.size(), "expr", expression.replace("$__rate_interval", "5m")));
        }
        Path written = Files.writeString(
                folder.resolve("rules.yaml"),
                JSON.writeValueAsString(Map.of("groups", List.of(Map.of("name", "test", "rules", rules)))));

        assertThat(run("promtool", "check", "rules", written.toString())).contains("SUCCESS");
    }

    @Test
    @RequiresProgram("promtool")
    void the_example_for_Prometheus_is_good() throws IOException, InterruptedException {
        assertThat(run("promtool", "check", "config", "grafana/prometheus/prometheus.yml"))
                .contains("SUCCESS");
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

    private static JsonNode variable(Map<String, JsonNode> variables, String name) {
        return variables.getOrDefault(name, MissingNode.getInstance());
    }

    /** Of the panels, and of the annotations. */
    private static List<String> expressions(Path file) throws IOException {
        JsonNode dashboard = JSON.readTree(file.toFile());
        List<String> expressions = new ArrayList<>();
        dashboard
                .path("panels")
                .forEach(panel -> panel.path("targets")
                        .forEach(target -> expressions.add(target.path("expr").asText())));
        dashboard
                .at("/annotations/list")
                .forEach(one -> expressions.add(one.path("expr").asText()));
        return expressions;
    }

    /** Name to type, from the table that is kept equal to the code. */
    private static Map<String, String> metrics() throws IOException {
        Map<String, String> types = new HashMap<>();
        Pattern row = Pattern.compile("\\| `(steelyard_\\w+)` \\| (\\w+)");
        Matcher matcher = row.matcher(Files.readString(Path.of("docs/metrics.md")));
        while (matcher.find()) {
            types.put(matcher.group(1), matcher.group(2));
        }
        return types;
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
