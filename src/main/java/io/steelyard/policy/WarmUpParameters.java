package io.steelyard.policy;

import io.steelyard.model.Setting;
import java.time.Duration;

/** Parameters of {@code warm-up}. */
public record WarmUpParameters(
        @Setting(value = "60s", min = "1s", max = "1h", help = "How long a new backend takes to full traffic.")
        Duration window,

        @Setting(
                value = "1",
                min = "0.1",
                max = "10",
                help = "1: its traffic grows evenly with its age; above 1: faster at first; below 1: slower at first.")
        double aggression,

        @Setting(value = "0.1", min = "0.01", max = "1", help = "The part of its traffic that a backend begins with.")
        double minimum) {}
