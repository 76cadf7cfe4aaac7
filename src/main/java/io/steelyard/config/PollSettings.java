package io.steelyard.config;

import io.steelyard.model.Faults;
import io.steelyard.model.Setting;
import java.time.Duration;

/** How often the balancer is read. */
public record PollSettings(
        @Setting(value = "1s", min = "100ms", max = "1h", help = "Time between two polls.")
        Duration interval,

        @Setting(
                value = "800ms",
                min = "10ms",
                max = "1h",
                help = "A poll that takes longer is given up and counted; at most the interval.")
        Duration timeout) {

    public PollSettings {
        new Faults()
                .unless(
                        timeout.compareTo(interval) <= 0,
                        "timeout",
                        Durations.format(timeout) + " is above poll.interval, " + Durations.format(interval)
                                + "; lower it, or raise the interval",
                        "timeout",
                        "interval")
                .raise();
    }
}
