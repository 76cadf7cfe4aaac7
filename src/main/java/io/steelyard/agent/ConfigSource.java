package io.steelyard.agent;

import io.steelyard.config.Loaded;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Where the configuration comes from, so that it can be read again.
 *
 * @param file whose change is a reason to
 * @param load reads it, with everything that wins over it; may block
 */
public record ConfigSource(Path file, Supplier<Loaded> load) {}
