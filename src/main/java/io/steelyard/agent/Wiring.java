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
import io.steelyard.source.Room;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Policies, Guard and memory as a configuration describes them. */
record Wiring(Config config, Capabilities capabilities) {

    /** Readings that are kept of each endpoint, beyond those that are passed over after a change. */
    private static final int READINGS = 60;

    /** Readings that are kept for the time in which traffic follows the weights, at most. */
    private static final int LAG_MOST = 600;

    /** For the readings of the largest horizon that this configuration has. */
    static Room room(Config config) {
        int readings = Stream.concat(config.policies().stream().map(PolicySettings::guard), Stream.of(config.guard()))
                .mapToInt(guard -> readings(config, guard, guard.effectLag()))
                .max()
                .orElse(READINGS);
        return new Room(Runtime.getRuntime().maxMemory(), readings);
    }

    private static int readings(Config config, GuardSettings guard, Duration effectLag) {
        long lag = effectLag.dividedBy(config.poll().interval());
        return READINGS + guard.settle() + (int) Math.min(LAG_MOST, lag);
    }

    Horizon horizon(String pattern) {
        GuardSettings guard =
                config.policyFor(pattern).map(PolicySettings::guard).orElse(config.guard());
        return horizon(guard);
    }

    /** How far the history of an endpoint reaches under these limits. */
    Horizon horizon(GuardSettings guard) {
        Capabilities lagging = capabilities.lagging(guard.effectLag());
        return new Horizon(readings(config, guard, lagging.effectLag()), guard.settle(), lagging);
    }

    List<Assignment> assignments() {
        return config.policies().stream().map(this::assignment).toList();
    }

    /** The policy in its Guard. */
    Guard guard(PolicySettings settings) {
        return new Guard(
                settings.name(),
                limited(settings, settings.parameters().create(context(settings))),
                limits(settings.guard()),
                capabilities);
    }

    private Assignment assignment(PolicySettings settings) {
        return new Assignment(
                settings.name(),
                settings::covers,
                guard(settings),
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
