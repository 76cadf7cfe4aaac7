package io.steelyard.policy;

/**
 * One queue that several places work on: M/M/k, with its wait scaled by how irregular arrivals and work are (Allen,
 * Cunneen: Probability, Statistics, and Queueing Theory, 1978: W ≈ W(M/M/k) · (Ca² + Cs²)/2).
 *
 * @param places k, requests that are worked on at a time
 * @param capacity requests per second of all places
 */
record Queue(double places, double capacity) {

    /** Among more of them so little waits, beside what is worked on, that they count as so many: one by one they take time. */
    private static final int MOST = 256;

    /** Mean requests that wait, at this utilisation below 1, with random arrivals and work. */
    double waiting(double utilisation) {
        return utilisation * busy(utilisation) / (1 - utilisation);
    }

    /**
     * Mean seconds from arrival to answer.
     *
     * @param irregularity 1 for random arrivals and work, 0 where nobody waits for anybody
     */
    double seconds(double utilisation, double irregularity) {
        return places / capacity + irregularity * busy(utilisation) / (capacity * (1 - utilisation));
    }

    /**
     * Variance to expect of the mean of the number in flight over a time in which so many requests could be served. A momentary
     * count has the variance L(L+1); the mean over T seconds holds as many independent counts as T has relaxation times,
     * (1+ρ)(1+L)²/μ (M/M/1; Morse, Queues, Inventories and Maintenance, 1958).
     */
    static double varianceOfMean(double load, double utilisation, double served) {
        double dependent = 2 * (1 + utilisation) * (1 + load) * (1 + load) / served;
        return load * (load + 1) * Math.min(1, dependent);
    }

    /** The part of the requests that find all places taken: Erlang's C, by the recursion of his B. */
    private double busy(double utilisation) {
        int count = (int) Math.max(1, Math.round(Math.min(MOST, places)));
        double offered = count * utilisation;
        double blocked = 1;
        for (int i = 1; i <= count; i++) {
            blocked = offered * blocked / (i + offered * blocked);
        }
        return blocked / (1 - utilisation * (1 - blocked));
    }
}
