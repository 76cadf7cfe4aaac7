package io.steelyard.model;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settled readings that follow each other under the same weights, added up for each route.
 *
 * @param run counts the sets of weights: blocks of one run had the same
 * @param from when the first reading began
 * @param to when the last reading began
 * @param readings how many, at least 1
 * @param pace how far they are apart
 * @param roster the routes
 * @param sums of each, by its place
 * @param usualErrors the part of the requests that failed, at the median of the routes of which it is known; 0 if of none
 * @param derived see {@link #derive}
 */
public record Block(
        long run,
        Moment from,
        Moment to,
        int readings,
        Pace pace,
        Roster roster,
        List<Sums> sums,
        double usualErrors,
        Derived derived) {

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
     * @param readings how many these are; 0 if it had none in any of the readings
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

        /** Of a route that had no measured backends. */
        static final Sums NONE = new Sums(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Optional.empty());

        static Sums of(Totals totals, double share) {
            Totals.Measured measured = totals.measured();
            if (measured.backends() == 0) {
                return NONE;
            }
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
            if (readings == 0 || other.readings == 0) {
                return readings == 0 ? other : this;
            }
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

        /** Requests per second that one reading of the route showed, in the mean. */
        public double meanRate() {
            return rate / readings;
        }

        /** The load that one reading of the route showed, in the mean, in the balancer's unit. */
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
        Roster roster = reading.roster();
        Optional<Shares> split = reading.split();
        Sums[] sums = new Sums[roster.size()];
        for (int place = 0; place < sums.length; place++) {
            Reading.OfRoute route = Objects.requireNonNull(reading.routes().get(roster.id(place)));
            sums[place] =
                    Sums.of(route.totals(), split.isPresent() ? split.get().at(roster, place) : 0);
        }
        return new Block(
                run,
                reading.startedAt(),
                reading.startedAt(),
                1,
                pace,
                roster,
                List.of(sums),
                median(sums),
                new Derived());
    }

    /** Both together; {@code later} follows this one. */
    public Block and(Block later) {
        Roster both = roster.and(later.roster);
        Sums[] all = new Sums[both.size()];
        for (int place = 0; place < all.length; place++) {
            all[place] = at(both, place).plus(later.at(both, place));
        }
        return new Block(
                run,
                from,
                later.to,
                readings + later.readings,
                pace.and(later.pace),
                both,
                List.of(all),
                median(all),
                new Derived());
    }

    /** What follows from this block alone; kept with it, so that decisions that look back on it need not work it out again. */
    public <T> T derive(Derivation<T> how) {
        return derived.of(how, this);
    }

    /** The same if it was derived before and is still kept; nothing if it would have to be worked out. */
    public <T> @Nullable T kept(Derivation<T> how) {
        return derived.kept(how);
    }

    /** Where a route of another roster stands among the {@link #sums}, below 0 if it does not. Quick if it is that of this block. */
    public int place(Roster asked, int place) {
        return roster.place(asked, place);
    }

    /** By the place in a roster; nothing of a route that is not there. */
    public Sums at(Roster asked, int place) {
        int own = place(asked, place);
        return own < 0 ? Sums.NONE : sums.get(own);
    }

    /** The part of a route's requests that failed, 0 to 1; {@link #usualErrors} if it is not known. */
    public double failing(Sums route) {
        return route.judged <= 0 ? usualErrors : route.failed / route.judged;
    }

    private static double median(Sums[] sums) {
        double[] known = new double[sums.length];
        int count = 0;
        for (Sums each : sums) {
            if (each.judged > 0) {
                known[count++] = each.failed / each.judged;
            }
        }
        Arrays.sort(known, 0, count);
        return count == 0 ? 0 : (known[(count - 1) / 2] + known[count / 2]) / 2;
    }

    /** The highest mean load of a route. */
    public double highestLoad() {
        return sums.stream()
                .filter(each -> each.readings() > 0)
                .mapToDouble(Sums::meanLoad)
                .max()
                .orElse(0);
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
