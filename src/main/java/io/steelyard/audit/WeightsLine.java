package io.steelyard.audit;

import io.steelyard.model.Baseline;
import io.steelyard.model.Decision;
import io.steelyard.model.Moment;
import io.steelyard.model.Reason;
import io.steelyard.model.Remains;
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
            String since,
            String incarnation,
            @Nullable String lastWrite,
            @Nullable Proposed proposed,
            Map<String, Baseline.OfRoute> routes) {

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
                    baseline.proposed().map(Proposed::of).orElse(null),
                    baseline.routes());
        }

        Baseline baseline(String pattern, Moment now) {
            return new Baseline(
                    Instant.parse(since),
                    incarnation,
                    new TreeMap<>(routes),
                    Optional.ofNullable(lastWrite),
                    Optional.ofNullable(proposed).map(decision -> decision.decision(pattern, now)));
        }
    }

    /** A decision that somebody may have followed. */
    record Proposed(
            String at,
            String decisionId,
            String policy,
            String reason,
            SortedMap<String, Integer> before,
            SortedMap<String, Integer> after) {

        Proposed {
            Objects.requireNonNull(decisionId);
            Objects.requireNonNull(policy);
        }

        static Proposed of(Decision.Reweigh decision) {
            return new Proposed(
                    decision.at().wall().toString(),
                    decision.id(),
                    decision.policy(),
                    decision.reason().toString(),
                    new TreeMap<>(decision.base()),
                    decision.weights().byRoute());
        }

        Decision.Reweigh decision(String pattern, Moment now) {
            return Remains.Write.open(
                            decisionId,
                            now.atBeforeStart(Instant.parse(at)),
                            now,
                            policy,
                            pattern,
                            Reason.parse(reason),
                            before,
                            after,
                            Optional.empty(),
                            Map.of())
                    .decision();
        }
    }

    static WeightsLine of(String balancer, Map<String, Baseline> baselines) {
        Map<String, OfEndpoint> endpoints = new TreeMap<>();
        baselines.forEach((pattern, baseline) -> endpoints.put(pattern, OfEndpoint.of(baseline)));
        return new WeightsLine(balancer, endpoints);
    }

    SortedMap<String, Baseline> baselines(Moment now) {
        SortedMap<String, Baseline> baselines = new TreeMap<>();
        endpoints.forEach((pattern, kept) -> baselines.put(pattern, kept.baseline(pattern, now)));
        return baselines;
    }
}
