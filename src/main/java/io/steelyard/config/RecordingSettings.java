package io.steelyard.config;

import io.steelyard.model.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** The record of snapshots and outcomes. */
public record RecordingSettings(
        @Setting(planned = true, help = "Where to write it.")
        Optional<Path> file) {}
