package io.steelyard.web;

import io.steelyard.config.Refusal;
import io.steelyard.model.Decision;
import io.steelyard.model.Edit;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Observation;
import java.util.List;
import java.util.Map;
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
            List<Refused> filesRefused,
            List<LeftAlone> suspended,
            List<SetByHand> byHand) {}

    /**
     * The event {@code mode}: what operators have said, which files of theirs were refused, and which endpoints are
     * left alone.
     */
    record Said(
            ControlJson.Orders orders,
            @Nullable String ordersClosed,
            @Nullable String ordersUnkept,
            @Nullable String auditFault,
            List<Refused> filesRefused,
            List<LeftAlone> suspended) {}

    /**
     * A file that was not taken, so that what it said before still counts: the configuration, or that of the listener.
     *
     * @param since when it was refused first
     * @param at when it was last
     * @param why it was read then
     * @param error the first
     * @param errors how many there are
     */
    record Refused(String file, String since, String at, String why, String error, int errors, String remedy) {}

    /**
     * Weights that were set by hand; first those that are not in force.
     *
     * @param inForce null if that is not known
     * @param text the same as {@code routes}, for people
     */
    record SetByHand(
            String endpoint,
            String who,
            String reason,
            String since,
            @Nullable String until,
            @Nullable Boolean inForce,
            String text,
            List<SetRoute> routes) {}

    /** @param now the weight that the balancer has; null if it has none, or that is not known */
    record SetRoute(String route, int set, @Nullable Integer now) {}

    record Poll(
            boolean ok,
            String at,
            double tookSeconds,
            @Nullable String cause,
            @Nullable String message) {}

    record Policy(String name, String type) {}

    /**
     * @param policy that is kept away; null if none was yet: none owns the endpoint, the mode is observe, or the endpoint
     *     was not seen since the start
     * @param since when the edit was seen
     * @param restored true if that was before the agent started
     */
    record LeftAlone(
            String endpoint,
            @Nullable String policy,
            String since,
            String text,
            boolean restored,
            List<EditedRoute> changes) {}

    /** @param servers whose weights add up to the route's and changed, where the balancer has such */
    record EditedRoute(String route, int from, int to, List<EditedServer> servers) {}

    record EditedServer(String server, int from, int to) {}

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
                view.refused().stream().map(StatusJson::refused).toList(),
                suspended(view),
                ByHand.of(view).stream().map(StatusJson::held).toList());
    }

    static Said mode(View view, Optional<String> closed) {
        return new Said(
                ControlJson.of(view),
                Json.orNull(closed),
                Json.orNull(view.unkept()),
                Json.orNull(view.unaudited()),
                view.refused().stream().map(StatusJson::refused).toList(),
                suspended(view));
    }

    private static SetByHand held(ByHand held) {
        return new SetByHand(
                held.pattern(),
                held.note().who(),
                held.note().reason(),
                Json.text(held.note().since()),
                ControlJson.until(held.note()),
                Json.orNull(held.inForce()),
                held.text(),
                held.routes().stream()
                        .map(route -> new SetRoute(route.route(), route.set(), Json.orNull(route.now())))
                        .toList());
    }

    private static Refused refused(Refusal file) {
        return new Refused(
                file.file(),
                file.since().toString(),
                file.at().toString(),
                file.why(),
                file.lines().get(0),
                file.lines().size(),
                file.remedy());
    }

    private static List<LeftAlone> suspended(View view) {
        return view.suspended().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> leftAlone(each.getKey(), each.getValue()))
                .toList();
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

    private static LeftAlone leftAlone(String pattern, Suspended suspended) {
        return new LeftAlone(
                pattern,
                Json.orNull(suspended.hold().map(Decision::policy)),
                Json.text(suspended.since()),
                suspended.text(),
                suspended.since().beforeStart(),
                suspended.edit().map(StatusJson::changes).orElse(List.of()));
    }

    private static List<EditedRoute> changes(Edit edit) {
        return edit.changes().stream()
                .map(change -> new EditedRoute(
                        change.route(),
                        change.from(),
                        change.to(),
                        change.members().stream()
                                .map(member -> new EditedServer(member.name(), member.from(), member.to()))
                                .toList()))
                .toList();
    }
}
