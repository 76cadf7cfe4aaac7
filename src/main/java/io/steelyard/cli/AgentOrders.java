package io.steelyard.cli;

import io.steelyard.cli.ClientCommands.Environment;
import io.steelyard.model.LogLevel;
import io.steelyard.model.Mode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Orders about the daemon as a whole, or a policy: {@code pause}, {@code resume}, {@code mode} and {@code log-level}. */
final class AgentOrders {

    private AgentOrders() {}

    static void addTo(CommandLine root, Environment environment, Terminal terminal) {
        root.addSubcommand(new Pause(environment));
        root.addSubcommand(new Resume(environment));
        root.addSubcommand(new SetMode(environment, terminal));
        root.addSubcommand(new Loudness(environment));
    }

    private static String of(@Nullable String policy, String verb) {
        return policy == null ? verb : "policies/" + Daemon.segment(policy) + "/" + verb;
    }

    /** No more writes. A brake is pulled without being asked twice. */
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
    private static final class Pause extends OrderCommand {

        @Mixin
        private final Term term = new Term();

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
            term.into(body);
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
    private static final class Resume extends OrderCommand {

        @Option(names = "--policy", paramLabel = "NAME", description = "Only this policy. Default: all of them.")
        private @Nullable String policy;

        Resume(Environment environment) {
            super(environment);
        }

        @Override
        String path() {
            return of(policy, "resume");
        }
    }

    /** Another mode. */
    @Command(
            name = "mode",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = {
                "Tells a running daemon how far it may go, whatever its configuration says.",
                "",
                "observe reads and exports, propose also decides and logs, act also writes weights. What would change is"
                        + " shown and asked about first. The configured mode ends the order; one that does more than the"
                        + " configuration says is not kept over a restart."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  steelyard mode propose --reason \"what is it doing?\"",
                "  steelyard mode act --for 1h --reason \"a trial\" --yes"
            })
    private static final class SetMode extends AskingOrder {

        @Mixin
        private final Term term = new Term();

        @Parameters(
                paramLabel = "MODE",
                completionCandidates = ModeNames.class,
                description = "One of ${COMPLETION-CANDIDATES}.")
        private Mode mode = Mode.OBSERVE;

        SetMode(Environment environment, Terminal terminal) {
            super(environment, terminal);
        }

        @Override
        String path() {
            return "mode";
        }

        @Override
        void complete(Map<String, Object> body) {
            body.put("mode", mode.label());
            term.into(body);
        }
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
    private static final class Loudness extends OrderCommand {

        @Mixin
        private final Term term = new Term();

        @Parameters(
                paramLabel = "LEVEL",
                completionCandidates = LogLevelNames.class,
                description = "One of ${COMPLETION-CANDIDATES}.")
        private LogLevel level = LogLevel.INFO;

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
            term.into(body);
        }
    }
}
