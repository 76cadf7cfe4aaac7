package io.steelyard.cli;

import io.steelyard.config.Config;
import io.steelyard.config.Loaded;
import java.io.PrintWriter;
import java.util.Optional;

/** Turns what was loaded into a configuration, or into lines that say what is wrong with it. */
final class Configurations {

    private Configurations() {}

    static Optional<Config> valid(Loaded loaded, PrintWriter err) {
        if (loaded instanceof Loaded.Invalid invalid) {
            invalid.problems().forEach(err::println);
            return Optional.empty();
        }
        return Optional.of(((Loaded.Valid) loaded).config());
    }
}
