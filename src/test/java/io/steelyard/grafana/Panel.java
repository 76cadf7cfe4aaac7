package io.steelyard.grafana;

import static io.steelyard.grafana.RuleFiles.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One panel of a dashboard, made step by step and written as Grafana's classic JSON has it. */
final class Panel {

    private static final Map<String, Object> SOURCE = map("type", "prometheus", "uid", "$datasource");

    final String type;
    final String title;
    private final String description;
    private final int width;
    private final int height;
    private final Map<String, Object> defaults = map();
    private final Map<String, Object> custom = map();
    private final Map<String, Object> options = map();
    private final List<Object> targets = new ArrayList<>();
    private final List<Object> overrides = new ArrayList<>();
    private final List<Object> transformations = new ArrayList<>();
    private final List<Panel> inside = new ArrayList<>();

    private Panel(String type, String title, String description, int width, int height) {
        this.type = type;
        this.title = title;
        this.description = description;
        this.width = width;
        this.height = height;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** A heading; what follows belongs to it. */
    static Panel row(String title) {
        return new Panel("row", title, "", 24, 1);
    }

    /** A heading that hides its panels until it is opened. */
    static Panel closedRow(String title, Panel... inside) {
        Panel row = row(title);
        row.inside.addAll(List.of(inside));
        return row;
    }

    static Panel stat(String title, String unit, String description) {
        Panel panel = new Panel("stat", title, description, 3, 4);
        panel.defaults.put("unit", unit);
        panel.options.putAll(map(
                "reduceOptions",
                map("calcs", List.of("lastNotNull"), "fields", "", "values", false),
                "colorMode",
                "background",
                "graphMode",
                "none",
                "justifyMode",
                "auto",
                "textMode",
                "value"));
        return panel.thresholds("green");
    }

    static Panel lines(String title, String unit, int width, String description) {
        Panel panel = new Panel("timeseries", title, description, width, 8);
        panel.defaults.put("unit", unit);
        panel.defaults.put("color", map("mode", "palette-classic"));
        panel.custom.putAll(map(
                "drawStyle",
                "line",
                "lineInterpolation",
                "linear",
                "lineWidth",
                1,
                "fillOpacity",
                0,
                "showPoints",
                "never",
                "spanNulls",
                false,
                "stacking",
                map("mode", "none", "group", "A")));
        panel.options.putAll(map(
                "legend",
                map("displayMode", "list", "placement", "bottom", "calcs", List.of()),
                "tooltip",
                map("mode", "multi", "sort", "desc")));
        return panel;
    }

    static Panel table(String title, int width, String description) {
        Panel panel = new Panel("table", title, description, width, 8);
        panel.defaults.put("unit", "none");
        panel.options.putAll(map("showHeader", true, "cellHeight", "sm"));
        return panel;
    }

    static Panel bars(String title, String unit, int width, String description) {
        Panel panel = new Panel("bargauge", title, description, width, 8);
        panel.defaults.put("unit", unit);
        panel.defaults.put("min", 0);
        panel.options.putAll(map(
                "orientation",
                "horizontal",
                "displayMode",
                "basic",
                "reduceOptions",
                map("calcs", List.of("lastNotNull"), "fields", "", "values", false)));
        return panel.thresholds("blue");
    }

    static Panel states(String title, int width, String description) {
        Panel panel = new Panel("state-timeline", title, description, width, 8);
        panel.defaults.put("unit", "none");
        panel.custom.putAll(map("fillOpacity", 80, "lineWidth", 0));
        panel.options.putAll(map(
                "showValue",
                "auto",
                "rowHeight",
                0.9,
                "mergeValues",
                true,
                "legend",
                map("displayMode", "list", "placement", "bottom")));
        return panel.thresholds("text");
    }

    static Panel heatmap(String title, String unit, int width, String description) {
        Panel panel = new Panel("heatmap", title, description, width, 8);
        panel.defaults.put("unit", unit);
        panel.options.putAll(map(
                "calculate",
                false,
                "yAxis",
                map("unit", unit),
                "color",
                map("mode", "scheme", "scheme", "Blues"),
                "cellGap",
                1,
                "legend",
                map("show", true)));
        return panel;
    }

    Panel size(int newWidth, int newHeight) {
        Panel other = new Panel(type, title, description, newWidth, newHeight);
        other.defaults.putAll(defaults);
        other.custom.putAll(custom);
        other.options.putAll(options);
        other.targets.addAll(targets);
        other.overrides.addAll(overrides);
        other.transformations.addAll(transformations);
        return other;
    }

    /** A query over time; {@code @} stands for the chosen jobs and instances. */
    Panel of(String expression, String legend) {
        return target(expression, legend, map("range", true, "instant", false));
    }

    /** The same; its points lead to the decisions in the log. */
    Panel withExemplars(String expression, String legend) {
        return target(expression, legend, map("range", true, "instant", false, "exemplar", true));
    }

    /** A query for now. */
    Panel now(String expression, String legend) {
        return target(expression, legend, map("range", false, "instant", true));
    }

    /** A query for now that gives a column of a table. */
    Panel column(String expression) {
        return target(expression, "", map("range", false, "instant", true, "format", "table"));
    }

    Panel buckets(String expression) {
        return target(expression, "{{le}}", map("range", true, "instant", false, "format", "heatmap"));
    }

    private Panel target(String expression, String legend, Map<String, Object> how) {
        Map<String, Object> target = map(
                "refId",
                String.valueOf((char) ('A' + targets.size())),
                "datasource",
                SOURCE,
                "expr",
                Dashboards.chosen(expression),
                "legendFormat",
                legend);
        target.putAll(how);
        targets.add(target);
        return this;
    }

    /** A colour, then pairs of a number from which on and another colour. */
    Panel thresholds(String first, Object... numbersAndColors) {
        List<Object> steps = new ArrayList<>();
        Map<String, Object> base = map("color", first);
        base.put("value", null);
        steps.add(base);
        for (int at = 0; at < numbersAndColors.length; at += 2) {
            steps.add(map("color", numbersAndColors[at + 1], "value", numbersAndColors[at]));
        }
        defaults.put("thresholds", map("mode", "absolute", "steps", steps));
        defaults.putIfAbsent("color", map("mode", "thresholds"));
        return this;
    }

    /** Thresholds as lines. */
    Panel limit(double number) {
        custom.put("thresholdsStyle", map("mode", "dashed"));
        return thresholds("transparent", number, "red");
    }

    /** Triples of value, text and color. */
    Panel words(Object... triples) {
        defaults.put("mappings", mappings(triples));
        return this;
    }

    /** The same for one column of a table. */
    Panel wordsIn(String column, Object... triples) {
        overrides.add(map(
                "matcher",
                map("id", "byName", "options", column),
                "properties",
                List.of(
                        map("id", "mappings", "value", mappings(triples)),
                        map("id", "custom.cellOptions", "value", map("type", "color-text")))));
        return this;
    }

    private static List<Object> mappings(Object... triples) {
        Map<String, Object> words = map();
        for (int at = 0; at < triples.length; at += 3) {
            words.put(
                    String.valueOf(triples[at]),
                    map("text", triples[at + 1], "color", triples[at + 2], "index", at / 3));
        }
        return List.of(map("type", "value", "options", words));
    }

    /** One above the other. */
    Panel stacked() {
        custom.put("stacking", map("mode", "normal", "group", "A"));
        custom.put("fillOpacity", 40);
        return this;
    }

    /** Bars on one another: for what has gaps, in which lines would lie. */
    Panel events() {
        custom.put("drawStyle", "bars");
        custom.put("stacking", map("mode", "normal", "group", "A"));
        custom.put("fillOpacity", 70);
        custom.put("lineWidth", 0);
        return this;
    }

    /** A level that stays until it changes. */
    Panel steps() {
        custom.put("lineInterpolation", "stepAfter");
        return this;
    }

    Panel decimals(int digits) {
        defaults.put("decimals", digits);
        return this;
    }

    Panel from(double least) {
        defaults.put("min", least);
        return this;
    }

    Panel to(double most) {
        defaults.put("max", most);
        return this;
    }

    /** Draws what a query gives as dashes in the colour of text, such as what is wanted over what is. */
    Panel dashed(String refId) {
        overrides.add(map(
                "matcher",
                map("id", "byFrameRefID", "options", refId),
                "properties",
                List.of(
                        map("id", "custom.lineStyle", "value", map("fill", "dash", "dash", List.of(8, 6))),
                        map("id", "custom.lineWidth", "value", 2),
                        map("id", "color", "value", map("mode", "fixed", "fixedColor", "text")))));
        return this;
    }

    /** How a column of a table looks: name, unit, decimals. */
    Panel format(String column, String unit, int decimals) {
        overrides.add(map(
                "matcher",
                map("id", "byName", "options", column),
                "properties",
                List.of(map("id", "unit", "value", unit), map("id", "decimals", "value", decimals))));
        return this;
    }

    /** Makes the values of a column lead to a dashboard. */
    Panel link(String column, String title, String url) {
        overrides.add(map(
                "matcher",
                map("id", "byName", "options", column),
                "properties",
                List.of(map("id", "links", "value", List.of(map("title", title, "url", url))))));
        return this;
    }

    /** Joins the columns on their labels; pairs of a field and its heading, in this order; others are left out. */
    Panel headings(String... fieldsAndNames) {
        Map<String, Object> index = map();
        Map<String, Object> names = map();
        for (int at = 0; at < fieldsAndNames.length; at += 2) {
            index.put(fieldsAndNames[at], at / 2);
            names.put(fieldsAndNames[at], fieldsAndNames[at + 1]);
        }
        transformations.add(map("id", "merge", "options", map()));
        transformations.add(map(
                "id", "filterFieldsByName", "options", map("include", map("names", List.copyOf(index.keySet())))));
        transformations.add(map("id", "organize", "options", map("indexByName", index, "renameByName", names)));
        return this;
    }

    List<Panel> inside() {
        return inside;
    }

    Map<String, Object> json(int id, int x, int y) {
        Map<String, Object> grid = map("x", x, "y", y, "w", width, "h", height);
        if (type.equals("row")) {
            return map("id", id, "type", type, "title", title, "collapsed", !inside.isEmpty(), "gridPos", grid);
        }
        Map<String, Object> fields = map();
        fields.putAll(defaults);
        if (!custom.isEmpty()) {
            fields.put("custom", custom);
        }
        Map<String, Object> panel = map(
                "id",
                id,
                "type",
                type,
                "title",
                title,
                "description",
                description,
                "datasource",
                SOURCE,
                "gridPos",
                grid,
                "fieldConfig",
                map("defaults", fields, "overrides", overrides),
                "options",
                options,
                "targets",
                targets);
        if (!transformations.isEmpty()) {
            panel.put("transformations", transformations);
        }
        return panel;
    }
}
