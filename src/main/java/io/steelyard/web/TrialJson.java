package io.steelyard.web;

import io.steelyard.model.Decision;
import io.steelyard.operator.Trial;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of a trial of settings. */
final class TrialJson {

    private TrialJson() {}

    /**
     * The answer.
     *
     * @param changed what was tried, such as {@code guard.max_step: 0.2 -> 0.1}
     * @param present what is decided now by the settings that count
     * @param tried what would be
     * @param past the reasons of both on each reading that is kept, the oldest first
     */
    record Tried(
            String endpoint,
            String policy,
            List<String> rules,
            List<String> changed,
            Decided present,
            Decided tried,
            List<Both> past,
            List<Setting> settings) {}

    record Decided(
            String action,
            String reason,
            String text,
            List<DecisionsJson.Compared> figures,
            @Nullable Map<String, Integer> base,
            @Nullable Map<String, Integer> weights) {}

    record Both(String at, String presentAction, String presentReason, String triedAction, String triedReason) {}

    record Setting(String key, String type, @Nullable String value, String range, String help) {}

    static Tried of(Trial trial) {
        Trial.Pair now = trial.past().get(trial.past().size() - 1);
        return new Tried(
                trial.pattern(),
                trial.policy(),
                DecisionsJson.rules(),
                trial.changes(),
                decided(now.present()),
                decided(now.tried()),
                trial.past().stream().map(TrialJson::both).toList(),
                trial.keys().stream()
                        .map(key ->
                                new Setting(key.name(), key.type(), Json.orNull(key.value()), key.range(), key.help()))
                        .toList());
    }

    private static Decided decided(Decision decision) {
        Decision.@Nullable Reweigh change = decision instanceof Decision.Reweigh reweigh ? reweigh : null;
        return new Decided(
                decision.action().label(),
                decision.reason().code().label(),
                decision.reason().text(),
                DecisionsJson.compared(decision),
                change == null ? null : change.base(),
                change == null ? null : change.weights().byRoute());
    }

    private static Both both(Trial.Pair pair) {
        return new Both(
                Json.text(pair.present().at()),
                pair.present().action().label(),
                pair.present().reason().code().label(),
                pair.tried().action().label(),
                pair.tried().reason().code().label());
    }
}
