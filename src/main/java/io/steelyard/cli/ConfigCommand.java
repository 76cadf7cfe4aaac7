package io.steelyard.cli;

import io.steelyard.config.Config;
import io.steelyard.config.EffectiveYaml;
import io.steelyard.config.Loaded;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a configuration says. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows what a configuration says.")
final class ConfigCommand implements Runnable {

    private final Function<Path, Loaded> load;

    @Spec
    private @Nullable CommandSpec spec;

    ConfigCommand(Function<Path, Loaded> load) {
        this.load = load;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec().commandLine(), "config: no command given; there is show");
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = "Prints the effective configuration: the file, the environment and the defaults together.",
            footerHeading = "%nExample:%n",
            footer = "  steelyard config show steelyard.yaml")
    int show(@Parameters(paramLabel = "FILE", description = "A configuration file.") Path file) {
        CommandLine line = spec().commandLine();
        Optional<Config> config = ConfigFile.valid(load.apply(file), line.getErr());
        config.ifPresent(valid -> line.getOut().print(EffectiveYaml.of(valid)));
        line.getOut().flush();
        return config.isPresent() ? CommandLine.ExitCode.OK : Root.PROBLEMS;
    }
}
