package io.steelyard.bench;

import java.util.List;

/**
 * What one run of one arm showed.
 *
 * @param mean response time in milliseconds
 * @param p95 of the response time in milliseconds
 * @param utilisation the part of all servers' capacity that was used
 * @param slowest the largest ratio of a server's measured service time to what it should be: what the machine's noise did
 * @param moves of the daemon within the window
 * @param settling moves of the daemon before it
 * @param concurrency that the daemon found out, empty without one
 * @param weights at the end
 */
record Measured(
        double mean,
        double p95,
        int requests,
        double utilisation,
        double slowest,
        int settling,
        int moves,
        String concurrency,
        List<Integer> weights) {}
