package io.steelyard.adapter.simulator;

import java.util.SplittableRandom;

/** Draws of the distributions that counts have. */
final class Chance {

    /** Above this a Poisson count is drawn as a normal one. */
    private static final double MANY = 50;

    private Chance() {}

    /** How many of such events happen, if so many happen on average. */
    static double poisson(double mean, SplittableRandom random) {
        if (mean > MANY) {
            return Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        int count = 0;
        while (product > limit) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }

    /** How many are in a queue of one worker, M/M/1, if so many are on average: P(n) = (1−ρ)ρⁿ. */
    static double geometric(double mean, SplittableRandom random) {
        double stays = mean / (1 + mean);
        return stays <= 0 ? 0 : Math.floor(Math.log(1 - random.nextDouble()) / Math.log(stays));
    }
}
