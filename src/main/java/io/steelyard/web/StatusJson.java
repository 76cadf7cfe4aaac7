package io.steelyard.web;

import io.steelyard.model.Endpoint;
import io.steelyard.model.Observation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/status} */
final class StatusJson {

    private StatusJson() {}

    record Status(
            String at,
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
            ControlJson.Orders orders,
            @Nullable String ordersClosed,
            @Nullable String ordersUnkept,
            @Nullable String auditFault,
            List<SaidJson.Refused> filesRefused,
            List<UnwrittenJson.Failing> writesFailing,
            List<SuspendedJson.LeftAlone> suspended,
            List<HeldJson.SetByHand> byHand,
            @Nullable LastWrite lastWrite) {}

    record Poll(
            boolean ok,
            String at,
            double tookSeconds,
            @Nullable String cause,
            @Nullable String message) {}

    record Policy(String name, String type) {}

    /** @param closed why no orders are taken; empty if they are */
    static Status of(View view, Optional<String> closed) {
        Optional<Observation.Seen> good = view.good();
        Optional<List<Endpoint>> endpoints = good.map(seen -> seen.snapshot().endpoints());
        return new Status(
                Json.text(view.now()),
                view.settings().version(),
                view.control().mode().label(),
                view.state().label(),
                good.isPresent(),
                Json.orNull(good.map(seen -> seen.snapshot().source())),
                Json.orNull(good.map(Observation.Seen::generation)),
                Json.orNull(good.map(seen -> Json.text(seen.endedAt()))),
                Json.orNull(view.age().map(Json::seconds)),
                Json.seconds(view.settings().pollInterval()),
                Json.orNull(view.newest().map(StatusJson::poll)),
                Json.orNull(endpoints.map(List::size)),
                Json.orNull(endpoints.map(all ->
                        all.stream().mapToInt(each -> each.routes().size()).sum())),
                Json.orNull(good.map(seen -> seen.snapshot().backends().size())),
                view.settings().policies().stream()
                        .map(policy -> new Policy(policy.name(), policy.kind()))
                        .toList(),
                ControlJson.of(view),
                Json.orNull(closed),
                Json.orNull(view.unkept()),
                Json.orNull(view.unaudited()),
                SaidJson.refused(view),
                UnwrittenJson.of(view),
                SuspendedJson.of(view),
                HeldJson.of(view),
                Json.orNull(view.lastWrite().map(LastWrite::of)));
    }

    static Poll poll(Observation poll) {
        Observation.@Nullable Missed missed = poll instanceof Observation.Missed failed ? failed : null;
        return new Poll(
                missed == null,
                Json.text(poll.endedAt()),
                Json.seconds(poll.took()),
                missed == null ? null : missed.cause().label(),
                missed == null ? null : missed.message());
    }
}
