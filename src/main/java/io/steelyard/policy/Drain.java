package io.steelyard.policy;

import java.util.Arrays;

/**
 * Takes traffic from routes that carry an old backlog. Constant shares keep a backlog where it is once the traffic is near
 * the capacity; so a route with a backlog gets less than its part until the rest is worked off.
 */
final class Drain {

    /** A backlog is to be gone after so many seconds, if the others can take what that needs. */
    private static final double SECONDS = 10;

    /** What exceeds this multiple of the median load is a backlog, not the play of chance. */
    private static final double MUCH = 3;

    /** A route keeps at least this part of what it is to get, so that it goes on being measured. */
    private static final double LEAST = 0.25;

    /** The others give at most this part of what they have to spare. */
    private static final double SPARE = 0.5;

    private Drain() {}

    /**
     * A route as the drain sees it.
     *
     * @param backends how many share the load; 0 of a route of which nothing is known
     * @param capacity of all of them, requests per second
     * @param rate that it is to get when nothing has to be worked off, requests per second
     * @param expected load of one at that rate, if more is expected of some routes than of others
     * @param load of one
     */
    record Basin(double backends, double capacity, double rate, double expected, double load) {

        static final Basin UNKNOWN = new Basin(0, 0, 0, 0, 0);

        /** Requests beyond an ordinary load of one backend. */
        double backlog(double ordinary) {
            return Math.max(0, load - Math.max(ordinary, MUCH * expected)) * backends;
        }

        /** Requests per second that it may be relieved of. */
        double drain(double ordinary) {
            return Math.min((1 - LEAST) * rate, backlog(ordinary) / SECONDS);
        }

        /** Requests per second that it could bear more. */
        double spare(double ordinary) {
            return backlog(ordinary) > 0 ? 0 : Math.max(0, capacity - rate);
        }
    }

    /**
     * Requests per second that each route is to get.
     *
     * @param places requests that a backend works on at the same time, finite
     */
    static double[] rates(Basin[] basins, double places) {
        double ordinary = ordinary(basins, places);
        double taken = 0;
        double spare = 0;
        for (Basin basin : basins) {
            taken += basin.drain(ordinary);
            spare += basin.spare(ordinary);
        }
        double part = taken > 0 ? Math.min(1, SPARE * spare / taken) : 0;
        double[] rates = new double[basins.length];
        for (int i = 0; i < rates.length; i++) {
            Basin basin = basins[i];
            double more = spare > 0 ? part * taken * basin.spare(ordinary) / spare : 0;
            rates[i] = basin.rate() - part * basin.drain(ordinary) + more;
        }
        return rates;
    }

    /** The load that is no backlog yet. A median that makes no load a backlog that was none is not looked for. */
    private static double ordinary(Basin[] basins, double places) {
        double highest = 0;
        for (Basin basin : basins) {
            highest = Math.max(highest, basin.load());
        }
        return MUCH * (highest <= MUCH * places ? places : Math.max(places, median(basins)));
    }

    private static double median(Basin[] basins) {
        double[] sorted = Arrays.stream(basins)
                .filter(basin -> basin.backends() > 0)
                .mapToDouble(Basin::load)
                .sorted()
                .toArray();
        return sorted[(sorted.length - 1) / 2];
    }
}
