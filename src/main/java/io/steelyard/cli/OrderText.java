package io.steelyard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.web.When;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What operators have said, and what an order changes, as text. */
final class OrderText {

    private final JsonNode answer;
    private final Table table = new Table("WHAT", "NOW", "THEN");
    private int rows;

    private OrderText(JsonNode answer) {
        this.answer = answer;
    }

    /** Whole lines: what the order changes, or that it changes nothing, and what else is to be known. */
    static String changes(JsonNode answer) {
        OrderText text = new OrderText(answer);
        text.compare();
        return (text.rows == 0 ? "This changes nothing.\n" : text.table.text()) + told(answer);
    }

    private static String told(JsonNode answer) {
        JsonNode text = answer.path("text");
        return text.isTextual() ? Output.oneLine(text.asText()) + "\n" : "";
    }

    /** Whole lines: what became of weights, if they were written, and what counts from now on. */
    static String done(JsonNode answer) {
        JsonNode outcome = answer.path("outcome");
        return (outcome.isObject() ? changes(answer) + outcome.path("result").asText() + "\n" : told(answer))
                + Output.oneLine(said(answer)) + "\n";
    }

    private void compare() {
        JsonNode before = answer.path("before");
        JsonNode after = answer.path("orders");
        row("mode", before.path("mode").asText(), after.path("mode").asText());
        row(
                "log level",
                before.path("log_level").asText(),
                after.path("log_level").asText());
        row("all policies", paused(before.path("paused")), paused(after.path("paused")));
        named("policy ", "paused_policies", "may act", "paused ");
        named("", "held", "left to its policy", "set by hand ");
        row("after somebody's edit", leftAlone(answer.path("suspended_before")), leftAlone(answer.path("suspended")));
        JsonNode weights = answer.path("weights");
        weights.path("after")
                .fieldNames()
                .forEachRemaining(route -> row(
                        "weight of " + route,
                        weight(weights.path("before"), route),
                        weight(weights.path("after"), route)));
    }

    private void row(String what, String before, String after) {
        if (!before.equals(after)) {
            table.row(what, before, after);
            rows++;
        }
    }

    private String paused(JsonNode note) {
        return note.isObject() ? "paused " + note(note, answer) : "may act";
    }

    private static String leftAlone(JsonNode suspended) {
        return suspended.asBoolean() ? "left alone" : "left to its policy";
    }

    private void named(String prefix, String member, String otherwise, String otherwiseNot) {
        Map<String, String> before = notes(answer.path("before").path(member), otherwiseNot);
        Map<String, String> after = notes(answer.path("orders").path(member), otherwiseNot);
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.forEach(
                name -> row(prefix + name, before.getOrDefault(name, otherwise), after.getOrDefault(name, otherwise)));
    }

    private Map<String, String> notes(JsonNode notes, String prefix) {
        Map<String, String> all = new LinkedHashMap<>();
        notes.forEach(each -> all.put(each.path("name").asText(), prefix + note(each, answer)));
        return all;
    }

    private static String weight(JsonNode weights, String route) {
        double sum = 0;
        for (JsonNode each : weights) {
            sum += each.asInt();
        }
        int weight = weights.path(route).asInt();
        return sum == 0 ? "0" : String.format(Locale.ROOT, "%d (%.1f%%)", weight, 100 * weight / sum);
    }

    /** What counts, in one line. */
    static String said(JsonNode answer) {
        JsonNode orders = answer.path("orders");
        StringBuilder text = new StringBuilder("mode " + orders.path("mode").asText());
        if (orders.path("mode_by").isObject()) {
            text.append(" ").append(note(orders.path("mode_by"), answer));
        }
        JsonNode paused = orders.path("paused");
        text.append(paused.isObject() ? "; paused " + note(paused, answer) : "; not paused");
        if (orders.path("log_level_by").isObject()) {
            text.append("; log level ")
                    .append(orders.path("log_level").asText())
                    .append(" ")
                    .append(note(orders.path("log_level_by"), answer));
        }
        named(text, "; policy ", " paused ", orders.path("paused_policies"), answer);
        named(text, "; ", " set by hand ", orders.path("held"), answer);
        return text.toString();
    }

    private static void named(StringBuilder text, String before, String between, JsonNode notes, JsonNode answer) {
        notes.forEach(each -> text.append(before)
                .append(each.path("name").asText())
                .append(between)
                .append(note(each, answer)));
    }

    private static String note(JsonNode note, JsonNode answer) {
        String until = note.path("until").isNull() ? "" : ", until " + when(note.path("until"), answer);
        return "by " + note.path("who").asText() + ": " + note.path("reason").asText() + ", since "
                + when(note.path("since"), answer) + until;
    }

    /**
     * With its distance by the daemon's clock.
     *
     * @param answer that holds the time; its member {@code at} is when it was given
     */
    static String when(JsonNode time, JsonNode answer) {
        Instant at = Instant.parse(time.asText());
        JsonNode now = answer.path("at"); // which an older daemon does not tell
        return now.isTextual() ? When.of(at, Instant.parse(now.asText())) : When.of(at);
    }
}
