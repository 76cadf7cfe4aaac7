package io.steelyard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.cli.ClientCommands.Environment;
import io.steelyard.model.LogLevel;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code pause}, {@code resume} and {@code log-level} have in common. */
abstract class OrderCommand implements Callable<Integer> {

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

    private final Environment environment;

    OrderCommand(Environment environment) {
        this.environment = environment;
        this.daemon = new Daemon(environment);
    }

    /** Where the order goes, under {@code /api/v1/}. */
    abstract String path();

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
        Daemon.Reply reply = daemon.post("/api/v1/" + path(), body);
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (reply.status() != 200) {
            String where = reply.status() == 401 ? "; give --token-file FILE, or set " + Daemon.TOKEN : "";
            line.getErr().println("error: " + Output.oneLine(reply.refusal()) + where);
            return CommandLine.ExitCode.SOFTWARE;
        }
        line.getOut().println(StatusCommand.said(reply.json().path("orders")));
        line.getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    private static String of(@Nullable String policy, String verb) {
        return policy == null ? verb : "policies/" + URLEncoder.encode(policy, StandardCharsets.UTF_8) + "/" + verb;
    }

    /** No more writes. */
    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = {
                "Tells a running daemon to write no more weights.",
                "",
                "It goes on watching and deciding. The pause outlives the daemon: it counts again after a restart."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  steelyard pause --reason \"deploy of web\" --for 30m",
                "  steelyard pause --policy web --reason \"looks wrong\""
            })
    static final class Pause extends OrderCommand {

        @Option(names = "--for", paramLabel = "D", description = "End it after so long, such as 30m. Default: by hand.")
        private @Nullable String term;

        @Option(names = "--policy", paramLabel = "NAME", description = "Only this policy. Default: all of them.")
        private @Nullable String policy;

        Pause(Environment environment) {
            super(environment);
        }

        @Override
        String path() {
            return of(policy, "pause");
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

        @Option(names = "--policy", paramLabel = "NAME", description = "Only this policy. Default: all of them.")
        private @Nullable String policy;

        Resume(Environment environment) {
            super(environment);
        }

        @Override
        String path() {
            return of(policy, "resume");
        }

        @Override
        void complete(Map<String, Object> body) {}
    }

    /** More of the log, or less. */
    @Command(
            name = "log-level",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = {
                "Tells a running daemon how much to log.",
                "",
                "The configured level counts again after the time, after an order for it, and after a restart."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  steelyard log-level debug --for 10m --reason \"why is nothing moved?\"",
                "  steelyard log-level info --reason \"seen enough\""
            })
    static final class Loudness extends OrderCommand {

        @Parameters(
                paramLabel = "LEVEL",
                completionCandidates = LogLevelNames.class,
                description = "One of ${COMPLETION-CANDIDATES}.")
        private LogLevel level = LogLevel.INFO;

        @Option(names = "--for", paramLabel = "D", description = "End it after so long, such as 10m. Default: by hand.")
        private @Nullable String term;

        Loudness(Environment environment) {
            super(environment);
        }

        @Override
        String path() {
            return "log-level";
        }

        @Override
        void complete(Map<String, Object> body) {
            body.put("level", level.label());
            if (term != null) {
                body.put("for", term);
            }
        }
    }

    static String text(JsonNode note) {
        String until = note.path("until").isNull() ? "" : ", until " + seconds(note.path("until"));
        return "by " + note.path("who").asText() + ": " + note.path("reason").asText() + ", since "
                + seconds(note.path("since")) + until;
    }

    private static Instant seconds(JsonNode time) {
        return Instant.parse(time.asText()).truncatedTo(ChronoUnit.SECONDS);
    }
}
