package io.steelyard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.web.When;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** What operators have said, and what an order changes, as text. */
final class OrderText {

    private final JsonNode answer;
    private final Table table = new Table("WHAT", "NOW", "THEN");
    private int rows;

    private OrderText(JsonNode answer) {
        this.answer = answer;
    }

    /**
     * Whole lines: what the order changes, or that it changes nothing, and what else is to be known.
     *
     * @param endpoint that it is about; empty if it is about none
     */
    static String changes(JsonNode answer, String endpoint) {
        OrderText text = new OrderText(answer);
        text.compare(endpoint);
        return (text.rows == 0 ? "This changes nothing.\n" : text.table.text()) + told(answer);
    }

    private static String told(JsonNode answer) {
        JsonNode text = answer.path("text");
        return text.isTextual() ? Output.oneLine(text.asText()) + "\n" : "";
    }

    /** Whole lines: what became of the endpoint, if it is about one, and what counts from now on. */
    static String done(JsonNode answer, String endpoint) {
        JsonNode outcome = answer.path("outcome");
        return (endpoint.isEmpty() ? told(answer) : changes(answer, endpoint))
                + (outcome.isObject() ? outcome.path("result").asText() + "\n" : "")
                + Output.oneLine(saidAll(answer)) + "\n";
    }

    private void compare(String endpoint) {
        JsonNode before = answer.path("before");
        JsonNode after = answer.path("orders");
        row("mode", level(before, "mode"), level(after, "mode"));
        row("log level", level(before, "log_level"), level(after, "log_level"));
        row("all policies", paused(before.path("paused")), paused(after.path("paused")));
        named("policy ", notes("paused_policies", note -> "paused "), "may act");
        named("", held(endpoint), "left to its policy");
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

    /** Of the mode or the log level: what it is, and who said so if it is not as configured. */
    private String level(JsonNode orders, String member) {
        JsonNode by = orders.path(member + "_by");
        return orders.path(member).asText() + (by.isObject() ? " " + note(by, answer) : "");
    }

    /** Weights by hand; where there are none, the endpoint may be suspended. */
    private Sides held(String endpoint) {
        Sides held = notes("held", OrderText::byHand);
        suspended(held.before, endpoint, "suspended_before");
        suspended(held.after, endpoint, "suspended");
        return held;
    }

    private void suspended(Map<String, String> held, String endpoint, String member) {
        if (answer.path(member).asBoolean()) {
            held.putIfAbsent(endpoint, "left alone after somebody's edit");
        }
    }

    private void named(String prefix, Sides sides, String otherwise) {
        Set<String> names = new TreeSet<>(sides.before.keySet());
        names.addAll(sides.after.keySet());
        names.forEach(name -> row(
                prefix + name, sides.before.getOrDefault(name, otherwise), sides.after.getOrDefault(name, otherwise)));
    }

    /** By name, what counts before the order and after it. */
    private record Sides(Map<String, String> before, Map<String, String> after) {}

    private Sides notes(String member, Function<JsonNode, String> prefix) {
        return new Sides(
                notes(answer.path("before").path(member), prefix),
                notes(answer.path("orders").path(member), prefix));
    }

    private Map<String, String> notes(JsonNode notes, Function<JsonNode, String> prefix) {
        Map<String, String> all = new LinkedHashMap<>();
        notes.forEach(each -> all.put(each.path("name").asText(), prefix.apply(each) + note(each, answer)));
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
    private static String saidAll(JsonNode answer) {
        StringBuilder text = new StringBuilder(said(answer));
        named(text, "; ", each -> " " + byHand(each), answer.path("orders").path("held"), answer);
        return text.toString();
    }

    /** What counts but for the weights of single endpoints, in one line. */
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
        named(text, "; policy ", each -> " paused ", orders.path("paused_policies"), answer);
        return text.toString();
    }

    private static String byHand(JsonNode held) {
        return "set by hand " + (held.path("in_force").asBoolean(true) ? "" : "(not in force) ");
    }

    private static void named(
            StringBuilder text, String before, Function<JsonNode, String> between, JsonNode notes, JsonNode answer) {
        notes.forEach(each -> text.append(before)
                .append(each.path("name").asText())
                .append(between.apply(each))
                .append(note(each, answer)));
    }

    /** Who said it, why, since when and until when. */
    static String note(JsonNode note, JsonNode answer) {
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
