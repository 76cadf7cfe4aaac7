package io.steelyard.grafana;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the rules in every form in which somebody wants them. */
final class RuleFiles {

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build());
    private static final Path PROMETHEUS = Path.of("grafana/prometheus");
    private static final Path KUBERNETES = Path.of("grafana/kubernetes");
    private static final Map<String, String> APP = Map.of("app.kubernetes.io/name", "steelyard");

    private RuleFiles() {}

    /** Every file that follows from {@link Rules}, with its text. */
    static Map<Path, String> all() {
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(PROMETHEUS.resolve("rules.yaml"), text(groups(recording())));
        files.put(PROMETHEUS.resolve("alerts.yaml"), text(groups(alerting("steelyard-alerts", Rules.alerts()))));
        files.put(PROMETHEUS.resolve("optional.yaml"), text(groups(alerting("steelyard-optional", Rules.optional()))));
        files.put(PROMETHEUS.resolve("tests.yaml"), text(tests()));
        files.put(PROMETHEUS.resolve("prometheus.yml"), text(prometheus()));
        files.put(KUBERNETES.resolve("servicemonitor.yaml"), text(serviceMonitor()));
        files.put(KUBERNETES.resolve("prometheusrule.yaml"), text(prometheusRule()));
        files.put(Path.of("docs/runbook.md"), Runbook.text());
        return files;
    }

    private static Map<String, Object> groups(Map<String, Object> group) {
        return map("groups", List.of(group));
    }

    private static Map<String, Object> recording() {
        return map(
                "name",
                "steelyard-rules",
                "rules",
                Rules.recorded().stream()
                        .map(rule -> map("record", rule.name(), "expr", rule.expression()))
                        .toList());
    }

    private static Map<String, Object> alerting(String name, List<Alert> alerts) {
        return map("name", name, "rules", alerts.stream().map(RuleFiles::rule).toList());
    }

    private static Map<String, Object> rule(Alert alert) {
        return map(
                "alert",
                alert.name,
                "expr",
                alert.expression,
                "for",
                alert.lasts,
                "labels",
                map("severity", alert.severity.name()),
                "annotations",
                annotations(alert, alert.description));
    }

    private static Map<String, Object> annotations(Alert alert, String description) {
        return map(
                "summary",
                alert.summary,
                "description",
                description,
                "runbook_url",
                "docs/runbook.md#" + alert.anchor(),
                "dashboard_url",
                "/d/" + alert.board);
    }

    private static Map<String, Object> tests() {
        List<Object> tests = new ArrayList<>();
        List<Alert> alerts = new ArrayList<>(Rules.alerts());
        alerts.addAll(Rules.optional());
        alerts.forEach(alert -> alert.cases.forEach(one -> tests.add(test(alert, one))));
        return map(
                "rule_files",
                List.of("rules.yaml", "alerts.yaml", "optional.yaml"),
                "evaluation_interval",
                "1m",
                "tests",
                tests);
    }

    private static Map<String, Object> test(Alert alert, Alert.Case one) {
        Map<String, Object> labels = map("severity", alert.severity.name());
        labels.putAll(one.labels());
        List<Object> expected = one.firing()
                ? List.of(map("exp_labels", labels, "exp_annotations", annotations(alert, one.text())))
                : List.of();
        return map(
                "name",
                alert.name + (one.firing() ? " fires" : " does not fire"),
                "interval",
                "1m",
                "input_series",
                one.series().entrySet().stream()
                        .map(series -> map("series", series.getKey(), "values", series.getValue()))
                        .toList(),
                "alert_rule_test",
                List.of(map("eval_time", one.at(), "alertname", alert.name, "exp_alerts", expected)));
    }

    private static Map<String, Object> prometheus() {
        return map(
                "global",
                map("scrape_interval", "5s", "evaluation_interval", "5s"),
                "rule_files",
                List.of("rules.yaml", "alerts.yaml"),
                "scrape_configs",
                List.of(map(
                        "job_name",
                        "steelyard",
                        "static_configs",
                        List.of(map("targets", List.of("127.0.0.1:9790"))))));
    }

    private static Map<String, Object> serviceMonitor() {
        return map(
                "apiVersion",
                "monitoring.coreos.com/v1",
                "kind",
                "ServiceMonitor",
                "metadata",
                map("name", "steelyard", "labels", APP),
                "spec",
                map(
                        "selector",
                        map("matchLabels", APP),
                        // The alerts look for a job of this name, or one that begins so.
                        "jobLabel",
                        "app.kubernetes.io/name",
                        "endpoints",
                        List.of(map("port", "http", "path", "/metrics", "interval", "5s"))));
    }

    private static Map<String, Object> prometheusRule() {
        return map(
                "apiVersion",
                "monitoring.coreos.com/v1",
                "kind",
                "PrometheusRule",
                "metadata",
                map("name", "steelyard", "labels", APP),
                "spec",
                map("groups", List.of(recording(), alerting("steelyard-alerts", Rules.alerts()))));
    }

    private static String text(Map<String, Object> yaml) {
        try {
            return "# Written from src/test/java/io/steelyard/grafana/Rules.java; a test keeps them equal.\n"
                    + YAML.writeValueAsString(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In this order. */
    static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int at = 0; at < keysAndValues.length; at += 2) {
            map.put((String) keysAndValues[at], keysAndValues[at + 1]);
        }
        return map;
    }
}
