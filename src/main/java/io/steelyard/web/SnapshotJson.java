package io.steelyard.web;

import io.steelyard.model.Observation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/snapshot} */
final class SnapshotJson {

    private SnapshotJson() {}

    record Snapshot(
            @Nullable Long generation,
            @Nullable String source,
            @Nullable String snapshotAt,
            boolean stale,
            List<EndpointRow> endpoints) {}

    /**
     * @param desiredBy the sequence of the decision that wants other weights than there are; null if none does
     * @param writeFault in words, if the newest tries to write did not succeed
     * @param undone in words, the routes whose weights are not those that were set by hand; null if they are, or none were
     * @param attention why somebody should look at it, the worst first
     */
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
            @Nullable Long desiredBy,
            @Nullable LastWrite lastWrite,
            @Nullable String writeFault,
            @Nullable String undone,
            List<Concern> attention,
            List<RouteRow> routes) {}

    /**
     * Why an endpoint wants attention.
     *
     * @param word for people, such as {@code suspended}
     * @param rank 0 for the worst; the same for a word wherever it stands
     * @param alarm true if traffic is lost, or somebody believes what is not so
     * @param manual where the manual says what to do, below {@code /}
     */
    record Concern(String word, int rank, boolean alarm, String manual) {}

    record RouteRow(
            String route,
            String selector,
            @Nullable Integer weight,
            @Nullable Integer desiredWeight,
            @Nullable Double share,
            @Nullable Double desiredShare,
            @Nullable Double requestsPerSecond,
            @Nullable Double load,
            @Nullable Double loadMax,
            @Nullable Double errorsPerSecond,
            @Nullable Double responseSeconds,
            int backends) {}

    static Snapshot of(View view) {
        return of(view, Attention.of(view));
    }

    private static Snapshot of(View view, List<Attention> endpoints) {
        return new Snapshot(
                Json.orNull(view.good().map(Observation.Seen::generation)),
                Json.orNull(view.good().map(seen -> seen.snapshot().source())),
                Json.orNull(view.good().map(seen -> Json.text(seen.endedAt()))),
                view.state() == View.State.STALE,
                endpoints.stream().map(SnapshotJson::row).toList());
    }

    /** The head alone. */
    static Snapshot withoutEndpoints(View view) {
        return of(view, List.of());
    }

    static EndpointRow row(Attention told) {
        EndpointView endpoint = told.endpoint();
        return new EndpointRow(
                endpoint.pattern(),
                Json.orNull(endpoint.policy()),
                Json.orNull(endpoint.requestsPerSecond()),
                Json.orNull(endpoint.load()),
                Json.orNull(endpoint.imbalance()),
                endpoint.backends(),
                endpoint.shared(),
                Json.orNull(endpoint.suspect()),
                endpoint.suspended(),
                Json.orNull(endpoint.latest().map(entry -> entry.decision().id())),
                Json.orNull(endpoint.wanted().map(Entry::sequence)),
                Json.orNull(endpoint.changed().map(LastWrite::of)),
                Json.orNull(endpoint.unwritten().map(Unwritten::text)),
                Json.orNull(told.byHand().filter(HeldWeights::isUndone).map(HeldWeights::difference)),
                told.why().stream()
                        .map(why -> new Concern(told.word(why), why.rank(), why.isAlarm(), told.manual(why)))
                        .toList(),
                endpoint.routes().stream().map(SnapshotJson::row).toList());
    }

    private static RouteRow row(EndpointView.RouteView route) {
        return new RouteRow(
                route.id(),
                route.selector(),
                Json.orNull(route.weight()),
                Json.orNull(route.desired()),
                Json.orNull(route.share()),
                Json.orNull(route.desiredShare()),
                Json.orNull(route.requestsPerSecond()),
                Json.orNull(route.totals().load()),
                Json.orNull(route.totals().loadMax()),
                Json.orNull(route.totals().errorsPerSecond()),
                Json.orNull(route.totals().responseTime().map(Json::seconds)),
                route.totals().backends());
    }
}
