package io.steelyard.policy;

import io.steelyard.model.Block;
import io.steelyard.model.Occupancy;

/**
 * How the capacity c of one backend follows from its rate x and, in this order,
 *
 * <ul>
 *   <li>the places taken, where the balancer shows single moments and k is no more than it counts: c = k · x / E[min(N, k)], the utilisation law, which
 *       holds for any arrivals and any queue ({@link Occupancy});
 *   <li>the mean load L of a finite k: c = x · (1 + k / L), exact for M/M/1 and right in both limits for others;
 *   <li>the mean load where k = ∞: c ∝ x / L.
 * </ul>
 *
 * Sums first, then the ratio: the mean of 1/load over small integers is biased and wild.
 *
 * @param utilisation x / c of one block, above 0
 * @param logCapacity ln c of the whole block
 * @param squares sum of the squared differences of ln c of the block's single readings from their mean
 * @param expected variance of ln c of the whole block, as theory has it
 */
record Law(double utilisation, double logCapacity, double squares, double expected) {

    /** Relative noise that is assumed of a reading of a load that is a utilisation, not a number of requests. */
    private static final double ASSUMED_NOISE = 0.1;

    /** Counts of what is in flight that one reading is taken to consist of. */
    private static final double COUNTS = 8;

    /** The least part of the time that a busy backend may be idle without being seen so. */
    private static final double UNSEEN = 0.02;

    static Law of(Sample sample, double concurrency) {
        Block.Sums sums = sample.sums();
        double load = sample.load();
        double sum = sums.load(); // of the signal that stands beside the rate, over the readings
        double squares = sums.loadSquares();
        double products = sums.products(); // of signal and rate
        double slope; // -d ln c / d signal
        double utilisation;
        double assumed; // variance of ln c by the signal
        if (Double.isInfinite(concurrency)) {
            slope = 1 / load;
            utilisation = load;
            assumed = measurementVariance(sample);
        } else if (sums.taken().isPresent() && concurrency <= Occupancy.PLACES) {
            Block.Taken taken = sums.taken().get();
            sum = taken.sum().upTo(concurrency);
            squares = taken.squares().upTo(concurrency);
            products = taken.products().upTo(concurrency);
            double busy = Math.max(sum / sample.readings(), 0.5 / COUNTS / sums.backends());
            slope = 1 / busy;
            utilisation = Math.min(1, busy / concurrency);
            assumed = placesVariance(utilisation, busy, sample);
        } else {
            utilisation = load / (load + concurrency);
            slope = (1 - utilisation) / load;
            assumed = sample.inFlight()
                    ? square(slope) * queueVariance(load, utilisation, sample)
                    : square(slope * load) * measurementVariance(sample);
        }
        double one = 1.0 / sample.readings();
        double covariance = products - sums.rate() * sum * one;
        double scatter = sample.readings() * sample.rates()
                - 2 * slope / sample.rate() * covariance
                + square(slope) * (squares - square(sum) * one);
        return new Law(
                utilisation,
                Math.log(sample.rate() / utilisation),
                Math.max(0, scatter),
                assumed + 1 / sample.requests());
    }

    /** Of ln E[min(N, k)]; counts are independent if some requests were served between them, the fewer the emptier it is. */
    private static double placesVariance(double part, double busy, Sample sample) {
        double served = sample.rate() / busy * sample.seconds();
        double independent = Math.max(1, Math.min(sample.readings() * COUNTS, served * square(1 - part)));
        return Math.max(UNSEEN, 1 - part) / (busy * independent * sample.backends());
    }

    /** Of ln L. */
    private static double measurementVariance(Sample sample) {
        return square(ASSUMED_NOISE) / sample.readings();
    }

    /** Of the mean load of the backends. */
    private static double queueVariance(double load, double utilisation, Sample sample) {
        double served = sample.rate() / utilisation * sample.seconds();
        return Queue.varianceOfMean(load, utilisation, served) / sample.backends();
    }

    private static double square(double value) {
        return value * value;
    }
}
