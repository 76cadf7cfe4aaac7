package io.steelyard.config;

import io.steelyard.model.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** Policies from other people's jars. */
public record PluginsSettings(
        @Setting(help = "The folder of the jars; those on the class path are found in any case.")
        Optional<Path> dir) {}
