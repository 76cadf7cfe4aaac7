package io.steelyard.cli;

import io.steelyard.backplane.BackplaneClient;
import io.steelyard.backplane.BackplaneException;
import io.steelyard.backplane.ClientBuilder;
import io.steelyard.backplane.StatusException;
import io.steelyard.cli.ClientCommands.Environment;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands have in common: where the API is, how results are written, and how a call ends in an exit code. */
abstract class ClientCommand implements Callable<Integer> {

    static final String URL = "STEELYARD_URL";
    static final String TOKEN = "STEELYARD_TOKEN";

    private final Environment environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Base URL of the API; http only to loopback. Default: the variable " + URL + ".")
    private @Nullable String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File that holds the token. Default: the token in the variable " + TOKEN + ".")
    private @Nullable Path tokenFile;

    @Option(
            names = "--timeout",
            paramLabel = "D",
            defaultValue = "10s",
            description = "Deadline of each call. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofSeconds(10);

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table for people, json or yaml for programs. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.table;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    ClientCommand(Environment environment) {
        this.environment = environment;
    }

    /** Does it; what it has put out before it fails is not shown. */
    abstract void run(BackplaneClient client, Output out);

    /** The command that does through a running daemon what this one does at a balancer; who mixes them up is told. */
    Optional<String> daemonsOwn() {
        return Optional.empty();
    }

    @Override
    public final Integer call() {
        BackplaneClient client = client();
        Output out = new Output(format);
        try {
            run(client, out);
            out.flush(commandLine().getOut(), commandLine().getErr());
            return CommandLine.ExitCode.OK;
        } catch (BackplaneException | IllegalStateException | IllegalArgumentException e) {
            String hint = e instanceof BackplaneException fault && fault.kind() == BackplaneException.Kind.HTTP_4XX
                    ? daemonsOwn()
                            .map(own -> "; if this is a running daemon: " + own)
                            .orElse("")
                    : "";
            String message = Output.oneLine(String.valueOf(e.getMessage())) + hint;
            throw e instanceof StatusException answer
                    ? FailedException.answered(message, answer.status())
                    : FailedException.of(message);
        } finally {
            client.close().block(Duration.ofSeconds(5));
        }
    }

    private BackplaneClient client() {
        String at = url != null ? url : environment.get(URL);
        if (at == null || at.isBlank()) {
            throw usage("no URL: give --url URL or set " + URL
                    + daemonsOwn()
                            .map(own -> "; through a running daemon: " + own)
                            .orElse(""));
        }
        try {
            ClientBuilder builder =
                    BackplaneClient.builder(URI.create(at.strip())).deadline(timeout);
            if (tokenFile != null) {
                return builder.tokenFile(tokenFile).build();
            }
            String token = environment.get(TOKEN);
            if (token == null || token.isBlank()) {
                throw usage("no token: give --token-file FILE or set " + TOKEN);
            }
            return builder.token(token.strip()).build();
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    final ParameterException usage(String message) {
        return new ParameterException(commandLine(), Output.oneLine(message));
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("the command is not part of a command line");
        }
        return spec.commandLine();
    }
}
