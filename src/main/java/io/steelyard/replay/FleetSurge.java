package io.steelyard.replay;

import io.steelyard.model.Setting;
import java.time.Duration;

/** A change of the traffic of a scenario file. */
public record FleetSurge(
        @Setting(min = "0s", max = "1d", help = "When it begins.")
        Duration at,

        @Setting(value = "10s", min = "1s", max = "1d", help = "How long it takes.")
        Duration over,

        @Setting(min = "0", max = "10000000", help = "Requests per second after it.")
        double traffic) {}
