package io.steelyard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.model.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The endpoints and routes of a snapshot as the API tells it; what wants to be looked at first, and not all of many. */
final class StatusTable {

    /** Routes shown unless one endpoint is asked for. */
    private static final int ROUTES = 30;

    private StatusTable() {}

    /** Those that are meant: one, or all of them, the worst first. */
    static List<JsonNode> endpoints(JsonNode snapshot, JsonNode status, Optional<String> asked) {
        List<JsonNode> all = list(snapshot.path("endpoints"));
        if (asked.isEmpty()) {
            return all.stream()
                    .sorted(Comparator.comparing((JsonNode endpoint) -> isFine(endpoint, status))
                            .thenComparing(endpoint ->
                                    -endpoint.path("imbalance_ratio").asDouble(0)))
                    .toList();
        }
        return all.stream()
                .filter(endpoint -> name(endpoint).equals(asked.get()))
                .toList();
    }

    /** Empty if there is nothing to show. */
    static String of(List<JsonNode> endpoints, JsonNode status, boolean whole) {
        Table table = new Table("ENDPOINT", "ROUTE", "REQ/S", "LOAD", "SHARE", "WEIGHT", "STATE");
        int shown = 0;
        int complete = 0;
        for (JsonNode endpoint : endpoints) {
            List<JsonNode> routes = list(endpoint.path("routes"));
            int most = whole ? routes.size() : Math.min(routes.size(), ROUTES - shown);
            routes.subList(0, most).forEach(route -> table.row(row(endpoint, route, state(endpoint, route, status))));
            shown += most;
            complete += most == routes.size() ? 1 : 0;
        }
        int routes =
                endpoints.stream().mapToInt(one -> one.path("routes").size()).sum();
        if (routes == 0) {
            return "";
        }
        return table.text()
                + (shown < routes
                        ? "and %s more, of %s; --endpoint NAME shows one whole\n"
                                .formatted(
                                        Printable.count(routes - shown, "route"),
                                        Printable.count(endpoints.size() - complete, "endpoint"))
                        : "");
    }

    private static Object[] row(JsonNode endpoint, JsonNode route, String state) {
        return new Object[] {
            name(endpoint),
            route.path("route").asText(),
            number(route.path("requests_per_second"), 1),
            number(route.path("load"), 2),
            change(percent(route.path("share")), percent(route.path("desired_share"))),
            change(number(route.path("weight"), 0), number(route.path("desired_weight"), 0)),
            state
        };
    }

    private static String state(JsonNode endpoint, JsonNode route, JsonNode status) {
        List<String> words = new ArrayList<>();
        held(endpoint, status)
                .ifPresent(
                        inForce -> words.add(inForce || asSet(endpoint, route, status) ? "by hand" : "not in force"));
        if (endpoint.path("suspended").asBoolean()) {
            words.add("suspended");
        }
        if (unaudited(endpoint, status)) {
            words.add("no writes");
        } else if (failing(endpoint)) {
            words.add("writes fail");
        }
        rule(endpoint).ifPresent(words::add);
        if (endpoint.path("suspect").isTextual()) {
            words.add("suspect");
        }
        if (endpoint.path("policy").isNull()) {
            words.add("no policy");
        }
        if (abandoned(route)) {
            words.add("no backends");
        }
        return words.isEmpty() ? "ok" : String.join(", ", words);
    }

    /** True if this one weighs what was set by hand, or if others were set and this one not. */
    private static boolean asSet(JsonNode endpoint, JsonNode route, JsonNode status) {
        List<JsonNode> set = list(status.path("by_hand")).stream()
                .filter(each -> each.path("endpoint").asText().equals(name(endpoint)))
                .flatMap(each -> list(each.path("routes")).stream())
                .toList();
        return !set.isEmpty()
                && set.stream()
                        .filter(each -> each.path("route").equals(route.path("route")))
                        .allMatch(each -> each.path("now").equals(each.path("set")));
    }

    /** True if its policy could write but for the audit log. */
    private static boolean unaudited(JsonNode endpoint, JsonNode status) {
        return status.path("audit_fault").isTextual()
                && status.path("mode").asText().equals("act")
                && endpoint.path("policy").isTextual();
    }

    private static boolean failing(JsonNode endpoint) {
        return endpoint.path("write_fault").isTextual();
    }

    /** The rule of the Guard that holds it for longer than some readings: "held by flips". */
    private static Optional<String> rule(JsonNode endpoint) {
        return list(endpoint.path("attention")).stream()
                .map(concern -> concern.path("word").asText())
                .filter(word -> word.startsWith("held by "))
                .findFirst();
    }

    private static boolean abandoned(JsonNode route) {
        return route.path("backends").asInt() == 0 && route.path("weight").asInt() > 0;
    }

    /** Whether its weights by hand are in force; empty if it has none. */
    private static Optional<Boolean> held(JsonNode endpoint, JsonNode status) {
        return list(status.path("orders").path("held")).stream()
                .filter(order -> order.path("name").asText().equals(name(endpoint)))
                .map(order -> order.path("in_force").asBoolean(true))
                .findFirst();
    }

    /** False sorts first. */
    private static boolean isFine(JsonNode endpoint, JsonNode status) {
        return held(endpoint, status).orElse(true)
                && !endpoint.path("suspended").asBoolean()
                && !unaudited(endpoint, status)
                && !failing(endpoint)
                && rule(endpoint).isEmpty()
                && !endpoint.path("suspect").isTextual()
                && list(endpoint.path("routes")).stream().noneMatch(StatusTable::abandoned);
    }

    private static String change(String now, String wanted) {
        return wanted.equals("-") || wanted.equals(now) ? now : now + " -> " + wanted;
    }

    private static String percent(JsonNode share) {
        return share.isNumber() ? number(100 * share.asDouble(), 1) + "%" : "-";
    }

    private static String number(JsonNode value, int digits) {
        return value.isNumber() ? number(value.asDouble(), digits) : "-";
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private static String name(JsonNode endpoint) {
        return endpoint.path("endpoint").asText();
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
