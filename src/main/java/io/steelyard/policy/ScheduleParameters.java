package io.steelyard.policy;

import io.steelyard.model.InOrder;
import io.steelyard.model.Setting;
import java.util.List;
import java.util.Map;

/** Parameters of {@code schedule}. */
public record ScheduleParameters(
        @Setting(value = "UTC", help = "The time zone of the times, such as Europe/Berlin.")
        Zone zone,

        @Setting(help = "What is in force from when. The entry that began last is in force, until another begins.")
        List<Entry> entries) {

    /** What is in force from some time on. */
    public record Entry(
            @Setting(help = "When it begins, as in cron: minute, hour, day of month, month, day of week.")
            Times at,

            @Setting(value = "{}", min = "0", max = "1000000", help = "The weight of each route; only ratios count.")
            Map<String, Double> weights,

            @Setting(value = "{}", min = "0", max = "1", help = "The most of the traffic that a route may have.")
            Map<String, Double> caps) {

        public Entry {
            weights = InOrder.copyOf(weights);
            caps = InOrder.copyOf(caps);
            if (!weights.isEmpty() && !caps.isEmpty()) {
                throw new IllegalArgumentException(
                        "has weights and caps; give one of them, or none to leave all as it is");
            }
            if (!weights.isEmpty() && weights.values().stream().noneMatch(weight -> weight > 0)) {
                throw new IllegalArgumentException("weights: none is above 0; give at least one route traffic");
            }
        }
    }

    public ScheduleParameters {
        entries = List.copyOf(entries);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException(
                    "entries is empty; write at least one, [{at: 0 8 * * *, weights: {a: 1}}]");
        }
    }
}
