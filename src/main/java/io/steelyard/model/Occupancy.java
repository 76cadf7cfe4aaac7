package io.steelyard.model;

import java.util.Arrays;

/**
 * How many places of a backend were taken: of the numbers N of requests in flight that were counted at several moments,
 * the mean of min(N, k) for several k.
 *
 * <p>It says more than the mean of N: a backend that works on k requests at a time completes in proportion to the mean
 * of min(N, k), however its requests arrive and however long its queue is (the utilisation law; Denning, Buzen: The
 * operational analysis of queueing network models, 1978). Immutable.
 */
public final class Occupancy {

    /** The most places that are told apart. */
    public static final int PLACES = 128;

    /** 1, 2, 4, … places. */
    private static final int LEVELS = 8;

    private final double[] taken;

    private Occupancy(double[] taken) {
        this.taken = taken;
    }

    /**
     * From the requests in flight at some moments.
     *
     * @param counts at least one, each at least 0; a share of a common queue may make them no integers
     */
    public static Occupancy of(double... counts) {
        Check.that(counts.length > 0, "an occupancy needs at least one count");
        double[] taken = new double[LEVELS];
        for (double count : counts) {
            Check.that(count >= 0, () -> "requests in flight: " + count + " is below 0");
            for (int level = 0; level < LEVELS; level++) {
                taken[level] += Math.min(count, places(level)) / counts.length;
            }
        }
        return new Occupancy(taken);
    }

    /**
     * The mean of min(N, k). Between the k that were counted it is interpolated; above {@link #PLACES} it is that of so
     * many.
     *
     * @param k places, above 0; part of a place is taken whenever a whole one is
     */
    public double upTo(double k) {
        if (k < 1) {
            return k * taken[0];
        }
        int below = Math.getExponent(k);
        if (below >= LEVELS - 1) {
            return taken[LEVELS - 1];
        }
        double part = k / places(below) - 1;
        return (1 - part) * taken[below] + part * taken[below + 1];
    }

    Occupancy plus(Occupancy other) {
        double[] sum = taken.clone();
        for (int level = 0; level < LEVELS; level++) {
            sum[level] += other.taken[level];
        }
        return new Occupancy(sum);
    }

    Occupancy times(double factor) {
        return new Occupancy(Arrays.stream(taken).map(value -> factor * value).toArray());
    }

    Occupancy squared() {
        return new Occupancy(Arrays.stream(taken).map(value -> value * value).toArray());
    }

    private static double places(int level) {
        return 1 << level;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Occupancy occupancy && Arrays.equals(taken, occupancy.taken);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(taken);
    }

    @Override
    public String toString() {
        return "Occupancy" + Arrays.toString(taken);
    }
}
