package io.steelyard.metrics;

import io.steelyard.model.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Who the agent is and what it was told to do, as far as metrics and pages show it.
 *
 * @param version of the program
 * @param revision the commit it was built from, empty if unknown
 * @param mode {@code observe}, {@code propose} or {@code act}
 * @param pollInterval configured time between polls; a snapshot older than 3 of them is stale
 * @param series which series of the balancer are exported
 * @param policies the configured policies
 * @param owner endpoint pattern to the name of the policy that owns it; pure, and cheap enough to ask once for every
 *     endpoint that appears
 * @param operations of the balancer's HTTP API, so that their series begin at 0; empty without one
 * @param time clock of staleness
 */
public record AgentSettings(
        String version,
        String revision,
        String mode,
        Duration pollInterval,
        Series series,
        List<PolicyName> policies,
        Function<String, Optional<String>> owner,
        Set<String> operations,
        TimeSource time) {

    private static final Set<String> MODES = Set.of("observe", "propose", "act");
    private static final int INTERVALS_FRESH = 3;

    /**
     * A configured policy.
     *
     * @param name the value of the label {@code policy}
     * @param kind its type, such as {@code equal-load}
     * @param cooldown between two writes to one of its endpoints
     */
    public record PolicyName(String name, String kind, Duration cooldown) {}

    /** How deep the series of the balancer go; each includes those before it. */
    public enum Depth {
        ENDPOINT,
        ROUTE,
        BACKEND;

        boolean includes(Depth other) {
            return compareTo(other) >= 0;
        }
    }

    /**
     * Which series of the balancer are exported.
     *
     * @param most how many at most; what is above is left out, counted and logged
     * @param shown tells by its pattern whether an endpoint has series; pure and cheap
     */
    public record Series(Depth depth, int most, Predicate<String> shown) {

        public Series {
            if (most < 1) {
                throw new IllegalArgumentException("metrics.max_series: " + most + " is below 1");
            }
        }
    }

    public AgentSettings {
        policies = List.copyOf(policies);
        operations = Set.copyOf(operations);
        if (!MODES.contains(mode)) {
            throw new IllegalArgumentException("mode: " + mode + " is none of observe, propose, act");
        }
        if (pollInterval.isNegative() || pollInterval.isZero()) {
            throw new IllegalArgumentException("poll.interval: " + pollInterval + " is not above 0");
        }
    }

    /** True if weights are never written. */
    public boolean dryRun() {
        return !mode.equals("act");
    }

    /** The age from which on a snapshot says nothing about now. */
    public Duration staleAfter() {
        return pollInterval.multipliedBy(INTERVALS_FRESH);
    }
}
