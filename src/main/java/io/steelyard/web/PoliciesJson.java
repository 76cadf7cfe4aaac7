package io.steelyard.web;

import io.steelyard.metrics.PolicyPhase;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Mode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/policies} */
final class PoliciesJson {

    private PoliciesJson() {}

    record Policies(@Nullable Long generation, double pollIntervalSeconds, List<PolicyRow> policies) {}

    /**
     * A policy.
     *
     * @param enabled false while it is paused, or the mode only observes
     * @param paused by whom and why, if it is
     */
    record PolicyRow(
            String name, String type, boolean enabled, ControlJson.@Nullable By paused, List<OnEndpoint> endpoints) {}

    /** What it does for one endpoint, by its newest decision. */
    record OnEndpoint(
            String endpoint,
            String phase,
            String reason,
            String text,
            String since,
            String decisionId,
            List<DecisionsJson.Compared> figures,
            @Nullable String lastWriteAt) {}

    static Policies of(View view) {
        Control control = view.control();
        return new Policies(
                Json.orNull(view.good().map(seen -> seen.generation())),
                Json.seconds(view.settings().pollInterval()),
                view.settings().policies().stream()
                        .map(policy -> new PolicyRow(
                                policy.name(),
                                policy.kind(),
                                control.mode() != Mode.OBSERVE
                                        && control.pauseOf(policy.name()).isEmpty(),
                                Json.orNull(control.pauseOf(policy.name()).map(ControlJson::by)),
                                endpoints(view, policy.name())))
                        .toList());
    }

    private static List<OnEndpoint> endpoints(View view, String policy) {
        return view.latest().values().stream()
                .filter(entry -> view.settings()
                        .owner()
                        .apply(entry.decision().pattern())
                        .filter(policy::equals)
                        .isPresent())
                .map(entry -> row(view, entry))
                .sorted(java.util.Comparator.comparing(OnEndpoint::endpoint))
                .toList();
    }

    private static OnEndpoint row(View view, Entry entry) {
        Decision decision = entry.decision();
        return new OnEndpoint(
                decision.pattern(),
                PolicyPhase.of(decision),
                decision.reason().code().label(),
                decision.reason().text(),
                Json.text(entry.since()),
                decision.id(),
                DecisionsJson.compared(decision),
                Json.orNull(view.lastWrite(decision.pattern()).map(Json::text)));
    }
}
