package io.steelyard.grafana;

import static io.steelyard.grafana.RuleFiles.map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One dashboard. Panels flow from left to right and from top to bottom on Grafana's 24 columns.
 *
 * @param variables beside data source, job and instance
 */
record Dashboard(String uid, String title, String description, List<Variable> variables, List<Panel> panels) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Object> SOURCE = map("type", "prometheus", "uid", "$datasource");

    /**
     * A choice at the top of the dashboard.
     *
     * @param query as Grafana has it, {@code label_values(metric, label)}
     */
    record Variable(String name, String label, String query, boolean multi) {}

    String json() {
        List<Object> chosen = new ArrayList<>();
        chosen.add(map(
                "name",
                "datasource",
                "label",
                "Data source",
                "type",
                "datasource",
                "query",
                "prometheus",
                "refresh",
                1));
        chosen.add(variable(new Variable("job", "Job", "label_values(steelyard_build_info, job)", true)));
        chosen.add(variable(new Variable(
                "instance", "Instance", "label_values(steelyard_build_info{job=~\"$job\"}, instance)", true)));
        variables.forEach(one -> chosen.add(variable(one)));
        Map<String, Object> dashboard = map(
                "uid",
                uid,
                "title",
                title,
                "description",
                description,
                "tags",
                List.of("steelyard"),
                "schemaVersion",
                42,
                "version",
                1,
                "editable",
                false,
                "graphTooltip",
                1,
                "timezone",
                "browser",
                "refresh",
                "30s",
                "time",
                map("from", "now-1h", "to", "now"),
                "links",
                List.of(map(
                        "type",
                        "dashboards",
                        "title",
                        "Steelyard",
                        "tags",
                        List.of("steelyard"),
                        "asDropdown",
                        false,
                        "includeVars",
                        true,
                        "keepTime",
                        true)),
                "annotations",
                map("list", annotations()),
                "templating",
                map("list", chosen),
                "panels",
                placed());
        try {
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
            printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
            return JSON.writer(printer).writeValueAsString(dashboard) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Object> placed() {
        List<Object> placed = new ArrayList<>();
        int[] cursor = {0, 0, 0}; // x, y, and where the present line ends
        int[] id = {0};
        for (Panel panel : panels) {
            Map<String, Object> json = place(panel, cursor, id);
            if (panel.type.equals("row")) {
                List<Object> hidden = new ArrayList<>();
                int[] inside = {0, cursor[1], cursor[1]};
                panel.inside().forEach(one -> hidden.add(place(one, inside, id)));
                json.put("panels", hidden);
            }
            placed.add(json);
        }
        return placed;
    }

    private static Map<String, Object> place(Panel panel, int[] cursor, int[] id) {
        if (panel.type.equals("row") || cursor[0] + panel.width() > 24) {
            cursor[0] = 0;
            cursor[1] = cursor[2];
        }
        Map<String, Object> json = panel.json(++id[0], cursor[0], cursor[1]);
        cursor[0] += panel.width();
        cursor[2] = Math.max(cursor[2], cursor[1] + panel.height());
        if (panel.type.equals("row")) {
            cursor[0] = 0;
            cursor[1] = cursor[2];
        }
        return json;
    }

    private static Map<String, Object> variable(Variable one) {
        Map<String, Object> variable = map(
                "name",
                one.name(),
                "label",
                one.label(),
                "type",
                "query",
                "datasource",
                SOURCE,
                "definition",
                one.query(),
                "query",
                map("query", one.query(), "refId", one.name()),
                "refresh",
                2,
                "sort",
                1,
                "multi",
                one.multi(),
                "includeAll",
                one.multi());
        if (one.multi()) {
            variable.put("allValue", ".+");
            variable.put("current", map("text", List.of("All"), "value", List.of("$__all")));
        }
        return variable;
    }

    private List<Object> annotations() {
        String narrowed =
                variables.stream().anyMatch(one -> one.name().equals("endpoint")) ? ", endpoint=~\"$endpoint\"" : "";
        String policy = variables.stream().anyMatch(one -> one.name().equals("policy")) ? ", policy=~\"$policy\"" : "";
        return Arrays.asList(
                annotation(
                        "Weights changed",
                        "blue",
                        "sum by (endpoint) (changes(steelyard_route_weight{@" + narrowed + "}[$__rate_interval])) > 0",
                        "weights of {{endpoint}}"),
                annotation(
                        "Decisions",
                        "purple",
                        "sum by (policy) (increase(steelyard_policy_decisions_total{@" + policy
                                + ", action=\"shift\"}[$__rate_interval])) > 0",
                        "{{policy}} decided to shift"),
                annotation(
                        "Alerts",
                        "red",
                        "sum by (alertname) (ALERTS{@, alertname=~\"Steelyard.+\", alertstate=\"firing\"})",
                        "{{alertname}}"));
    }

    private static Map<String, Object> annotation(String name, String color, String expression, String text) {
        return map(
                "name",
                name,
                "datasource",
                SOURCE,
                "enable",
                true,
                "iconColor",
                color,
                "expr",
                Dashboards.chosen(expression),
                "step",
                "30s",
                "titleFormat",
                name,
                "textFormat",
                text);
    }
}
