package io.steelyard.web;

import io.steelyard.model.Decision;
import io.steelyard.model.Edit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Endpoints that are left alone because of an operator's edit, in {@code /api/v1/status} and the event {@code mode}. */
final class SuspendedJson {

    private SuspendedJson() {}

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

    static List<LeftAlone> of(View view) {
        return view.suspended().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> leftAlone(each.getKey(), each.getValue()))
                .toList();
    }

    private static LeftAlone leftAlone(String pattern, Suspended suspended) {
        return new LeftAlone(
                pattern,
                Json.orNull(suspended.hold().map(Decision::policy)),
                Json.text(suspended.since()),
                suspended.text(),
                suspended.since().beforeStart(),
                suspended.edit().map(SuspendedJson::changes).orElse(List.of()));
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
