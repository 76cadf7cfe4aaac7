package io.steelyard.config;

import io.steelyard.model.Faults;
import io.steelyard.model.Setting;
import java.util.List;

/** What is exported to Prometheus. */
public record MetricsSettings(
        @Setting(value = "route", help = "How deep the series of the balancer go: endpoint, route or backend.")
        Level level,

        @Setting(
                value = "50000",
                min = "100",
                max = "10000000",
                help = "Most series of the balancer; what is above is left out, counted and logged.")
        int maxSeries,

        @Setting(value = "[\"*\"]", help = "Globs of the endpoints that have series; * stands for any text.")
        List<Glob> include,

        @Setting(value = "[]", help = "Globs of endpoints that have none, though they are included.")
        List<Glob> exclude) {

    public MetricsSettings {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        new Faults()
                .unless(!include.isEmpty(), "include", "is empty, so no endpoint has series; name at least one, or *")
                .raise();
    }

    /** Whether an endpoint has series. */
    public boolean shows(String pattern) {
        return include.stream().anyMatch(glob -> glob.matches(pattern))
                && exclude.stream().noneMatch(glob -> glob.matches(pattern));
    }

    /** How deep the series of the balancer go; each includes those before it. */
    public enum Level {
        ENDPOINT,
        ROUTE,
        BACKEND
    }
}
