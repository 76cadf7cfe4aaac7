package io.steelyard.config;

import io.steelyard.model.Mode;
import io.steelyard.model.Setting;
import java.util.List;
import java.util.Optional;

/** The whole configuration of the agent, as one file gives it. Immutable; its text never shows a secret. */
public record Config(
        @Setting(help = "Which balancer to watch, and how to reach it.")
        BalancerSettings balancer,

        @Setting(help = "How often the balancer is read.") PollSettings poll,

        @Setting(
                value = "propose",
                live = true,
                help = "observe: export only. propose: also compute, log and export what it would do. act: also do it.")
        Mode mode,

        @Setting(live = true, help = "Limits on every policy; the same keys under a policy override them there.")
        GuardSettings guard,

        @Setting(
                value = "[{}]",
                live = true,
                help = "Who decides for which endpoints. The first policy that matches an endpoint has it.")
        List<PolicySettings> policies,

        @Setting(help = "What is exported to Prometheus.") MetricsSettings metrics,

        @Setting(help = "The listener for metrics, health, the JSON API and the live page.")
        HttpSettings http,

        @Setting(help = "Serves the Backplane API over this balancer, on a listener of its own.")
        BackplaneApiSettings backplaneApi,

        @Setting(help = "What is logged to standard error.") LogSettings log,

        @Setting(help = "The log of every write.") AuditSettings audit,

        @Setting(help = "The record of snapshots and outcomes, for replay.")
        RecordingSettings recording,

        @Setting(help = "Policies from other people's jars.")
        PluginsSettings plugins) {

    public Config {
        policies = List.copyOf(policies);
    }

    /** The first policy, in the order of the file, that matches the endpoint. */
    public Optional<PolicySettings> policyFor(String endpoint) {
        return policies.stream().filter(policy -> policy.covers(endpoint)).findFirst();
    }
}
