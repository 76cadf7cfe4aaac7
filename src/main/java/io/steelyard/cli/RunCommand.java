package io.steelyard.cli;

import io.steelyard.agent.Agent;
import io.steelyard.agent.ConfigSource;
import io.steelyard.config.Given;
import io.steelyard.config.Loaded;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The daemon. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Runs the daemon.",
            "",
            "It polls the balancer, exports metrics and, as far as the mode allows, rebalances the weights. Logs go to"
                    + " standard error. SIGTERM ends it after the write under way. A change of the file, SIGHUP and"
                    + " POST /-/reload (http.lifecycle) read the configuration again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  steelyard run --config steelyard.yaml",
            "  steelyard run --config steelyard.yaml --mode observe --http 127.0.0.1:9799",
            "  curl http://127.0.0.1:9790/metrics       what Prometheus scrapes",
            "  curl http://127.0.0.1:9790/              the page; for curl a table"
        })
final class RunCommand implements Callable<Integer> {

    @Mixin
    private final ConfigFile file;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            completionCandidates = ModeNames.class,
            description = "Overrides mode: observe, propose (computes, logs, never writes) or act.")
    private @Nullable String mode;

    @Option(names = "--http", paramLabel = "HOST:PORT", description = "Overrides http.listen.")
    private @Nullable String http;

    RunCommand(ConfigFile.Loader loader) {
        this.file = new ConfigFile(loader);
    }

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        ConfigSource source = new ConfigSource(file.path(), () -> file.load(flags(line)));
        Loaded.Valid loaded = ConfigFile.taken(source.load().get(), CommandLine.ExitCode.SOFTWARE);
        Agent agent = new Agent(loaded, source, Version.number());
        Hangup.run(() -> agent.reload("SIGHUP").subscribe());
        Lifetime.last(agent.start().then(agent.ended()), agent.stop(), Optional.empty());
        return CommandLine.ExitCode.OK;
    }

    private List<Given> flags(CommandLine line) {
        return Stream.of(
                        Optional.ofNullable(mode).map(value -> new Given("mode", value, "--mode")),
                        Optional.ofNullable(http).map(value -> new Given("http.listen", value, "--http")),
                        Root.logLevel(line))
                .flatMap(Optional::stream)
                .toList();
    }
}
