package io.steelyard.config;

import io.steelyard.model.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** The log of every write. */
public record AuditSettings(
        @Setting(help = "Where to append JSON lines. If it cannot be written, nothing is written to the balancer.")
        Optional<Path> file) {}
