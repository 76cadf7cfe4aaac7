package io.steelyard.cli;

import io.steelyard.agent.Agent;
import io.steelyard.config.Config;
import io.steelyard.config.Loaded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The daemon. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Runs the daemon: polls the balancer, exports metrics and, as far as the mode allows,",
            "rebalances the weights. Logs go to standard error. SIGTERM ends it after the write under way."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  steelyard run --config steelyard.yaml",
            "  curl http://127.0.0.1:9790/metrics       what Prometheus scrapes",
            "  curl http://127.0.0.1:9790/              the state as a page, or as text for curl"
        })
final class RunCommand implements Callable<Integer> {

    @Mixin
    private final ConfigFile file;

    @Spec
    private @Nullable CommandSpec spec;

    RunCommand(Function<Path, Loaded> load) {
        this.file = new ConfigFile(load);
    }

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Optional<Config> config = file.read(line.getErr());
        if (config.isEmpty()) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        Agent agent = new Agent(config.get(), Version.number());
        Lifetime.last(agent.start().then(agent.ended()), agent.stop(), Optional.empty());
        return CommandLine.ExitCode.OK;
    }
}
