package io.steelyard.guard;

import java.time.Duration;
import java.util.Optional;

/**
 * What the Guard allows.
 *
 * @param interval between polls; a reading older than two of them is not acted on
 * @param minWeight least weight of a route that has traffic, in the balancer's units
 * @param floor least share of a route that has traffic, 0 to 1
 * @param maxStep how much traffic one decision may move: half the sum of |change of share|, above 0, at most 1
 * @param velocity the same, for all decisions of one minute
 * @param cooldown between two writes to one endpoint, from the end of the first
 * @param deadBand largest relative change of a route's share that is left alone; widened to two standard errors
 * @param panicThreshold least part of the backends of the last readings that must be there, 0 to 1
 * @param flips so many reversals within ten minutes freeze the endpoint
 * @param rearmAfter how long an endpoint is left alone after somebody else's edit; empty: until an operator says so
 * @param checks of the policy's predictions
 */
public record Limits(
        Duration interval,
        int minWeight,
        double floor,
        double maxStep,
        double velocity,
        Duration cooldown,
        double deadBand,
        double panicThreshold,
        int flips,
        Optional<Duration> rearmAfter,
        Checks checks) {

    /** With the usual checks. */
    public Limits(
            Duration interval,
            int minWeight,
            double floor,
            double maxStep,
            double velocity,
            Duration cooldown,
            double deadBand,
            double panicThreshold,
            int flips,
            Optional<Duration> rearmAfter) {
        this(
                interval,
                minWeight,
                floor,
                maxStep,
                velocity,
                cooldown,
                deadBand,
                panicThreshold,
                flips,
                rearmAfter,
                Checks.DEFAULTS);
    }

    public Limits {
        require(interval.compareTo(Duration.ZERO) > 0, "interval", interval, "above 0");
        require(minWeight >= 0, "min_weight", minWeight, "at least 0");
        require(floor >= 0 && floor < 1, "floor", floor, "in 0..1");
        require(maxStep > 0 && maxStep <= 1, "max_step", maxStep, "above 0 and at most 1");
        require(velocity > 0, "velocity", velocity, "above 0");
        require(!cooldown.isNegative(), "cooldown", cooldown, "at least 0");
        require(deadBand >= 0, "dead_band", deadBand, "at least 0");
        require(panicThreshold >= 0 && panicThreshold <= 1, "panic_threshold", panicThreshold, "in 0..1");
        require(flips >= 1, "flips", flips, "at least 1");
    }

    /** The defaults. */
    public static Limits defaults(Duration interval) {
        return new Limits(interval, 0, 0, 0.2, 1, Duration.ofSeconds(3), 0.05, 0.5, 6, Optional.empty());
    }

    /** The same without a limit on what one decision may move: for people, who see the whole way before they go it. */
    public Limits inOneStep() {
        return new Limits(
                interval, minWeight, floor, 1, 1000, cooldown, deadBand, panicThreshold, flips, rearmAfter, checks);
    }

    private static void require(boolean holds, String key, Object value, String limit) {
        if (!holds) {
            throw new IllegalArgumentException("guard." + key + ": " + value + " is not " + limit);
        }
    }
}
