package io.steelyard.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which concurrencies explain what was seen. Of a route whose share was changed, the right k shows the same capacity
 * before and after, a wrong one shows another; so each k of a grid is judged by how badly it contradicts that.
 *
 * <p>Newer blocks of one set of weights that show the same capacity, within three standard errors, are one stretch, with their
 * weighted mean. Where the weights changed, the newest block of before and the stretch after it are a step; of all steps of all
 * routes
 *
 * <pre>
 * contradiction = b² / var b + Σ max(0, min(25, d² / var d) - 9)         d = change of ln c, m = change of ln share
 * b = Σ (m d / var d) / Σ (m² / var d),  var b = 1 / Σ (m² / var d)      |m| ≥ 0.1, var d with 0.03² for the law itself
 * </pre>
 *
 * The slope b of ln c by ln share is 0 under the right k alone; what a step exceeds three standard errors by no chance
 * explains. To it comes what is expected of the balancer's kind of load, ((ln k - ln k expected) / 1.5)², at most 3.9. Those
 * within 4 of the least sum are plausible. No more than one block of before a move counts, so that a step is no surer the longer
 * nothing moved, and capacities that wander meanwhile are not taken for k.
 *
 * @param least the smallest k that is plausible: its target is the nearest, and overshoots under no plausible k
 * @param best the most plausible k
 * @param most the largest k that is plausible
 */
record Identification(double least, double best, double most) {

    private static final double[] GRID = {0.5, 1, 2, 4, 8, 16, 32, 64, 128, Double.POSITIVE_INFINITY};

    /** Stands for infinity where the logarithm of a k is needed. */
    private static final double LARGE = 256;

    /** χ² by which a k may be worse than the best one and still be plausible: two standard deviations. */
    private static final double PLAUSIBLE = 4;

    /** The expectation weighs no more than this, so that no k is ruled out by it alone. */
    private static final double MOST_EXPECTED = 3.9;

    /** Standard deviation of ln k that is expected. */
    private static final double VAGUE = 1.5;

    /** Changes of the logarithm of a share below this say little, and follow the noise that they were decided by. */
    private static final double MOVED = 0.1;

    /** Squared error that the law itself is allowed in ln c, so that certain readings of a rough law do not shout. */
    private static final double ROUGH = 0.03 * 0.03;

    /** Squared standard errors by which a capacity may seem to change by chance. */
    private static final double CHANCE = 9;

    /** A step between two sets of weights contradicts a k by no more than this: the capacity may really have changed. */
    private static final double SHOCK = 25;

    /** So many routes are looked at, at most: more of them would cost time and say little that is new. */
    private static final int ROUTES = 16;

    /** Requests that fail at once make no load, so that a load says nothing of the law: here a tenth of them at half use. */
    private static final double FAILING = 0.2;

    static Identification known(double concurrency) {
        return new Identification(concurrency, concurrency, concurrency);
    }

    /**
     * @param prior the k that is expected
     */
    static Identification of(List<Series> routes, double prior) {
        List<Series> some = new ArrayList<>();
        boolean counted = true;
        for (int i = 0; i < routes.size(); i++) {
            Series route = routes.get(i);
            counted &= route.counted();
            if (i < ROUTES && route.moved()) {
                some.add(route);
            }
        }
        double[] scores = new double[GRID.length];
        Arrays.fill(scores, Double.POSITIVE_INFINITY);
        int expected = nearest(prior);
        double lowest = Double.POSITIVE_INFINITY;
        for (int turn = 0; turn < GRID.length; turn++) { // the expected one first: what is much worse is left early
            int i = turn == 0 ? expected : turn <= expected ? turn - 1 : turn;
            if (!counted || isPlaces(GRID[i])) {
                double unexpected = unexpected(GRID[i], prior);
                scores[i] = unexpected + contradiction(some, GRID[i], lowest + PLAUSIBLE - unexpected);
                lowest = scores[i] < lowest ? scores[i] : lowest;
            }
        }
        return plausible(scores, lowest);
    }

    private static Identification plausible(double[] scores, double lowest) {
        int best = GRID.length;
        int least = GRID.length;
        int most = 0;
        for (int i = GRID.length - 1; i >= 0; i--) {
            if (scores[i] <= lowest + PLAUSIBLE) {
                most = Math.max(most, i);
                least = i;
                best = scores[i] == lowest ? i : best;
            }
        }
        return new Identification(GRID[least], GRID[best], GRID[most]);
    }

    /** What is counted in flight is no other kind of load. */
    private static boolean isPlaces(double k) {
        return k >= 1 && !Double.isInfinite(k);
    }

    /** Where the grid is nearest to a k. */
    private static int nearest(double k) {
        int nearest = 0;
        for (int i = 1; i < GRID.length; i++) {
            nearest = unexpected(GRID[i], k) < unexpected(GRID[nearest], k) ? i : nearest;
        }
        return nearest;
    }

    /**
     * How badly a k explains what was seen: the squared standardised slope of the capacities by the shares, which is 0 if
     * they do not depend on each other, and by how much single steps of the capacity with the weights exceed chance.
     *
     * @param enough no matter how much more than this it is
     */
    private static double contradiction(List<Series> routes, double k, double enough) {
        Evidence evidence = new Evidence();
        for (Series route : routes) {
            if (evidence.steps > enough) {
                break;
            }
            Estimates estimates = route.under(k);
            evidence.next();
            for (int i = 0; i < estimates.size(); i++) {
                double share = route.share(i);
                if (share > 0 && estimates.fails(i) < FAILING) {
                    evidence.add(route.run(i), share, estimates.logCapacity(i), estimates.variance(i));
                }
            }
        }
        return evidence.contradiction();
    }

    /** What the steps from one block to the next say of one k. */
    private static final class Evidence {
        private double slope;
        private double information;
        private double steps;

        /** The blocks of one run that show the same capacity, the newest of them not yet left behind; none if the share is 0. */
        private long run;

        private double share;
        private double logCapacity;
        private double variance;

        /** The blocks of another route follow. */
        void next() {
            share = 0;
        }

        /** One more block, older than those before. */
        void add(long itsRun, double itsShare, double itsLogCapacity, double itsVariance) {
            if (share > 0) {
                double difference = logCapacity - itsLogCapacity;
                double sum = variance + itsVariance + ROUGH;
                double distance = difference * difference / sum;
                if (run != itsRun) {
                    step(distance, Math.log(share / itsShare), difference, sum);
                } else if (distance < CHANCE) { // a capacity may change, that says nothing of k
                    double precision = 1 / variance + 1 / itsVariance;
                    logCapacity = (logCapacity / variance + itsLogCapacity / itsVariance) / precision;
                    variance = 1 / precision;
                    return;
                }
            }
            run = itsRun;
            share = itsShare;
            logCapacity = itsLogCapacity;
            variance = itsVariance;
        }

        private void step(double distance, double moved, double difference, double sum) {
            steps += Math.max(0, Math.min(SHOCK, distance) - CHANCE);
            if (Math.abs(moved) >= MOVED) {
                slope += moved * difference / sum;
                information += moved * moved / sum;
            }
        }

        double contradiction() {
            return steps + (information > 0 ? slope * slope / information : 0);
        }
    }

    private static double unexpected(double k, double prior) {
        double distance = (Math.log(Math.min(LARGE, k)) - Math.log(Math.min(LARGE, prior))) / VAGUE;
        return Math.min(MOST_EXPECTED, distance * distance);
    }
}
