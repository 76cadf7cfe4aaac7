package io.steelyard.testing;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How far shares that were estimated are from those that servers of one request at a time should have, in the standard
 * errors that the estimates have by their own account. That of a share is made of those of all capacities: var ln s =
 * (1−s)² v + Σ over others of s² v.
 *
 * <p>Whoever looks from outside sees more than the work: a busy machine adds to each request a time on the way, which is
 * no error of who estimates. While others wait in line the server works meanwhile, so it counts as far as the server is
 * idle. How long it is is not known; the time that explains the shares best is taken.
 */
public final class FairShares {

    /** Of four servers chance exceeds so many standard errors once in some 10,000 times. */
    public static final double CHANCE = 4;

    /** The longest time on the way, in seconds; measured was 0.01 with three times as much to do as there are cores. */
    private static final double LONGEST = 0.02;

    private static final int STEPS = 80;

    private FairShares() {}

    /**
     * One of them.
     *
     * @param capacity requests per second
     * @param utilisation the part of the time that it works
     * @param error standard error of its capacity as it was estimated, relative to it
     */
    public record Server(double capacity, double utilisation, double error) {

        private double seen(double onTheWay) {
            return 1 / (1 / capacity + (1 - utilisation) * onTheWay);
        }
    }

    /** The largest distance, in standard errors; the shares in the order of the servers. */
    public static double distance(List<Server> servers, double... shares) {
        return IntStream.rangeClosed(0, STEPS)
                .mapToDouble(step -> distance(servers, LONGEST * step / STEPS, shares))
                .min()
                .orElseThrow();
    }

    private static double distance(List<Server> servers, double onTheWay, double... shares) {
        double[] capacities =
                servers.stream().mapToDouble(server -> server.seen(onTheWay)).toArray();
        double all = DoubleStream.of(capacities).sum();
        double largest = 0;
        for (int i = 0; i < shares.length; i++) {
            double off = Math.abs(Math.log(shares[i] / (capacities[i] / all)));
            largest = Math.max(largest, off / error(servers, i, capacities, all));
        }
        return largest;
    }

    private static double error(List<Server> servers, int of, double[] capacities, double all) {
        double variance = 0;
        for (int i = 0; i < capacities.length; i++) {
            double slope = (i == of ? 1 : 0) - capacities[i] / all;
            variance += slope * slope * servers.get(i).error() * servers.get(i).error();
        }
        return Math.sqrt(variance);
    }
}
