package io.steelyard.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Duration;
import java.util.Set;

/** The rows about calls to the balancer's HTTP API. Safe for use by several threads. */
final class ApiMeters {

    private final Counter requests;
    private final Histogram duration;
    private final Gauge inFlight;
    private final Counter retries;
    private final Gauge circuitOpen;

    ApiMeters(Meters meters, Set<String> operations) {
        this.requests = meters.counter(Catalogue.API_REQUESTS);
        this.duration = meters.calls(Catalogue.API_DURATION);
        this.inFlight = meters.gauge(Catalogue.API_IN_FLIGHT, 0);
        this.retries = meters.counter(Catalogue.API_RETRIES);
        this.circuitOpen = meters.gauge(Catalogue.API_CIRCUIT, 0);
        for (String operation : operations) {
            requests.initLabelValues(operation, "200");
            duration.initLabelValues(operation);
            retries.initLabelValues(operation);
        }
    }

    void started() {
        inFlight.inc();
    }

    void ended(String operation, String code, Duration took) {
        inFlight.dec();
        requests.labelValues(operation, code).inc();
        duration.labelValues(operation).observe(Seconds.of(took));
    }

    /** Whether the newest poll was given up because the balancer wants to be left alone. */
    void throttled(boolean now) {
        circuitOpen.set(now ? 1 : 0);
    }

    void retried(String operation) {
        retries.labelValues(operation).inc();
    }
}
