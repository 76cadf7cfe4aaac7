package io.steelyard.policy;

/**
 * How much longer the queues of a route are than those of random arrivals and random work, at the utilisations that it had:
 * the requests that waited, over those that wait in M/M/k (the factor (Ca² + Cs²) / 2 of {@link Queue}, as measured). Work
 * that always takes the same time, and arrivals that a balancer spaces evenly, make it small.
 *
 * @param factor above 0
 * @param error standard error of it, relative, at most 1
 */
record Irregularity(double factor, double error) {

    /** A queue above this utilisation has no mean that a minute could show. */
    private static final double FULL = 0.97;

    /** Fewer waiting requests than this say nothing of how irregular they come. */
    private static final double FEW = 0.02;

    private static final double LEAST = 0.05;

    private static final double MOST = 4;

    /** What is expected of a route that had no traffic that could tell. */
    private static final Irregularity UNKNOWN = new Irregularity(1, 1);

    /**
     * @param estimates of the series under this concurrency
     * @param places the concurrency, finite
     */
    static Irregularity of(Series series, Estimates estimates, double places) {
        Queue queue = new Queue(places, 1);
        double readings = 0;
        double seconds = 0;
        double load = 0;
        double used = 0;
        double random = 0;
        double served = 0;
        for (int i = 0; i < estimates.size(); i++) {
            Sample sample = series.sample(i);
            double capacity = Math.exp(estimates.logCapacity(i));
            double utilisation = sample.rate() / capacity;
            if (utilisation < FULL) {
                readings += sample.readings();
                seconds += sample.seconds();
                load += sample.readings() * sample.sums().meanLoad();
                used += sample.readings() * utilisation;
                random += sample.readings() * queue.waiting(utilisation);
                served += sample.seconds() * capacity * sample.backends();
            }
        }
        if (seconds <= 0) {
            return UNKNOWN;
        }
        load /= readings;
        used /= readings;
        double waiting = Math.max(0, load - places * used) + FEW;
        double factor = waiting / (random / readings + FEW);
        return new Irregularity(
                Math.min(MOST, Math.max(LEAST, factor)),
                Math.min(1, Math.sqrt(Queue.varianceOfMean(load, used, served)) / waiting));
    }
}
