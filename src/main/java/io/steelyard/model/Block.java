package io.steelyard.model;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Settled readings that follow each other under the same weights, added up for each route.
 *
 * @param run counts the sets of weights: blocks of one run had the same
 * @param from when the first reading began
 * @param to when the last reading began
 * @param readings how many, at least 1
 * @param pace how far they are apart
 * @param routes by id; a route that had no measured backend in any of the readings is absent
 * @param usualErrors the part of the requests that failed, at the median of the routes of which it is known; 0 if of none
 */
public record Block(
        long run, Moment from, Moment to, int readings, Pace pace, Map<String, Sums> routes, double usualErrors) {

    /**
     * How far readings are apart. Missed polls are no time that was measured: a gap counts as two usual ones at most.
     *
     * @param seconds from the beginning of a reading to that of the next one, summed
     * @param gaps how many these are
     */
    public record Pace(double seconds, int gaps) {

        static final Pace UNKNOWN = new Pace(0, 0);

        /** That of one reading. */
        Pace of(Duration sinceTheOneBefore) {
            double gap = Math.max(1e-3, sinceTheOneBefore.toNanos() / 1e9);
            return new Pace(gaps == 0 ? gap : Math.min(gap, 2 * interval()), 1);
        }

        Pace and(Pace later) {
            return new Pace(seconds + later.seconds, gaps + later.gaps);
        }

        /** Seconds from a reading to the next one, in the mean; 1 as long as there was only one. */
        double interval() {
            return gaps == 0 ? 1 : seconds / gaps;
        }
    }

    /**
     * One route in a block: sums over the readings in which it had measured backends, of values per backend.
     *
     * @param readings how many these are, at least 1
     * @param backends sum of the numbers of measured backends
     * @param rate sum of the requests per second of one backend
     * @param load sum of the loads of one backend
     * @param rateSquares sum of the squares of the rates
     * @param loadSquares sum of the squares of the loads
     * @param products sum of rate times load
     * @param shares sum of the shares of the traffic that the weights give one measured backend
     * @param failed sum of the failed requests per second of one backend, of the readings in which they are known
     * @param judged sum of all requests per second of one backend in these readings
     * @param taken the places that were taken in one backend; empty if that is unknown in one of the readings
     */
    public record Sums(
            int readings,
            long backends,
            double rate,
            double load,
            double rateSquares,
            double loadSquares,
            double products,
            double shares,
            double failed,
            double judged,
            Optional<Taken> taken) {

        static Sums of(Totals totals, double share) {
            Totals.Measured measured = totals.measured();
            double rate = measured.requestsPerSecond() / measured.backends();
            double load = measured.load() / measured.backends();
            double judged = totals.failing().isPresent() ? rate : 0;
            Optional<Taken> taken =
                    measured.occupancy().map(all -> Taken.of(all.times(1.0 / measured.backends()), rate));
            return new Sums(
                    1,
                    measured.backends(),
                    rate,
                    load,
                    rate * rate,
                    load * load,
                    rate * load,
                    share / measured.backends(),
                    totals.failing().orElse(0) * judged,
                    judged,
                    taken);
        }

        Sums plus(Sums other) {
            return new Sums(
                    readings + other.readings,
                    backends + other.backends,
                    rate + other.rate,
                    load + other.load,
                    rateSquares + other.rateSquares,
                    loadSquares + other.loadSquares,
                    products + other.products,
                    shares + other.shares,
                    failed + other.failed,
                    judged + other.judged,
                    taken.isPresent() && other.taken.isPresent()
                            ? Optional.of(taken.get().plus(other.taken.get()))
                            : Optional.empty());
        }

        /** Measured backends in the mean. */
        public double meanBackends() {
            return (double) backends / readings;
        }

        public double meanRate() {
            return rate / readings;
        }

        public double meanLoad() {
            return load / readings;
        }

        /** The share of the endpoint's traffic that the weights gave one measured backend, in the mean. */
        public double share() {
            return shares / readings;
        }
    }

    /**
     * Sums of the occupancy of one backend.
     *
     * @param sum of the occupancies
     * @param squares sum of their squares
     * @param products sum of rate times occupancy
     */
    public record Taken(Occupancy sum, Occupancy squares, Occupancy products) {

        static Taken of(Occupancy occupancy, double rate) {
            return new Taken(occupancy, occupancy.squared(), occupancy.times(rate));
        }

        Taken plus(Taken other) {
            return new Taken(sum.plus(other.sum), squares.plus(other.squares), products.plus(other.products));
        }
    }

    static Block of(long run, Reading reading, Pace pace) {
        Map<String, Sums> routes = new HashMap<>();
        Map<String, Double> shares = reading.split().map(Shares::byRoute).orElse(Collections.emptySortedMap());
        reading.routes().forEach((id, route) -> {
            if (route.totals().measured().backends() > 0) {
                routes.put(id, Sums.of(route.totals(), shares.getOrDefault(id, 0.0)));
            }
        });
        Map<String, Sums> all = Collections.unmodifiableMap(routes);
        return new Block(run, reading.startedAt(), reading.startedAt(), 1, pace, all, median(all));
    }

    /** Both together; {@code later} follows this one. */
    public Block and(Block later) {
        Map<String, Sums> sums = new HashMap<>(routes);
        later.routes.forEach((id, more) -> sums.merge(id, more, Sums::plus));
        Pace both = pace.and(later.pace);
        Map<String, Sums> all = Collections.unmodifiableMap(sums);
        return new Block(run, from, later.to, readings + later.readings, both, all, median(all));
    }

    /** The part of a route's requests that failed, 0 to 1; {@link #usualErrors} if it is not known. */
    public double failing(Sums route) {
        return route.judged <= 0 ? usualErrors : route.failed / route.judged;
    }

    private static double median(Map<String, Sums> routes) {
        double[] known = new double[routes.size()];
        int count = 0;
        for (Sums each : routes.values()) {
            if (each.judged > 0) {
                known[count++] = each.failed / each.judged;
            }
        }
        Arrays.sort(known, 0, count);
        return count == 0 ? 0 : (known[(count - 1) / 2] + known[count / 2]) / 2;
    }

    /** The highest mean load of a route. */
    public double highestLoad() {
        return routes.values().stream().mapToDouble(Sums::meanLoad).max().orElse(0);
    }

    /** Seconds that one reading stands for. */
    public double interval() {
        return pace.interval();
    }

    /** Seconds that the readings stand for. */
    public double seconds() {
        return interval() * readings;
    }
}
