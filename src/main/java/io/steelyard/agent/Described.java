package io.steelyard.agent;

import io.steelyard.config.BalancerSettings;
import io.steelyard.config.Config;
import io.steelyard.config.PolicySettings;
import io.steelyard.metrics.AgentSettings;
import io.steelyard.model.TimeSource;
import java.util.Locale;
import java.util.Set;

/** A configuration as metrics and pages tell it. */
final class Described {

    private Described() {}

    static AgentSettings settings(Config shown, String version, TimeSource time) {
        boolean api = shown.balancer().type() == BalancerSettings.Type.BACKPLANE;
        return new AgentSettings(
                version,
                "",
                shown.mode().name().toLowerCase(Locale.ROOT),
                shown.poll().interval(),
                new AgentSettings.Series(
                        AgentSettings.Depth.valueOf(shown.metrics().level().name()),
                        shown.metrics().maxSeries(),
                        shown.metrics()::shows),
                shown.policies().stream()
                        .map(policy -> new AgentSettings.PolicyName(
                                policy.name(), policy.type(), policy.guard().cooldown()))
                        .toList(),
                pattern -> shown.policyFor(pattern).map(PolicySettings::name),
                api ? ApiCalls.operations() : Set.of(),
                time);
    }
}
