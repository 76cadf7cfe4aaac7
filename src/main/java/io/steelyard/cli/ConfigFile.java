package io.steelyard.cli;

import io.steelyard.config.Config;
import io.steelyard.config.Loaded;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --config} and what it names. */
final class ConfigFile {

    private final Function<Path, Loaded> load;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration.")
    private @Nullable Path file;

    ConfigFile(Function<Path, Loaded> load) {
        this.load = load;
    }

    /** The configuration; empty after lines that say what is wrong with it. */
    Optional<Config> read(PrintWriter err) {
        return valid(load.apply(Objects.requireNonNull(file)), err);
    }

    static Optional<Config> valid(Loaded loaded, PrintWriter err) {
        if (loaded instanceof Loaded.Invalid invalid) {
            invalid.problems().forEach(err::println);
            return Optional.empty();
        }
        return Optional.of(((Loaded.Valid) loaded).config());
    }
}
