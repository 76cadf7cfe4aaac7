package io.steelyard.config;

import io.steelyard.model.LogLevel;
import io.steelyard.model.Setting;

/** What is logged to standard error. */
public record LogSettings(
        @Setting(
                value = "info",
                live = true,
                help =
                        "error, warn, info, debug (each poll and each decision to hold) or trace; each has those before it.")
        LogLevel level) {}
