package io.steelyard.policy;

/**
 * What the blocks of one route say of a capacity that wanders: a random walk, seen through the noise of each block. From the
 * oldest block on the estimate goes towards what the next one shows, by the part of the way that its own error has in the
 * error of both (Kalman's filter of a local level; Muth 1960; Harvey, Forecasting, Structural Time Series Models and the
 * Kalman Filter, 1989).
 *
 * <p>How far a capacity has wandered since an old block, it has wandered since all that are older too. So the past is forgotten
 * exponentially, the sooner the surer the blocks are, and however many there are, the error stays above what the capacity may
 * have gone since.
 *
 * @param value ln of what one backend is worth, at the last reading
 * @param variance of the value
 * @param memory how many readings the value rests on in effect: all, while nothing can have wandered; no more than the part that
 *     the newest block has in it allows
 */
record Level(double value, double variance, int memory) {

    /** Variance of ln c that a second adds: a capacity that wanders by 2.4 % in a minute. */
    static final double WANDER = 1e-5;

    /**
     * @param kept how many of the newest estimates count, at least 1
     */
    static Level of(Series series, Estimates estimates, int kept) {
        double value = estimates.logWorth(kept - 1);
        double variance = estimates.worthVariance(kept - 1);
        double gain = 1;
        for (int i = kept - 2; i >= 0; i--) {
            variance += WANDER * (series.middle(i + 1) - series.middle(i));
            gain = variance / (variance + estimates.worthVariance(i));
            value += gain * (estimates.logWorth(i) - value);
            variance *= 1 - gain;
        }
        int memory = (int) Math.rint(series.readings(0) / gain);
        return new Level(value, variance + WANDER * series.middle(0), memory);
    }
}
