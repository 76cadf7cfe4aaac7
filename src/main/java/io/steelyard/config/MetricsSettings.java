package io.steelyard.config;

import io.steelyard.model.Setting;

/** What is exported to Prometheus. */
public record MetricsSettings(
        @Setting(
                value = "route",
                planned = true,
                help = "How deep the series of the balancer go: endpoint, route or backend.")
        Level level,

        @Setting(
                value = "50000",
                min = "100",
                max = "10000000",
                help = "Most series of the balancer; what is above is left out, counted and logged.")
        int maxSeries) {

    /** How deep the series of the balancer go; each includes those before it. */
    public enum Level {
        ENDPOINT,
        ROUTE,
        BACKEND
    }
}
