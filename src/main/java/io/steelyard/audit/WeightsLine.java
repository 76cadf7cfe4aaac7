package io.steelyard.audit;

import io.steelyard.model.Baseline;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The weights of all endpoints as a file has them.
 *
 * @param balancer which has them
 * @param endpoints by pattern
 */
record WeightsLine(String balancer, Map<String, OfEndpoint> endpoints) {

    WeightsLine {
        Objects.requireNonNull(balancer);
        endpoints = Map.copyOf(endpoints);
    }

    /** Of one endpoint. */
    record OfEndpoint(
            String since, String incarnation, @Nullable String lastWrite, Map<String, Baseline.OfRoute> routes) {

        OfEndpoint {
            Instant.parse(since);
            Objects.requireNonNull(incarnation);
            routes = Map.copyOf(routes);
        }

        static OfEndpoint of(Baseline baseline) {
            return new OfEndpoint(
                    baseline.since().toString(),
                    baseline.incarnation(),
                    baseline.lastWrite().orElse(null),
                    baseline.routes());
        }

        Baseline baseline() {
            return new Baseline(
                    Instant.parse(since), incarnation, new TreeMap<>(routes), Optional.ofNullable(lastWrite));
        }
    }

    static WeightsLine of(String balancer, Map<String, Baseline> baselines) {
        Map<String, OfEndpoint> endpoints = new TreeMap<>();
        baselines.forEach((pattern, baseline) -> endpoints.put(pattern, OfEndpoint.of(baseline)));
        return new WeightsLine(balancer, endpoints);
    }

    SortedMap<String, Baseline> baselines() {
        SortedMap<String, Baseline> baselines = new TreeMap<>();
        endpoints.forEach((pattern, kept) -> baselines.put(pattern, kept.baseline()));
        return baselines;
    }
}
