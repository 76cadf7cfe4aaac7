package io.steelyard.adapter.simulator;

import java.time.Duration;

/**
 * How a balancer measures.
 *
 * @param noise relative standard deviation of each reading of a load or rate, 0 to 1
 * @param counts true if a rate is the requests that happened to complete within a second, and a load the requests that
 *     happened to be inside, so that small numbers vary much
 * @param average readings are means over so long; 0: of the moment
 * @param errors true if the rate of failed requests is read too
 */
public record Readout(double noise, boolean counts, Duration average, boolean errors) {

    static final Duration LONGEST_AVERAGE = Duration.ofMinutes(10);

    public Readout {
        Limits.that(noise >= 0 && noise <= 1, "noise: " + noise + " is not in 0..1");
        Limits.notNegative("time that readings average over", average);
        Limits.that(
                average.compareTo(LONGEST_AVERAGE) <= 0,
                "time that readings average over: " + average + " is above " + LONGEST_AVERAGE);
    }

    /** Momentary values with some noise, without errors. */
    public static Readout noisy(double noise) {
        return new Readout(noise, false, Duration.ZERO, false);
    }

    Readout withNoise(double other) {
        return new Readout(other, counts, average, errors);
    }

    /** How many steps of the simulation a reading covers, at least 1. */
    int steps() {
        return (int) Math.max(1, average.dividedBy(Plant.STEP));
    }
}
