package io.steelyard.cli;

import io.steelyard.config.Defaults;
import io.steelyard.model.Capabilities;
import io.steelyard.policy.AllocatorFactory;
import io.steelyard.policy.Configured;
import io.steelyard.policy.Limited;
import io.steelyard.policy.LimiterFactory;
import io.steelyard.policy.Policy;
import io.steelyard.policy.PolicyContext;
import io.steelyard.policy.PolicyFactory;
import io.steelyard.policy.PolicyTypes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Policies by their types alone, with the defaults of their parameters. */
record SimulatedPolicies(PolicyTypes types) {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /**
     * A policy by a type, or a type and limiters: {@code equal-load+evacuate}.
     *
     * @throws IllegalArgumentException if there is no such type, or it has a parameter without a default; the message
     *     continues "--policy: ..."
     */
    Function<Capabilities, Policy> named(String name) {
        List<String> parts = Arrays.asList(name.split("\\+", -1));
        Configured.OfAllocator allocator = allocator(parts.get(0));
        List<Configured.OfLimiter> limiters =
                parts.subList(1, parts.size()).stream().map(this::limiter).toList();
        return capabilities -> {
            PolicyContext context = new PolicyContext(name, INTERVAL, capabilities);
            return Limited.of(
                    allocator.create(context),
                    limiters.stream().map(limiter -> limiter.create(context)).toList());
        };
    }

    private Configured.OfAllocator allocator(String type) {
        AllocatorFactory<?> factory =
                types.allocator(type).orElseThrow(() -> unknown(type, PolicyFactory.Kind.ALLOCATOR));
        return new Configured.OfAllocator(factory, defaults(factory));
    }

    private Configured.OfLimiter limiter(String type) {
        LimiterFactory<?> factory = types.limiter(type).orElseThrow(() -> unknown(type, PolicyFactory.Kind.LIMITER));
        return new Configured.OfLimiter(factory, defaults(factory));
    }

    private IllegalArgumentException unknown(String type, PolicyFactory.Kind kind) {
        return new IllegalArgumentException('"' + type + "\" " + types.refusal(type, kind));
    }

    private static Record defaults(PolicyFactory<?> factory) {
        try {
            return Defaults.of(factory.parameters());
        } catch (IllegalStateException required) {
            throw new IllegalArgumentException(
                    factory.type() + " has a parameter without a default, which cannot be given here", required);
        }
    }
}
