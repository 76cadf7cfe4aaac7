package io.steelyard.cli;

import io.steelyard.agent.Survey;
import io.steelyard.config.BackplaneSettings;
import io.steelyard.config.BalancerSettings;
import io.steelyard.config.BaseUrl;
import io.steelyard.config.ByteSize;
import io.steelyard.config.ControlSocket;
import io.steelyard.config.HaproxySettings;
import io.steelyard.config.Secret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A first configuration for a balancer that is there. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Looks at a balancer and prints a commented configuration for what it finds.",
            "",
            "It reads only. The mode that it writes down is propose: with that the daemon computes and logs, and never"
                    + " writes to the balancer."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  steelyard init --socket /run/haproxy/admin.sock -o steelyard.yaml",
            "  steelyard init --url https://balancer.example.com --token-file token > s.yaml"
        })
final class InitCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Spec
    private @Nullable CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private @Nullable Where where;

    @Option(names = "--token-file", paramLabel = "FILE", description = "With --url: file that holds the token.")
    private @Nullable Path tokenFile;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write it; a file that is there is never written over. Default: standard output.")
    private @Nullable Path output;

    /** Where the balancer is. */
    static final class Where {

        @Option(names = "--socket", paramLabel = "SOCKET", description = "HAProxy's stats socket: a path or HOST:PORT.")
        private @Nullable String socket;

        @Option(names = "--url", paramLabel = "URL", description = "Base URL of a Backplane API.")
        private @Nullable String url;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (output != null && Files.exists(output)) {
            throw there(output);
        }
        BalancerSettings balancer = balancer(line);
        Survey survey = Survey.of(balancer).blockOptional(PATIENCE).orElseThrow();
        String text = FirstConfig.of(balancer, survey.snapshot());
        if (output == null) {
            line.getOut().print(text);
            line.getOut().flush();
        } else {
            write(output, text);
            line.getErr().println(output + " is written; next: steelyard check --online " + output);
        }
        return CommandLine.ExitCode.OK;
    }

    private static void write(Path file, String text) throws IOException {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException meanwhile) {
            throw there(file);
        } catch (IOException fault) {
            throw new IOException("--output: " + file + " cannot be written: " + fault, fault);
        }
    }

    private static IllegalStateException there(Path file) {
        return new IllegalStateException(
                "--output: " + file + " is there already and is not written over; move it away, or name another");
    }

    private BalancerSettings balancer(CommandLine line) throws IOException {
        try {
            Where at = Objects.requireNonNull(where);
            if (at.socket != null) {
                return haproxy(ControlSocket.parse(at.socket).from(Path.of("").toAbsolutePath()));
            }
            if (tokenFile == null) {
                throw new ParameterException(
                        line, "--token-file: is required with --url; name a file that holds the token");
            }
            return backplane(BaseUrl.parse(Objects.requireNonNull(at.url)), tokenFile.toAbsolutePath());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, "the balancer's address " + e.getMessage());
        }
    }

    private static BalancerSettings haproxy(ControlSocket socket) {
        HaproxySettings settings = new HaproxySettings(socket, List.of(), Optional.empty(), 1);
        return new BalancerSettings(
                BalancerSettings.Type.HAPROXY, Optional.empty(), Optional.of(settings), Optional.empty());
    }

    private static BalancerSettings backplane(BaseUrl url, Path token) throws IOException {
        BackplaneSettings settings = new BackplaneSettings(url, Secret.in(token), ByteSize.parse("64MB"));
        return new BalancerSettings(
                BalancerSettings.Type.BACKPLANE, Optional.of(settings), Optional.empty(), Optional.empty());
    }
}
