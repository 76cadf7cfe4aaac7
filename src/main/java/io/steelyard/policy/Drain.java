package io.steelyard.policy;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes traffic from routes that carry an old backlog. Shares in proportion to capacity keep a backlog where it is once
 * the traffic is near the capacity; so a route with a backlog gets less than its part until the rest is worked off.
 */
final class Drain {

    /** A backlog is to be gone after so many seconds, if the others can take what that needs. */
    private static final double SECONDS = 10;

    /** What exceeds this multiple of the median load is a backlog, not the play of chance. */
    private static final double MUCH = 3;

    /** A route keeps at least this part of what its capacity is worth, so that it goes on being measured. */
    private static final double LEAST = 0.25;

    /** The others give at most this part of what they have to spare. */
    private static final double SPARE = 0.5;

    private Drain() {}

    /**
     * A route as the drain sees it.
     *
     * @param backends how many share the load
     * @param capacity of all of them, requests per second
     * @param load of one
     */
    record Basin(double backends, double capacity, double load) {}

    /**
     * Requests per second that each route is to get.
     *
     * @param utilisation of all routes together
     * @param places requests that a backend works on at the same time, finite
     */
    static Map<String, Double> rates(Map<String, Basin> basins, double utilisation, double places) {
        double ordinary = MUCH * Math.max(places, median(basins));
        double worked = Math.min(1, utilisation);
        Map<String, Double> rates = new TreeMap<>();
        double taken = 0;
        double spare = 0;
        for (Map.Entry<String, Basin> each : basins.entrySet()) {
            Basin basin = each.getValue();
            double backlog = Math.max(0, basin.load() - ordinary) * basin.backends();
            double most = (1 - LEAST) * worked * basin.capacity();
            taken += Math.min(most, backlog / SECONDS);
            spare += backlog > 0 ? 0 : (1 - worked) * basin.capacity();
        }
        double part = taken > 0 ? Math.min(1, SPARE * spare / taken) : 0;
        for (Map.Entry<String, Basin> each : basins.entrySet()) {
            Basin basin = each.getValue();
            double backlog = Math.max(0, basin.load() - ordinary) * basin.backends();
            double most = (1 - LEAST) * worked * basin.capacity();
            double less = part * Math.min(most, backlog / SECONDS);
            double more = backlog > 0 || spare <= 0 ? 0 : part * taken * (1 - worked) * basin.capacity() / spare;
            rates.put(each.getKey(), worked * basin.capacity() - less + more);
        }
        return rates;
    }

    private static double median(Map<String, Basin> basins) {
        double[] sorted =
                basins.values().stream().mapToDouble(Basin::load).sorted().toArray();
        return Arrays.stream(sorted).skip((sorted.length - 1) / 2).findFirst().orElse(0);
    }
}
