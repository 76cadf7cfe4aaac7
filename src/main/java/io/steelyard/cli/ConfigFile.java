package io.steelyard.cli;

import io.steelyard.config.Config;
import io.steelyard.config.Given;
import io.steelyard.config.Loaded;
import io.steelyard.config.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The option {@code --config}, what it names, and the settings that win over it. */
final class ConfigFile {

    private final Loader loader;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration.")
    private @Nullable Path file;

    @Mixin
    private final Settings settings = new Settings();

    /** Reads a file and puts flags over it. */
    @FunctionalInterface
    interface Loader {
        Loaded load(Path file, List<Given> flags);
    }

    ConfigFile(Loader loader) {
        this.loader = loader;
    }

    Path path() {
        return Objects.requireNonNull(file);
    }

    /**
     * What the file says now, and the flags over it.
     *
     * @param flags of options of their own, which win over {@code --set}
     */
    Loaded load(List<Given> flags) {
        return loader.load(
                path(), Stream.concat(settings.given().stream(), flags.stream()).toList());
    }

    /**
     * What is to be worked with.
     *
     * @param exit what the program ends with if that is not right
     */
    static Loaded.Valid taken(Loaded loaded, int exit) {
        if (loaded instanceof Loaded.Invalid invalid) {
            throw FailedException.mistakes(
                    invalid.problems().stream().map(Problem::toString).toList(), exit);
        }
        return (Loaded.Valid) loaded;
    }

    static Optional<Config> valid(Loaded loaded, PrintWriter err) {
        if (loaded instanceof Loaded.Invalid invalid) {
            invalid.problems().forEach(err::println);
            return Optional.empty();
        }
        return Optional.of(((Loaded.Valid) loaded).config());
    }
}
