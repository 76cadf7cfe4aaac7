package io.steelyard.grafana;

import java.util.Map;

/** Puts values in the place of a dashboard's variables, as Grafana does before it asks Prometheus. */
record Substitution(Map<String, String> values) {

    static Substitution of(String job, String endpoint, String rateInterval, String range) {
        return new Substitution(Map.of(
                "$job", job,
                "$instance", ".+",
                "$endpoint", endpoint,
                "$route", ".+",
                "$policy", ".+",
                "$__rate_interval", rateInterval,
                "$__range", range));
    }

    String apply(String expression) {
        String text = expression;
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace(value.getKey(), value.getValue());
        }
        if (text.contains("$")) {
            throw new IllegalArgumentException("a variable without a value: " + text);
        }
        return text;
    }
}
