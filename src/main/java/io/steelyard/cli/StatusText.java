package io.steelyard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.model.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** How the daemon as a whole does, in lines for people. */
final class StatusText {

    private static final int MOST = 5;

    private StatusText() {}

    /**
     * What is wrong first: whoever reads no more than two lines must have read that.
     *
     * @param asked the one endpoint that was asked for, of which the last write is told then
     */
    static List<String> of(JsonNode status, Optional<JsonNode> asked) {
        List<String> lines = new ArrayList<>();
        lines.add("steelyard " + status.path("version").asText() + ", "
                + status.path("state").asText());
        lines.addAll(problems(status));
        lines.add("balancer  " + status.path("source").asText("not polled yet")
                + (status.path("generation").isNull()
                        ? ""
                        : ", snapshot %s, %.1fs old, %s, %s, %s"
                                .formatted(
                                        status.path("generation").asText(),
                                        status.path("snapshot_age_seconds").asDouble(),
                                        Printable.count(status.path("endpoints").asInt(), "endpoint"),
                                        Printable.count(status.path("routes").asInt(), "route"),
                                        Printable.count(status.path("backends").asInt(), "backend"))));
        lines.add("orders    " + OrderText.said(status));
        held(status, false).forEach(lines::add);
        lines.add("last write " + lastWrite(asked.orElse(status).path("last_write"), status));
        return lines;
    }

    private static String lastWrite(JsonNode write, JsonNode status) {
        return write.isObject()
                ? OrderText.when(write.path("at"), status) + " to "
                        + write.path("endpoint").asText() + ", "
                        + write.path("text").asText()
                : "none known";
    }

    private static List<String> problems(JsonNode status) {
        List<String> lines = new ArrayList<>();
        JsonNode poll = status.path("last_poll");
        if (poll.isObject() && !poll.path("ok").asBoolean()) {
            lines.add("POLL      the last failed: " + poll.path("cause").asText() + ": "
                    + poll.path("message").asText());
        }
        if (status.path("audit_fault").isTextual()) {
            lines.add("AUDIT     nothing is written, and only a pause is obeyed: "
                    + status.path("audit_fault").asText());
        }
        status.path("files_refused").forEach(file -> lines.add("REFUSED   " + refused(file, status)));
        if (status.path("orders_unkept").isTextual()) {
            lines.add("ORDERS    are not kept, a restart would end those that stand: "
                    + status.path("orders_unkept").asText());
        }
        held(status, true).forEach(lines::add);
        lines.addAll(failing(status));
        status.path("suspended")
                .forEach(each -> lines.add("SUSPENDED " + each.path("endpoint").asText() + ", since "
                        + OrderText.when(each.path("since"), status) + ": "
                        + each.path("text").asText()));
        return lines;
    }

    /** Some of them: when no write succeeds, that may be all endpoints. For want of an audit log it is, and one line tells. */
    private static List<String> failing(JsonNode status) {
        boolean unaudited = status.path("audit_fault").isTextual();
        Map<Boolean, List<JsonNode>> failing = StreamSupport.stream(
                        status.path("writes_failing").spliterator(), false)
                .collect(Collectors.partitioningBy(each -> unaudited
                        && each.path("outcome").path("reason").asText().equals("unaudited")));
        List<JsonNode> others = Objects.requireNonNull(failing.get(false));
        List<String> lines = new ArrayList<>();
        if (unaudited && status.path("mode").asText().equals("act")) {
            lines.add("WRITES    none are made, for what AUDIT says"
                    + waiting(Objects.requireNonNull(failing.get(true)), status));
        }
        others.stream()
                .limit(MOST)
                .forEach(each -> lines.add("WRITES    " + each.path("endpoint").asText() + ", since "
                        + OrderText.when(each.path("since"), status) + ": "
                        + each.path("text").asText()));
        if (others.size() > MOST) {
            lines.add("WRITES    fail on " + Printable.count(others.size() - MOST, "more endpoint"));
        }
        return lines;
    }

    private static String waiting(List<JsonNode> refused, JsonNode status) {
        return refused.stream()
                .map(each -> each.path("since"))
                .min(Comparator.comparing(since -> Instant.parse(since.asText())))
                .map(since -> "; " + Printable.count(refused.size(), "endpoint")
                        + (refused.size() == 1 ? " waits" : " wait") + " for one, since "
                        + OrderText.when(since, status))
                .orElse("");
    }

    /** @param undone those that are not in force, or the others */
    private static Stream<String> held(JsonNode status, boolean undone) {
        return StreamSupport.stream(status.path("by_hand").spliterator(), false)
                .filter(each -> undone != each.path("in_force").asBoolean(true)) // null: not known
                .map(each -> (undone ? "BY HAND   " : "by hand   ")
                        + each.path("endpoint").asText() + ", "
                        + each.path("text").asText() + "; "
                        + OrderText.note(each, status));
    }

    private static String refused(JsonNode file, JsonNode status) {
        int more = file.path("errors").asInt() - 1;
        return file.path("file").asText() + " is refused since " + OrderText.when(file.path("since"), status)
                + ", what it said before still counts: " + file.path("error").asText()
                + (more > 0 ? " (and " + more + " more)" : "") + "; to end this: "
                + file.path("remedy").asText();
    }
}
