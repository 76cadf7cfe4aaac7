package io.steelyard.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Makes the collectors of the catalogue's rows and registers them. */
final class Meters {

    private static final double[] CALL = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5};
    private static final double[] COMPUTATION = {0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 1};

    private final PrometheusRegistry registry;

    Meters(PrometheusRegistry registry) {
        this.registry = registry;
    }

    Counter counter(Catalogue row) {
        return Counter.builder()
                .name(row.metric())
                .help(row.help())
                .labelNames(row.labelNames())
                .register(registry);
    }

    Gauge gauge(Catalogue row) {
        return Gauge.builder()
                .name(row.metric())
                .help(row.help())
                .labelNames(row.labelNames())
                .register(registry);
    }

    Gauge gauge(Catalogue row, double value) {
        Gauge gauge = gauge(row);
        gauge.set(value);
        return gauge;
    }

    void info(Catalogue row, String... labelValues) {
        info(row).setLabelValues(labelValues);
    }

    io.prometheus.metrics.core.metrics.Info info(Catalogue row) {
        return io.prometheus.metrics.core.metrics.Info.builder()
                .name(row.metric())
                .help(row.help())
                .labelNames(row.labelNames())
                .register(registry);
    }

    /** Of calls over a network. */
    Histogram calls(Catalogue row) {
        return histogram(row, CALL);
    }

    Histogram computations(Catalogue row) {
        return histogram(row, COMPUTATION);
    }

    private Histogram histogram(Catalogue row, double... bounds) {
        return Histogram.builder()
                .name(row.metric())
                .help(row.help())
                .labelNames(row.labelNames())
                .classicOnly()
                .classicUpperBounds(bounds)
                .register(registry);
    }
}
