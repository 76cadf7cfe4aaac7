package io.steelyard.config;

import io.steelyard.model.Setting;

/** Which traffic to simulate. */
public record SimulatorSettings(
        @Setting(value = "uneven", help = "Name of the scenario.")
        String scenario,

        @Setting(value = "7", help = "Seed of the random numbers; the same seed gives the same traffic.")
        long seed,

        @Setting(value = "1", min = "0.001", max = "10000", help = "Simulated seconds in a second.")
        double speed) {}
