package io.steelyard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.cli.ClientCommands.Environment;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
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
        JsonNode status = daemon.get("/api/v1/status").json("state");
        Optional<String> asked = Optional.ofNullable(endpoint);
        Output out = new Output(format);
        List<JsonNode> endpoints = out.isTable() || asked.isPresent()
                ? StatusTable.endpoints(daemon.get("/api/v1/snapshot").json("endpoints"), status, asked)
                : List.of();
        if (asked.isPresent() && endpoints.isEmpty()) {
            throw FailedException.of("no endpoint " + asked.get() + "; without --endpoint they are listed");
        }
        if (out.isTable()) {
            StatusText.of(status, asked.map(name -> endpoints.get(0))).forEach(text -> out.line(Output.oneLine(text)));
            String table = StatusTable.of(endpoints, status, asked.isPresent());
            out.text(table.isEmpty() ? "" : "\n" + table);
        } else {
            out.data(asked.isPresent() ? ((ObjectNode) status).set("endpoint", endpoints.get(0)) : status);
        }
        out.flush(line.getOut(), line.getErr());
        String state = status.path("state").asText();
        return state.equals("ok") || state.equals("missed") ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
