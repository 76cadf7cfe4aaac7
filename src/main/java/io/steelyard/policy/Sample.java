package io.steelyard.policy;

import io.steelyard.model.Block;

/**
 * One route in one block, as means of its readings and their scatter: all that is the same under every concurrency.
 * Loaded and serving nothing counts as half a request served, no load as half of the least to be seen.
 *
 * @param readings how many
 * @param rate requests per second of one backend, above 0
 * @param load of one backend, above 0
 * @param backends measured, in the mean
 * @param seconds that the readings stand for
 * @param inFlight true if a load is said to be a number of requests, which plays by chance
 * @param rates variance of the rate among the readings, relative to its square
 * @param failing the part of the requests that failed
 * @param counted true if the balancer shows single moments
 * @param told how much its requests can tell of ln c, as the inverse of a variance, however little the readings scatter: where
 *     most of them meet nothing, they hardly scatter at all. By chance those are e^-m of them that meet m in the mean: in
 *     flight at a moment, or of a utilisation what came since the reading before
 */
record Sample(
        Block block,
        Block.Sums sums,
        int readings,
        double rate,
        double load,
        double backends,
        double seconds,
        boolean inFlight,
        double rates,
        double failing,
        boolean counted,
        double told) {

    /**
     * Variance of ln c that is left by one request of a backend that is idle whenever looked at. By trial: of half hours with
     * 0.05 to 1 requests a second at four equal servers one of 16 has a move with it, and more than a third without; with
     * twice as much one of 40, but a server that has become slow is relieved far later.
     */
    private static final double UNMET = 6;

    /** The same where the load is a utilisation, which has a part that is of no request; of a reading without any request. */
    private static final double NOISY = 4;

    static Sample of(Block block, Block.Sums sums, boolean inFlight) {
        double backends = sums.meanBackends();
        double seconds = block.interval() * sums.readings();
        double mean = sums.meanRate();
        double rate = Math.max(mean, 0.5 / (backends * seconds));
        double rates = (sums.rateSquares() / sums.readings() - mean * mean) / (rate * rate);
        double requests = rate * backends * seconds;
        double untold = inFlight
                ? UNMET * Math.exp(-sums.meanLoad() * backends)
                : NOISY * Math.exp(-requests / sums.readings());
        return new Sample(
                block,
                sums,
                sums.readings(),
                rate,
                load(sums),
                backends,
                seconds,
                inFlight,
                rates,
                block.failing(sums),
                sums.taken().isPresent(),
                requests / untold);
    }

    static double load(Block.Sums sums) {
        return Math.max(sums.meanLoad(), 0.5 / sums.backends());
    }

    /** About how many there were, above 0. */
    double requests() {
        return rate * backends * seconds;
    }

    /** The share of the traffic that one backend was to get. */
    double share() {
        return sums.share();
    }
}
