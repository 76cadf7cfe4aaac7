package io.steelyard.config;

import io.steelyard.model.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** Policies from other people's jars. */
public record PluginsSettings(
        @Setting(planned = true, help = "The folder of the jars.")
        Optional<Path> dir) {}
