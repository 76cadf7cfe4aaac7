package io.steelyard.web;

import io.steelyard.metrics.AgentSettings;
import io.steelyard.metrics.PolicyPhase;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Mode;
import io.steelyard.model.Observation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/policies} */
final class PoliciesJson {

    private PoliciesJson() {}

    /** @param nextPollInSeconds 0 while one is under way or late; null before the first */
    record Policies(
            @Nullable Long generation,
            double pollIntervalSeconds,
            @Nullable Double nextPollInSeconds,
            List<PolicyRow> policies) {}

    /**
     * A policy.
     *
     * @param enabled false while it is paused, or the mode only observes
     * @param paused by whom and why, if it is
     * @param cooldownSeconds between two writes to one endpoint
     */
    record PolicyRow(
            String name,
            String type,
            boolean enabled,
            ControlJson.@Nullable By paused,
            double cooldownSeconds,
            List<OnEndpoint> endpoints) {}

    /**
     * What it does for one endpoint, by its newest decision.
     *
     * @param lastWriteSeconds how long ago that ended
     * @param cooldownLeftSeconds until the next write may be; 0 when it may
     */
    record OnEndpoint(
            String endpoint,
            String phase,
            String reason,
            String text,
            String since,
            String decisionId,
            List<DecisionsJson.Compared> figures,
            @Nullable String lastWriteAt,
            @Nullable Double lastWriteSeconds,
            double cooldownLeftSeconds) {}

    static Policies of(View view) {
        Control control = view.control();
        return new Policies(
                Json.orNull(view.good().map(seen -> seen.generation())),
                Json.seconds(view.settings().pollInterval()),
                Json.orNull(view.newest().map(poll -> nextPoll(view, poll))),
                view.settings().policies().stream()
                        .map(policy -> new PolicyRow(
                                policy.name(),
                                policy.kind(),
                                control.mode() != Mode.OBSERVE
                                        && control.pauseOf(policy.name()).isEmpty(),
                                Json.orNull(control.pauseOf(policy.name()).map(ControlJson::by)),
                                Json.seconds(policy.cooldown()),
                                endpoints(view, policy)))
                        .toList());
    }

    private static double nextPoll(View view, Observation newest) {
        return left(view.settings().pollInterval(), view.now().since(newest.startedAt()));
    }

    private static double left(Duration whole, Duration passed) {
        return Math.max(0, Json.seconds(whole.minus(passed)));
    }

    private static List<OnEndpoint> endpoints(View view, AgentSettings.PolicyName policy) {
        return view.latest().values().stream()
                .filter(entry -> view.settings()
                        .owner()
                        .apply(entry.decision().pattern())
                        .filter(policy.name()::equals)
                        .isPresent())
                .map(entry -> row(view, policy, entry))
                .sorted(java.util.Comparator.comparing(OnEndpoint::endpoint))
                .toList();
    }

    private static OnEndpoint row(View view, AgentSettings.PolicyName policy, Entry entry) {
        Decision decision = entry.decision();
        Optional<Duration> write =
                view.lastWrite(decision.pattern()).map(ended -> view.now().since(ended));
        Optional<Duration> tried =
                view.lastTry(decision.pattern()).map(ended -> view.now().since(ended));
        return new OnEndpoint(
                decision.pattern(),
                PolicyPhase.of(decision),
                decision.reason().code().label(),
                decision.reason().text(),
                Json.text(entry.since()),
                decision.id(),
                DecisionsJson.compared(decision),
                Json.orNull(view.lastWrite(decision.pattern()).map(Json::text)),
                Json.orNull(write.map(Json::seconds)),
                tried.map(passed -> left(policy.cooldown(), passed)).orElse(0.0));
    }
}
