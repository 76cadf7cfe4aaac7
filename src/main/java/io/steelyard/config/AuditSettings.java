package io.steelyard.config;

import io.steelyard.model.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** The log of every write. */
public record AuditSettings(
        @Setting(planned = true, help = "Where to append JSON lines.")
        Optional<Path> file) {}
