package io.steelyard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.cli.ClientCommands.Environment;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code pause} and {@code resume} have in common. */
abstract class OrderCommand implements Callable<Integer> {

    private final String verb;

    @Mixin
    private final Daemon daemon;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why; stands on the page and in the audit log.")
    private String reason = "";

    @Option(names = "--by", paramLabel = "NAME", description = "Who you are. Default: the variable USER.")
    private @Nullable String by;

    @Option(names = "--policy", paramLabel = "NAME", description = "Only this policy. Default: all of them.")
    private @Nullable String policy;

    private final Environment environment;

    OrderCommand(String verb, Environment environment) {
        this.verb = verb;
        this.environment = environment;
        this.daemon = new Daemon(environment);
    }

    /** More members of the body. */
    abstract void complete(Map<String, Object> body);

    @Override
    public final Integer call() throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("reason", reason);
        String name = by != null ? by : environment.get("USER");
        if (name != null && !name.isBlank()) {
            body.put("by", name);
        }
        complete(body);
        String path = policy == null
                ? "/api/v1/" + verb
                : "/api/v1/policies/" + URLEncoder.encode(policy, StandardCharsets.UTF_8) + "/" + verb;
        Daemon.Reply reply = daemon.post(path, body);
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (reply.status() != 200) {
            line.getErr().println("error: " + Output.oneLine(reply.refusal()));
            return CommandLine.ExitCode.SOFTWARE;
        }
        line.getOut().println(StatusCommand.said(reply.json().path("orders")));
        line.getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    /** No more writes. */
    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = {
                "Tells a running daemon to write no more weights. It goes on watching and deciding.",
                "A restart of the daemon ends a pause."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  steelyard pause --reason \"deploy of web\" --for 30m",
                "  steelyard pause --policy web --reason \"looks wrong\""
            })
    static final class Pause extends OrderCommand {

        @Option(names = "--for", paramLabel = "D", description = "End it after so long, such as 30m. Default: by hand.")
        private @Nullable String term;

        Pause(Environment environment) {
            super("pause", environment);
        }

        @Override
        void complete(Map<String, Object> body) {
            if (term != null) {
                body.put("for", term);
            }
        }
    }

    /** Ends a pause. */
    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = "Tells a running daemon that its policies may write again.",
            footerHeading = "%nExamples:%n",
            footer = "  steelyard resume --reason \"deploy done\"")
    static final class Resume extends OrderCommand {

        Resume(Environment environment) {
            super("resume", environment);
        }

        @Override
        void complete(Map<String, Object> body) {}
    }

    static String text(JsonNode note) {
        String until = note.path("until").isNull()
                ? ""
                : ", until " + note.path("until").asText();
        return "by " + note.path("who").asText() + ": " + note.path("reason").asText() + until;
    }
}
