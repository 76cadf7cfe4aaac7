package io.steelyard.policy;

import io.steelyard.model.Setting;
import java.time.Duration;

/** Parameters of {@code capacity}. */
public record CapacityParameters(
        @Setting(
                min = "0.001",
                max = "1000000000",
                help =
                        "The load that a backend should have, in the balancer's unit: 60 of a CPU percentage, 1.5 requests"
                                + " in flight at a backend that works on one at a time.")
        double targetLoad,

        @Setting(
                value = "auto",
                help =
                        "Requests that a backend works on at the same time: auto (as the balancer's kind of load suggests),"
                                + " a number, or inf (a load in proportion to the rate).")
        Concurrency concurrency,

        @Setting(value = "0.1", min = "0", max = "1", help = "No change is asked for as long as the load is so near.")
        double tolerance,

        @Setting(
                value = "5m",
                min = "0s",
                max = "15m",
                help = "Fewer are asked for only when no more were wanted for so long; more at once.")
        Duration downAfter,

        @Setting(value = "1", min = "0", max = "100000", help = "Never ask for fewer.")
        int min,

        @Setting(value = "1000", min = "1", max = "100000", help = "Never ask for more.")
        int max) {

    public CapacityParameters {
        if (min > max) {
            throw new IllegalArgumentException("min: " + min + " is above max, " + max + "; lower it, or raise max");
        }
    }
}
