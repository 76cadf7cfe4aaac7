package io.steelyard.policy;

/**
 * The capacity c of one backend of a route as its blocks show it under one concurrency, the newest first, in the order of a
 * {@link Series}. What a block is worth is c, less what errors take of it.
 */
final class Estimates {

    private final double concurrency;
    private final double[] logCapacity;
    private final double[] variance;
    private final double[] logWorth;
    private final double[] worthVariance;

    /** All in the order of the blocks; without errors the last two are the same as the first two. */
    Estimates(double concurrency, double[] logCapacity, double[] variance, double[] logWorth, double[] worthVariance) {
        this.concurrency = concurrency;
        this.logCapacity = logCapacity;
        this.variance = variance;
        this.logWorth = logWorth;
        this.worthVariance = worthVariance;
    }

    double concurrency() {
        return concurrency;
    }

    int size() {
        return logCapacity.length;
    }

    /** ln c. */
    double logCapacity(int block) {
        return logCapacity[block];
    }

    /** Of ln c. */
    double variance(int block) {
        return variance[block];
    }

    double logWorth(int block) {
        return logWorth[block];
    }

    double worthVariance(int block) {
        return worthVariance[block];
    }

    /** How much less it is worth because of errors, ln(1 + e / u); 0 without errors. */
    double fails(int block) {
        return logCapacity[block] - logWorth[block];
    }
}
