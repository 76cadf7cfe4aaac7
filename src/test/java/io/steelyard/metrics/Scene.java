package io.steelyard.metrics;

import io.steelyard.model.Backend;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Figure;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.Route;
import io.steelyard.model.Selector;
import io.steelyard.model.Snapshot;
import io.steelyard.model.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A stage for tests: a clock that is set by hand, and short ways to make events. */
public final class Scene {

    public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    private volatile Duration elapsed = Duration.ZERO;
    private long generation;
    private int decisions;

    public Moment now() {
        return new Moment(START.plus(elapsed), elapsed);
    }

    public void pass(Duration duration) {
        elapsed = elapsed.plus(duration);
    }

    public AgentSettings settings(String mode, int maxSeries) {
        return settings(mode, new AgentSettings.Series(AgentSettings.Depth.ROUTE, maxSeries, pattern -> true));
    }

    public AgentSettings settings(String mode, AgentSettings.Series series) {
        return new AgentSettings(
                "1.2.3",
                "abcdef0",
                mode,
                INTERVAL,
                series,
                List.of(new AgentSettings.PolicyName("web", "equal-load", Duration.ofSeconds(3))),
                pattern -> pattern.startsWith("free") ? Optional.empty() : Optional.of("web"),
                Set.of("query", "shape"),
                this::now);
    }

    public AgentSettings settings() {
        return settings("act", 50_000);
    }

    /** Without the series of the JVM, whose values nobody can foretell. */
    public AgentMetrics metrics(AgentSettings settings) {
        return new AgentMetrics(settings, new io.prometheus.metrics.model.registry.PrometheusRegistry());
    }

    public static Backend backend(String id, double load, double rate) {
        return Backend.of(id, load, rate);
    }

    public static Route route(String id, int weight, Backend... backends) {
        return new Route(id, Selector.parse("pool=" + id), OptionalInt.of(weight), "", List.of(backends));
    }

    public static Endpoint endpoint(String pattern, Route... routes) {
        return Endpoint.of(pattern, List.of(routes));
    }

    /** www with three routes: two with a backend each and one without. */
    public static Endpoint www() {
        return endpoint(
                "www",
                route("a", 60, backend("a1", 3, 30), backend("a2", 1, 10)),
                route("b", 40, backend("b1", 1, 20)),
                route("c", 0));
    }

    public Observation.Seen seen(Endpoint... endpoints) {
        List<Backend> backends = Arrays.stream(endpoints)
                .flatMap(endpoint -> endpoint.routes().stream())
                .flatMap(route -> route.backends().stream())
                .distinct()
                .toList();
        Snapshot snapshot = new Snapshot("test", "", List.of(endpoints), backends);
        Moment now = now();
        return new Observation.Seen(++generation, now, now, 0, snapshot);
    }

    public Observation.Missed missed(Observation.Cause cause) {
        return new Observation.Missed(now(), now(), 0, cause, "no answer within 800ms");
    }

    public Decision.Hold hold(String pattern, Reason.Code code, String text) {
        return new Decision.Hold(id(), now(), "web", pattern, new Reason(code, text), List.of());
    }

    public Decision.Reweigh reweigh(String pattern, Map<String, Integer> base, Map<String, Integer> weights) {
        return new Decision.Reweigh(
                id(),
                now(),
                "web",
                pattern,
                new Reason(Reason.Code.REBALANCE, "load 3.0 > 2.0"),
                List.of(Figure.of("imbalance", 1.5, 1.05)),
                base,
                Weights.of(weights));
    }

    /** Weights that alice ordered. */
    public Decision.Reweigh order(String pattern, Map<String, Integer> base, Map<String, Integer> weights) {
        return new Decision.Reweigh(
                id(),
                now(),
                "operator",
                pattern,
                new Reason(Reason.Code.BY_HAND, "by alice: drain"),
                List.of(),
                base,
                Weights.of(weights));
    }

    public Outcome.Applied applied(Decision.Reweigh decision) {
        return new Outcome.Applied(decision, now(), now());
    }

    private String id() {
        return "d-" + ++decisions;
    }
}
