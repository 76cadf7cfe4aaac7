package io.steelyard.grafana;

/** A recording rule: {@code level:metric:operations}. */
record Recorded(String name, String expression) {

    Recorded {
        expression = expression.strip().replaceAll("\\s*\\n\\s*", " ");
    }
}
