package io.steelyard.cli;

import io.steelyard.agent.LogThreshold;
import io.steelyard.config.ConfigLoader;
import io.steelyard.config.Durations;
import io.steelyard.config.Given;
import io.steelyard.config.HostPort;
import io.steelyard.model.LogLevel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The command {@code steelyard}. Results go to standard output; usage faults, errors and logs go to standard error, an
 * error as one line.
 */
@Command(
        name = "steelyard",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Watches a weighted load balancer and shifts its traffic to where there is room.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:ok", "1:failure", "2:wrong usage", "3:check found problems"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  steelyard demo                           see it balance simulated traffic",
            "  steelyard advise --socket SOCKET         what the weights should be",
            "  steelyard run --config steelyard.yaml    the daemon",
            "  steelyard check steelyard.yaml           every mistake in a configuration",
            "  steelyard init --socket SOCKET           a first configuration for an HAProxy",
            "  steelyard config show steelyard.yaml     what counts, with all the defaults",
            "  steelyard policies                       types of policies, their parameters",
            "  steelyard help check                     more about a command",
            "  source <(steelyard generate-completion)  completion for bash and zsh"
        })
public final class Root implements Callable<Integer> {

    /** What {@code check} answers when it found problems. */
    static final int PROBLEMS = 3;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-v", "--debug"},
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of an error.")
    private boolean debug;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            scope = ScopeType.INHERIT,
            completionCandidates = LogLevelNames.class,
            description = "What is logged to standard error: ${COMPLETION-CANDIDATES}. For run and serve it overrides"
                    + " log.level. Default: info.")
    private @Nullable LogLevel logLevel;

    @Option(
            names = "--log-format",
            paramLabel = "KIND", // completion tells options apart by their labels, and -o has FORMAT
            scope = ScopeType.INHERIT,
            description = "How it is logged: text, or json with one object a line. Default: text.")
    private @Nullable LogFormat logFormat;

    private Root() {}

    /**
     * The whole command line; {@code execute} on it answers the exit code.
     *
     * @param environment gives the value of a variable, or null when it is unset; usually {@code System::getenv}
     */
    public static CommandLine commandLine(Function<String, @Nullable String> environment) {
        return commandLine(environment, Terminal.INPUT);
    }

    /** @param terminal where somebody may be asked */
    static CommandLine commandLine(Function<String, @Nullable String> environment, Terminal terminal) {
        Root root = new Root();
        CommandLine line = new CommandLine(root);
        line.addSubcommand(new DemoCommand());
        ConfigFile.Loader loader = (file, flags) -> ConfigLoader.load(file, environment, flags);
        line.addSubcommand(new RunCommand(loader));
        line.addSubcommand(new ServeCommand(loader));
        line.addSubcommand(new CheckCommand(loader));
        line.addSubcommand(new SimulateCommand());
        line.addSubcommand(new ConfigCommand(loader));
        line.addSubcommand(new InitCommand());
        line.addSubcommand(new AdviseCommand(loader));
        line.addSubcommand(new PoliciesCommand());
        line.addSubcommand(new StatusCommand(environment::apply));
        AgentOrders.addTo(line, environment::apply, terminal);
        EndpointOrder.addTo(line, environment::apply, terminal);
        ClientCommands.addTo(line, environment::apply);
        line.addSubcommand(new AutoComplete.GenerateCompletion());
        line.addSubcommand(new CommandLine.HelpCommand());
        examples(line, "generate-completion", "source <(steelyard generate-completion)");
        examples(line, "help", "steelyard help check", "steelyard help config");
        return line.registerConverter(Duration.class, text -> converted(text, Durations::parse))
                .registerConverter(HostPort.class, text -> converted(text, HostPort::parse))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionStrategy(root::execute)
                .setParameterExceptionHandler(Faults::usage)
                .setExecutionExceptionHandler(Faults::failure);
    }

    /** For a command that picocli brings. */
    private static void examples(CommandLine line, String command, String... calls) {
        Objects.requireNonNull(line.getSubcommands().get(command))
                .getCommandSpec()
                .usageMessage()
                .footerHeading("%nExamples:%n")
                .footer(Arrays.stream(calls).map(call -> "  " + call).toArray(String[]::new));
    }

    /** With the fault in words of ours, without the name of its class. */
    private static <T> T converted(String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException fault) {
            throw new TypeConversionException("'" + text + "': " + fault.getMessage());
        }
    }

    private int execute(CommandLine.ParseResult parsed) {
        if (logLevel != null) {
            LogThreshold.set(logLevel);
        }
        if (logFormat != null) {
            logFormat.apply();
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    boolean debug() {
        return debug;
    }

    /** The level that was asked for on the command line, as the setting that it overrides. */
    static Optional<Given> logLevel(CommandLine line) {
        return line.getCommandSpec().root().userObject() instanceof Root root
                ? Optional.ofNullable(root.logLevel).map(level -> new Given("log.level", level.label(), "--log-level"))
                : Optional.empty();
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), "no command given");
    }
}
