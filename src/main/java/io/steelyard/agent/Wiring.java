package io.steelyard.agent;

import io.steelyard.config.Config;
import io.steelyard.config.GuardSettings;
import io.steelyard.config.PolicySettings;
import io.steelyard.guard.Checks;
import io.steelyard.guard.Guard;
import io.steelyard.guard.Limits;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Horizon;
import io.steelyard.policy.Limited;
import io.steelyard.policy.Policy;
import io.steelyard.policy.PolicyContext;
import java.util.List;

/** Policies, Guard and memory as a configuration describes them. */
record Wiring(Config config, Capabilities capabilities) {

    /** Readings that are kept of each endpoint, beyond those that are passed over after a change. */
    private static final int READINGS = 60;

    /** Readings that are kept for the time in which traffic follows the weights, at most. */
    private static final int LAG_MOST = 600;

    Horizon horizon(String pattern) {
        GuardSettings guard =
                config.policyFor(pattern).map(PolicySettings::guard).orElse(config.guard());
        Capabilities lagging = capabilities.lagging(guard.effectLag());
        long lag = lagging.effectLag().dividedBy(config.poll().interval());
        int readings = READINGS + guard.settle() + (int) Math.min(LAG_MOST, lag);
        return new Horizon(readings, guard.settle(), lagging);
    }

    List<Assignment> assignments() {
        return config.policies().stream().map(this::assignment).toList();
    }

    private Assignment assignment(PolicySettings settings) {
        Guard guard = new Guard(
                settings.name(),
                limited(settings, settings.parameters().create(context(settings))),
                limits(settings.guard()),
                capabilities);
        return new Assignment(
                settings.name(),
                settings::covers,
                guard,
                settings.signals().stream()
                        .map(signal -> signal.create(context(settings)))
                        .toList());
    }

    PolicyContext context(PolicySettings settings) {
        return new PolicyContext(settings.name(), config.poll().interval(), capabilities);
    }

    /** An allocator with the limiters of a policy. */
    Policy limited(PolicySettings settings, Policy allocator) {
        return Limited.of(
                allocator,
                settings.limiters().stream()
                        .map(limiter -> limiter.create(context(settings)))
                        .toList());
    }

    Limits limits(GuardSettings guard) {
        return new Limits(
                config.poll().interval(),
                guard.minWeight(),
                guard.floor(),
                guard.maxStep(),
                guard.velocity(),
                guard.cooldown(),
                guard.deadBand(),
                guard.panicThreshold(),
                guard.flips(),
                guard.rearmAfter(),
                new Checks(guard.ceiling(), guard.overload(), guard.overreaction(), guard.ineffective()));
    }
}
