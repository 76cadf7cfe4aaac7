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
        boolean counted) {

    static Sample of(Block block, Block.Sums sums, boolean inFlight) {
        double backends = sums.meanBackends();
        double seconds = block.interval() * sums.readings();
        double mean = sums.meanRate();
        double rate = Math.max(mean, 0.5 / (backends * seconds));
        double rates = (sums.rateSquares() / sums.readings() - mean * mean) / (rate * rate);
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
                sums.taken().isPresent());
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
