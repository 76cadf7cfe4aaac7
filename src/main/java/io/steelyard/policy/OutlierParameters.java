package io.steelyard.policy;

import io.steelyard.model.Setting;
import java.time.Duration;

/** Parameters of {@code outlier}. */
public record OutlierParameters(
        @Setting(
                value = "5",
                min = "1",
                max = "100",
                help = "Beyond so many times the spread of its peers (1.4826 MAD) a route is an outlier.")
        double deviations,

        @Setting(value = "3", min = "1", max = "20", help = "For so many polls in a row.")
        int polls,

        @Setting(value = "10", min = "1", max = "60", help = "Readings that each of them averages.")
        int readings,

        @Setting(
                value = "0.85",
                min = "0.01",
                max = "1",
                help = "A route that fails this part of its requests is an outlier whatever its peers do.")
        double failureRatio,

        @Setting(
                value = "50",
                min = "1",
                max = "1000000",
                help = "Fewer requests than this in its readings say nothing.")
        int minRequests,

        @Setting(
                value = "30s",
                min = "1s",
                max = "1h",
                help = "How long it is out the first time; twice as long the second.")
        Duration ejection,

        @Setting(value = "5m", min = "1s", max = "15m", help = "The longest it is out.")
        Duration maxEjection,

        @Setting(value = "30s", min = "0s", max = "15m", help = "How long it takes to its full share afterwards.")
        Duration ramp,

        @Setting(
                value = "0.01",
                min = "0",
                max = "0.5",
                help =
                        "The part of its share that it keeps while it is out, as a probe. With 0 a route that is out when"
                                + " Steelyard restarts stays out.")
        double keep,

        @Setting(
                value = "0.34",
                min = "0",
                max = "0.5",
                help = "The most of the traffic that may be out at once; one route always may, up to half of it.")
        double maxEjected) {}
