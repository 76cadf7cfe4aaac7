package io.steelyard.metrics;

import io.steelyard.model.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Who the agent is and what it was told to do, as far as metrics and pages show it.
 *
 * @param version of the program
 * @param revision the commit it was built from, empty if unknown
 * @param mode {@code observe}, {@code propose} or {@code act}
 * @param pollInterval configured time between polls; a snapshot older than 3 of them is stale
 * @param maxSeries how many series of endpoints and routes are exported at most
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
        int maxSeries,
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
     */
    public record PolicyName(String name, String kind) {}

    public AgentSettings {
        policies = List.copyOf(policies);
        operations = Set.copyOf(operations);
        if (!MODES.contains(mode)) {
            throw new IllegalArgumentException("mode: " + mode + " is none of observe, propose, act");
        }
        if (pollInterval.isNegative() || pollInterval.isZero()) {
            throw new IllegalArgumentException("poll.interval: " + pollInterval + " is not above 0");
        }
        if (maxSeries < 1) {
            throw new IllegalArgumentException("metrics.max_series: " + maxSeries + " is below 1");
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
