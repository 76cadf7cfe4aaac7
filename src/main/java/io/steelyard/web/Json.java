package io.steelyard.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The JSON of the API. Names are stable; what is unknown is null, and every member is always there. */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private Json() {}

    record Status(
            String version,
            String mode,
            String state,
            boolean ready,
            @Nullable String source,
            @Nullable Long generation,
            @Nullable String snapshotAt,
            @Nullable Double snapshotAgeSeconds,
            double pollIntervalSeconds,
            @Nullable Poll lastPoll,
            @Nullable Integer endpoints,
            @Nullable Integer routes,
            @Nullable Integer backends,
            List<Policy> policies,
            List<Suspended> suspended) {}

    record Poll(
            boolean ok,
            String at,
            double tookSeconds,
            @Nullable String cause,
            @Nullable String message) {}

    record Policy(String name, String type) {}

    record Suspended(String endpoint, String policy, String since, String text) {}

    record Snapshot(
            @Nullable Long generation,
            @Nullable String source,
            @Nullable String snapshotAt,
            boolean stale,
            List<EndpointRow> endpoints) {}

    record EndpointRow(
            String endpoint,
            @Nullable String policy,
            @Nullable Double requestsPerSecond,
            @Nullable Double load,
            @Nullable Double imbalanceRatio,
            int backends,
            boolean shared,
            @Nullable String suspect,
            boolean suspended,
            @Nullable String decisionId,
            List<RouteRow> routes) {}

    record RouteRow(
            String route,
            String selector,
            @Nullable Integer weight,
            @Nullable Integer desiredWeight,
            @Nullable Double share,
            @Nullable Double requestsPerSecond,
            @Nullable Double load,
            @Nullable Double loadMax,
            @Nullable Double errorsPerSecond,
            @Nullable Double responseSeconds,
            int backends) {}

    record Decisions(@Nullable Long generation, List<DecisionRow> decisions) {}

    record DecisionRow(
            String decisionId,
            String policy,
            String endpoint,
            String action,
            String reason,
            String text,
            String since,
            String at,
            int count,
            List<Compared> figures,
            @Nullable Map<String, Integer> base,
            @Nullable Map<String, Integer> weights,
            @Nullable Result outcome) {}

    record Compared(
            String name, @Nullable Double value, @Nullable Double limit) {}

    record Result(
            String result,
            @Nullable String reason,
            @Nullable String message,
            String startedAt,
            String endedAt,
            @Nullable Map<String, Integer> found) {}

    static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a view that cannot be written as JSON", e);
        }
    }

    static Status status(View view) {
        Optional<Observation.Seen> good = view.good();
        Optional<List<Endpoint>> endpoints = good.map(seen -> seen.snapshot().endpoints());
        return new Status(
                view.settings().version(),
                view.settings().mode(),
                view.state().label(),
                good.isPresent(),
                orNull(good.map(seen -> seen.snapshot().source())),
                orNull(good.map(Observation.Seen::generation)),
                orNull(good.map(seen -> text(seen.endedAt()))),
                orNull(view.age().map(Json::seconds)),
                seconds(view.settings().pollInterval()),
                orNull(view.newest().map(Json::poll)),
                orNull(endpoints.map(List::size)),
                orNull(endpoints.map(all ->
                        all.stream().mapToInt(each -> each.routes().size()).sum())),
                orNull(good.map(seen -> seen.snapshot().backends().size())),
                view.settings().policies().stream()
                        .map(policy -> new Policy(policy.name(), policy.kind()))
                        .toList(),
                view.suspended().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(each -> suspended(each.getValue()))
                        .toList());
    }

    private static Poll poll(Observation poll) {
        Observation.@Nullable Missed missed = poll instanceof Observation.Missed failed ? failed : null;
        return new Poll(
                missed == null,
                text(poll.endedAt()),
                seconds(poll.took()),
                missed == null ? null : missed.cause().label(),
                missed == null ? null : missed.message());
    }

    private static Suspended suspended(Entry entry) {
        Decision decision = entry.decision();
        return new Suspended(
                decision.pattern(),
                decision.policy(),
                text(entry.since()),
                decision.reason().text());
    }

    static Snapshot snapshot(View view) {
        return new Snapshot(
                orNull(view.good().map(Observation.Seen::generation)),
                orNull(view.good().map(seen -> seen.snapshot().source())),
                orNull(view.good().map(seen -> text(seen.endedAt()))),
                view.state() == View.State.STALE,
                view.endpoints().stream().map(Json::row).toList());
    }

    private static EndpointRow row(EndpointView endpoint) {
        return new EndpointRow(
                endpoint.pattern(),
                orNull(endpoint.policy()),
                orNull(endpoint.requestsPerSecond()),
                orNull(endpoint.load()),
                orNull(endpoint.imbalance()),
                endpoint.backends(),
                endpoint.shared(),
                orNull(endpoint.suspect()),
                endpoint.suspended().isPresent(),
                orNull(endpoint.latest().map(entry -> entry.decision().id())),
                endpoint.routes().stream().map(Json::row).toList());
    }

    private static RouteRow row(EndpointView.RouteView route) {
        return new RouteRow(
                route.id(),
                route.selector(),
                orNull(route.weight()),
                orNull(route.desired()),
                orNull(route.share()),
                orNull(route.requestsPerSecond()),
                orNull(route.totals().load()),
                orNull(route.totals().loadMax()),
                orNull(route.totals().errorsPerSecond()),
                orNull(route.totals().responseTime().map(Json::seconds)),
                route.totals().backends());
    }

    static Decisions decisions(View view) {
        return new Decisions(
                orNull(view.good().map(Observation.Seen::generation)),
                view.entries().stream().map(Json::row).toList());
    }

    private static DecisionRow row(Entry entry) {
        Decision decision = entry.decision();
        Decision.@Nullable Reweigh change = decision instanceof Decision.Reweigh reweigh ? reweigh : null;
        return new DecisionRow(
                decision.id(),
                decision.policy(),
                decision.pattern(),
                decision.action().label(),
                decision.reason().code().label(),
                decision.reason().text(),
                text(entry.since()),
                text(decision.at()),
                entry.count(),
                decision.figures().stream()
                        .map(figure -> new Compared(figure.name(), finite(figure.value()), orNull(figure.limit())))
                        .toList(),
                change == null ? null : change.base(),
                change == null ? null : change.weights().byRoute(),
                orNull(entry.outcome().map(Json::result)));
    }

    private static Result result(Outcome outcome) {
        Outcome.@Nullable Refused refused = outcome instanceof Outcome.Refused is ? is : null;
        Outcome.@Nullable Failed failed = outcome instanceof Outcome.Failed is ? is : null;
        return new Result(
                Entry.word(outcome),
                refused != null
                        ? refused.refusal().label()
                        : failed != null ? failed.failure().label() : null,
                refused != null ? refused.message() : failed != null ? failed.message() : null,
                text(outcome.startedAt()),
                text(outcome.endedAt()),
                failed == null ? null : failed.found());
    }

    private static String text(Moment moment) {
        return moment.wall().toString();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** JSON has no word for the others. */
    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static <T> @Nullable T orNull(Optional<T> value) {
        return value.orElse(null);
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? finite(value.getAsDouble()) : null;
    }

    private static @Nullable Integer orNull(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }
}
