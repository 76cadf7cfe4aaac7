package io.steelyard.policy;

import io.steelyard.model.Block;
import io.steelyard.model.Occupancy;

/**
 * The capacity c of one backend of a route as one block of readings shows it, from its rate x and, in this order,
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
 * <p>What a route is worth to an allocator is less if requests fail, x / (u + e) with the utilisation u and the failed part
 * of the requests e: the rule of gRFC A58 (client-side weighted round robin: qps / (utilization + eps/qps · penalty)) with
 * its default penalty of 1. Without errors that is c. With it a route that fails fast, and so looks idle, is worth its rate
 * and no more; shares settle where u + e is the same everywhere, and where that cannot be it is emptied.
 *
 * @param load L, mean load per backend
 * @param logCapacity ln c
 * @param variance of ln c
 */
record Estimate(double load, double logCapacity, double variance) {

    /** How many readings the assumed noise counts for, beside the measured noise. */
    private static final double ASSUMED = 3;

    /** How many readings the noise of a route's other blocks counts for, at most. */
    private static final double OTHERS = 12;

    /** Relative noise that is assumed of a reading of a load that is proportional to rate. */
    private static final double ASSUMED_NOISE = 0.1;

    /** Counts of what is in flight that one reading is taken to consist of. */
    private static final double COUNTS = 8;

    /** The least part of the time that a busy backend may be idle without being seen so. */
    private static final double UNSEEN = 0.02;

    /**
     * How much single readings of a block differ from its mean, for a variance that does not rest on a few of them alone:
     * the block's own readings count, those of the route's other blocks for some more, and what theory expects.
     *
     * @param squares sum of the squared differences of ln c of single readings
     * @param expected variance of ln c of the whole block, as theory has it
     * @param utilisation x / c
     * @param requests about how many there were
     */
    record Scatter(
            double load,
            double logCapacity,
            int readings,
            double squares,
            double expected,
            double utilisation,
            double requests) {

        /** Loaded and serving nothing counts as half a request served, no load as half of the least to be seen. */
        static Scatter of(Block block, Block.Sums sums, double concurrency) {
            double seconds = block.interval() * sums.readings();
            double load = Estimate.load(sums);
            if (Double.isInfinite(concurrency)) {
                double variance = square(ASSUMED_NOISE) / sums.readings();
                return of(sums, seconds, Signal.load(sums, load), 1 / load, -Math.log(load), variance);
            }
            if (sums.taken().isPresent() && concurrency <= Occupancy.PLACES) {
                Signal busy = Signal.taken(sums, sums.taken().get(), concurrency);
                double part = Math.min(1, busy.mean() / concurrency);
                double variance = placesVariance(part, busy.mean(), sums, seconds) / sums.meanBackends();
                return of(sums, seconds, busy, 1 / busy.mean(), -Math.log(part), variance);
            }
            double slope = concurrency / (load * (load + concurrency));
            double capacity = sums.meanRate() * (1 + concurrency / load);
            double variance =
                    square(slope) * queueVariance(load, concurrency, capacity * seconds) / sums.meanBackends();
            return of(sums, seconds, Signal.load(sums, load), slope, Math.log1p(concurrency / load), variance);
        }

        /**
         * @param slope −d ln c / d signal
         * @param factor ln(c / x)
         * @param assumed variance of ln c by the signal, of the whole block
         */
        private static Scatter of(
                Block.Sums sums, double seconds, Signal signal, double slope, double factor, double assumed) {
            double n = sums.readings();
            double rate = Math.max(sums.meanRate(), 0.5 / (sums.meanBackends() * seconds));
            double rates = sums.rateSquares() / n - square(sums.meanRate());
            double products = signal.products() / n - sums.meanRate() * signal.sum() / n;
            double values = signal.squares() / n - square(signal.sum() / n);
            double squares =
                    n * Math.max(0, rates / square(rate) - 2 * slope / rate * products + square(slope) * values);
            double expected = assumed + 1 / (rate * sums.meanBackends() * seconds);
            double requests = rate * sums.meanBackends() * seconds;
            return new Scatter(
                    Estimate.load(sums),
                    Math.log(rate) + factor,
                    sums.readings(),
                    squares,
                    expected,
                    Math.exp(-factor),
                    requests);
        }

        /**
         * The estimate, given what all blocks of the route scatter.
         *
         * @param freedom how many readings that are, beyond one of each block
         */
        Estimate estimate(double allSquares, int freedom) {
            double others = freedom > 0 ? Math.min(OTHERS, freedom) : 0;
            double pooled = freedom > 0 ? allSquares / freedom / readings : 0;
            double own = squares / readings;
            double variance = (own + others * pooled + ASSUMED * expected) / (readings - 1 + others + ASSUMED);
            return new Estimate(load, logCapacity, variance);
        }
    }

    /**
     * What the route is worth if a part of its requests fails; the variance follows from those of c and of the part.
     *
     * @param utilisation u, 1 is full
     * @param failing e, 0 to 1
     * @param requests of which it is known
     */
    Estimate less(double utilisation, double failing, double requests) {
        if (failing <= 0) {
            return this;
        }
        double sum = utilisation + failing;
        double known = Math.max(1, requests);
        double chance = failing * (1 - failing) / known + failing * sum / known; // of e, and of x
        return new Estimate(
                load,
                logCapacity + Math.log(utilisation / sum),
                (square(utilisation) * variance + chance) / square(sum));
    }

    /** No load counts as half of the least to be seen. */
    static double load(Block.Sums sums) {
        return Math.max(sums.meanLoad(), 0.5 / sums.backends());
    }

    /** What stands beside the rate: sums over the readings of it, its squares, its products with the rate. */
    private record Signal(double mean, double sum, double squares, double products) {

        static Signal load(Block.Sums sums, double mean) {
            return new Signal(mean, sums.load(), sums.loadSquares(), sums.products());
        }

        static Signal taken(Block.Sums sums, Block.Taken taken, double places) {
            double sum = taken.sum().upTo(places);
            double mean = Math.max(sum / sums.readings(), 0.5 / COUNTS / sums.backends());
            return new Signal(
                    mean, sum, taken.squares().upTo(places), taken.products().upTo(places));
        }
    }

    /** Of ln E[min(N, k)]; counts are independent if some requests were served between them, the fewer the emptier it is. */
    private static double placesVariance(double part, double busy, Block.Sums sums, double seconds) {
        double served = sums.meanRate() / busy * seconds;
        double independent = Math.max(1, Math.min(sums.readings() * COUNTS, served * square(1 - part)));
        return Math.max(UNSEEN, 1 - part) / busy / independent;
    }

    /**
     * Variance to expect of the number in flight at a queue, averaged over some time in which {@code served} requests
     * could be served. A momentary count has the variance L(L+1); the average over T seconds holds as many independent
     * counts as T has relaxation times, (1+ρ)(1+L)²/μ (M/M/1; Morse, Queues, Inventories and Maintenance, 1958).
     */
    private static double queueVariance(double load, double places, double served) {
        double utilisation = load / (load + places);
        double dependent = 2 * (1 + utilisation) * square(1 + load) / Math.max(served, 1e-9);
        return load * (load + 1) * Math.min(1, dependent);
    }

    private static double square(double value) {
        return value * value;
    }
}
