package io.steelyard.policy;

import io.steelyard.model.InOrder;
import io.steelyard.model.Setting;
import java.util.Map;

/** Parameters of {@code static}. */
public record StaticParameters(
        @Setting(
                min = "0",
                max = "1000000",
                help = "The weight of each route, {blue: 90, green: 10}; only their ratios count.")
        Map<String, Double> weights,

        @Setting(value = "restore", help = "restore: bring them back; report: only say that they differ.")
        Drift drift) {

    /** What to do when the weights in force are others. */
    public enum Drift {
        /** Bring them back to the configured ones. */
        RESTORE,
        /** Only say that they differ. */
        REPORT
    }

    public StaticParameters {
        weights = InOrder.copyOf(weights);
        if (weights.values().stream().noneMatch(weight -> weight > 0)) {
            throw new IllegalArgumentException("weights: none is above 0; give at least one route traffic");
        }
    }
}
