package io.steelyard.cli;

import io.steelyard.agent.Advised;
import io.steelyard.agent.Study;
import io.steelyard.config.Config;
import io.steelyard.config.ConfigLoader;
import io.steelyard.config.ControlSocket;
import io.steelyard.config.Loaded;
import io.steelyard.policy.Concurrency;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A look at a balancer, and what could be better. */
@Command(
        name = "advise",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Watches a balancer for a minute and says what its weights should be.",
            "",
            "It tells the capacity of each route with its confidence, what the new weights would do, and the commands to"
                    + " set them by hand. It is the same estimate that the daemon moves by, and it never writes to the"
                    + " balancer."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  steelyard advise --socket /run/haproxy/admin.sock",
            "  steelyard advise --socket /run/haproxy/admin.sock --for 5m --concurrency 8",
            "  steelyard advise --config steelyard.yaml -o json"
        })
final class AdviseCommand implements Callable<Integer> {

    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Readings between two lines where there is no terminal. */
    private static final int LINES = 15;

    private final ConfigFile.Loader loader;

    @Spec
    private @Nullable CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private @Nullable Where where;

    @Option(
            names = "--for",
            paramLabel = "D",
            defaultValue = "60s",
            description = "How long to watch, 5s to 1h. Default: ${DEFAULT-VALUE}.")
    private Duration duration = Duration.ofSeconds(60);

    @Option(
            names = "--concurrency",
            paramLabel = "K",
            description = "Requests that a backend works on at a time, if you know it: a number, or inf for a load in"
                    + " proportion to the rate. Default: what the configuration says, else auto.")
    private @Nullable String concurrency;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table for people, json or yaml for programs. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.table;

    /** Where the balancer is. */
    static final class Where {

        @Option(names = "--socket", paramLabel = "SOCKET", description = "HAProxy's stats socket: a path or HOST:PORT.")
        private @Nullable String socket;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "A configuration: its balancer, policies and guard count; its mode does not.")
        private @Nullable Path config;
    }

    AdviseCommand(ConfigFile.Loader loader) {
        this.loader = loader;
    }

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new ParameterException(line, "--for: " + duration.toSeconds() + "s is not in 5s to 1h");
        }
        Optional<Concurrency> known = concurrency(line);
        List<Advised> advised = study(config(line), known, line);
        Output out = new Output(format);
        if (out.isTable()) {
            out.text(AdviseText.of(advised));
        } else {
            out.data(AdviseJson.of(advised));
        }
        boolean conclusive = advised.stream().anyMatch(Advised::conclusive);
        if (!conclusive) {
            throw new IllegalStateException(AdviseText.inconclusive(advised));
        }
        out.flush(line.getOut(), line.getErr());
        return CommandLine.ExitCode.OK;
    }

    private List<Advised> study(Config config, Optional<Concurrency> known, CommandLine line) {
        int readings = Study.readings(config, duration);
        Progress progress = new Progress(line.getErr(), readings);
        AtomicInteger count = new AtomicInteger();
        if (!progress.shown()) {
            tell(line, "watching for " + duration.toSeconds() + "s; nothing is written to the balancer");
        }
        try {
            return Study.of(config, known, duration, () -> {
                        progress.step();
                        int done = count.incrementAndGet();
                        if (!progress.shown() && done % LINES == 0 && done < readings) {
                            tell(line, done + " of " + readings + " readings");
                        }
                    })
                    .blockOptional(duration.multipliedBy(2).plusMinutes(1))
                    .orElseThrow();
        } finally {
            progress.end();
        }
    }

    /** For people; a program reads one object there, if anything. */
    private void tell(CommandLine line, String text) {
        if (format == Format.table) {
            line.getErr().println(text);
            line.getErr().flush();
        }
    }

    private static Config taken(Loaded loaded) {
        return ConfigFile.taken(loaded, CommandLine.ExitCode.SOFTWARE).config();
    }

    private Optional<Concurrency> concurrency(CommandLine line) {
        try {
            return Optional.ofNullable(concurrency).map(Concurrency::parse);
        } catch (IllegalArgumentException fault) {
            throw new ParameterException(line, "--concurrency: " + concurrency + " " + fault.getMessage(), fault);
        }
    }

    private Config config(CommandLine line) {
        Where at = Objects.requireNonNull(where);
        if (at.config != null) {
            return taken(loader.load(at.config, List.of()));
        }
        try {
            ControlSocket socket = ControlSocket.parse(Objects.requireNonNull(at.socket));
            String yaml = "balancer: {type: haproxy, haproxy: {socket: '"
                    + socket.toString().replace("'", "''") + "'}}\n";
            return taken(ConfigLoader.parse("--socket", yaml, name -> null));
        } catch (IllegalArgumentException fault) {
            throw new ParameterException(line, "--socket: " + at.socket + " " + fault.getMessage(), fault);
        }
    }
}
