package io.steelyard.grafana;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An alert, its section of the runbook and its two cases for {@code promtool test rules}: everything about it in one
 * place, so that none can be forgotten. Made step by step.
 */
final class Alert {

    /** How urgent it is; the runbook says what each word means. */
    enum Severity {
        critical,
        warning,
        info
    }

    /**
     * Series and whether the alert fires on them.
     *
     * @param at when it is looked at
     * @param series selector to values, in promtool's notation
     * @param labels of the alert, beside its severity; empty if it must not fire
     * @param text the description with its templates filled in; empty if it must not fire
     */
    record Case(String at, Map<String, String> series, Map<String, String> labels, String text) {

        static Case quiet(String at, String... selectorsAndValues) {
            return new Case(at, pairs(selectorsAndValues), Map.of(), "");
        }

        static Case fires(String at, String labels, String text, String... selectorsAndValues) {
            Map<String, String> parsed = new LinkedHashMap<>();
            for (String label : labels.split(" ", -1)) {
                parsed.put(label.substring(0, label.indexOf('=')), label.substring(label.indexOf('=') + 1));
            }
            return new Case(at, pairs(selectorsAndValues), parsed, text);
        }

        boolean firing() {
            return !text.isEmpty();
        }

        private static Map<String, String> pairs(String... texts) {
            Map<String, String> pairs = new LinkedHashMap<>();
            for (int at = 0; at < texts.length; at += 2) {
                pairs.put(texts[at], texts[at + 1]);
            }
            return pairs;
        }
    }

    final String name;
    final Severity severity;
    String expression = "";
    String lasts = "";
    String summary = "";
    String description = "";
    String meaning = "";
    String board = "steelyard-overview";
    final List<String> checks = new ArrayList<>();
    final List<String> remedies = new ArrayList<>();
    final List<Case> cases = new ArrayList<>();

    private Alert(String name, Severity severity) {
        this.name = name;
        this.severity = severity;
    }

    static Alert critical(String name) {
        return new Alert(name, Severity.critical);
    }

    static Alert warning(String name) {
        return new Alert(name, Severity.warning);
    }

    static Alert info(String name) {
        return new Alert(name, Severity.info);
    }

    /** When it fires: while this has results for so long. */
    Alert when(String expression, String lasts) {
        this.expression = expression.strip().replaceAll("\\s*\\n\\s*", " ");
        this.lasts = lasts;
        return this;
    }

    /**
     * What the person on call reads first.
     *
     * @param summary a sentence that is always the same
     * @param description with templates for the labels and numbers
     */
    Alert says(String summary, String description) {
        this.summary = summary;
        this.description = description;
        return this;
    }

    /** What it means for traffic. */
    Alert means(String text) {
        this.meaning = oneLine(text);
        return this;
    }

    Alert check(String text) {
        checks.add(oneLine(text));
        return this;
    }

    Alert mend(String text) {
        remedies.add(oneLine(text));
        return this;
    }

    /** The dashboard to look at. */
    Alert on(String uid) {
        board = uid;
        return this;
    }

    Alert fires(String at, String labels, String text, String... selectorsAndValues) {
        cases.add(Case.fires(at, labels, text, selectorsAndValues));
        return this;
    }

    Alert quiet(String at, String... selectorsAndValues) {
        cases.add(Case.quiet(at, selectorsAndValues));
        return this;
    }

    /** The name of its section in the runbook, as Markdown makes anchors. */
    String anchor() {
        return name.toLowerCase(java.util.Locale.ROOT);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\n\\s*", " ");
    }
}
