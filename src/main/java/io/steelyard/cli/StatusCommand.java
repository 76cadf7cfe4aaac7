package io.steelyard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.cli.ClientCommands.Environment;
import io.steelyard.model.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a running daemon does. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Asks a running daemon how it does.",
            "",
            "Then come endpoints and routes with their weights and what is wanted of them: those that want attention"
                    + " first, then the least balanced.",
            "",
            "Exit 0 if its newest snapshot is recent, 1 if not, or if it does not answer."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  steelyard status",
            "  steelyard status --endpoint www.example.com",
            "  steelyard status -o json --url https://steelyard.example.com",
            "  steelyard status --healthcheck             is it alive? for a container"
        })
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private final Daemon daemon;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--endpoint", paramLabel = "NAME", description = "Show this endpoint alone, with all its routes.")
    private @Nullable String endpoint;

    @Option(names = "--healthcheck", description = "Ask only whether it is alive; prints nothing.")
    private boolean healthcheck;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table for people, json or yaml for programs. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.table;

    StatusCommand(Environment environment) {
        this.daemon = new Daemon(environment);
    }

    @Override
    public Integer call() throws IOException {
        if (healthcheck) {
            return daemon.get("/-/healthy").status() == 200 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        JsonNode status = told("/api/v1/status");
        Optional<String> asked = Optional.ofNullable(endpoint);
        Output out = new Output(format);
        List<JsonNode> endpoints =
                out.isTable() || asked.isPresent() ? StatusTable.endpoints(told("/api/v1/snapshot"), asked) : List.of();
        if (asked.isPresent() && endpoints.isEmpty()) {
            throw FailedException.of("no endpoint " + asked.get() + "; without --endpoint they are listed");
        }
        if (out.isTable()) {
            table(status).forEach(text -> out.line(Output.oneLine(text)));
            String table = StatusTable.of(endpoints, asked.isPresent());
            out.text(table.isEmpty() ? "" : "\n" + table);
        } else {
            out.data(asked.isPresent() ? ((ObjectNode) status).set("endpoint", endpoints.get(0)) : status);
        }
        out.flush(line.getOut(), line.getErr());
        String state = status.path("state").asText();
        return state.equals("ok") || state.equals("missed") ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private JsonNode told(String path) throws IOException {
        Daemon.Reply reply = daemon.get(path);
        if (reply.status() != 200) {
            throw reply.refused();
        }
        return reply.json();
    }

    /** What is wrong first: whoever reads no more than two lines must have read that. */
    private static List<String> table(JsonNode status) {
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
        return lines;
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
            lines.add("ORDERS    a restart ends them: "
                    + status.path("orders_unkept").asText());
        }
        held(status, true).forEach(lines::add);
        status.path("suspended")
                .forEach(each -> lines.add("SUSPENDED " + each.path("endpoint").asText() + ", since "
                        + OrderText.when(each.path("since"), status) + ": "
                        + each.path("text").asText()));
        return lines;
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
