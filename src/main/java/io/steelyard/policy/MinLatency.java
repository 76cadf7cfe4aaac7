package io.steelyard.policy;

import io.steelyard.model.Occupancy;
import io.steelyard.model.Roster;
import io.steelyard.model.Shares;
import io.steelyard.model.Sum;
import java.util.Arrays;

/**
 * The split of the traffic with the least mean response time: by Little's law that with the fewest requests inside,
 *
 * <pre>
 * Σ n N(x / c),  N(ρ) = kρ + v W(ρ)      W: waiting in M/M/k,  v: {@link Irregularity}
 * </pre>
 *
 * which is convex, so least where N'(ρ) / c is the same for all routes that are at no limit. For k = 1 and v = 1 that is
 * x = c − √c · (Σc − rate) / Σ√c. Limits keep it sound, since it is less sure than equal load: by what it knows of queues,
 * and because traffic that grows meets the fast routes first.
 */
final class MinLatency {

    /** Of what its capacity is worth a route keeps so much, so that it goes on being measured. */
    private static final double LEAST = 0.2;

    /** It gets no more than so much: as they stand the weights bear traffic up to 80 % of the capacity. */
    private static final double MOST = 1.25;

    /** Of the part of the time that is idle if all are as busy, it keeps so much up to {@link #BUSY}, and more beyond it … */
    private static final double IDLE = 0.8;

    private static final double BUSY = 0.7;

    /** … until all are used alike from here on: an error of a capacity costs more there than there is to gain. */
    private static final double FULL = 0.85;

    /** Nearer to 1 a queue has no mean that it could come to while anything stays as it is. */
    private static final double BEARABLE = 0.995;

    /**
     * The traffic is taken for the most of so many seconds: what has come may come again, and a split that followed each rise and
     * fall would be one that goes to and fro.
     */
    private static final double REMEMBERED = 300;

    private static final int HALVINGS = 48;

    /** Relative step of a derivative. */
    private static final double STEP = 1e-3;

    private final Steepness steepness;
    private final double places;
    private final Pool[] pools;
    private final double rate;
    private final double rateError;
    private final double alike;
    private final double least;
    private final double most;
    private final double slope;
    private final double[] utilisations;

    /**
     * A route.
     *
     * @param backends how many; 0 of a route of which nothing is known
     * @param capacity of all of them, requests per second
     * @param error standard error of the capacity, relative
     */
    record Pool(int backends, double capacity, double error, Irregularity irregularity) {

        static final Pool UNKNOWN = new Pool(0, 0, 0, new Irregularity(1, 1));

        double each() {
            return capacity / Math.max(1, backends);
        }
    }

    /**
     * If the law of each route is the utilisation law, which is right about any queue: of one count for each reading the
     * capacities of several places are too large, and no limit would hold.
     */
    static boolean knows(Routes routes, double places) {
        return places <= Occupancy.PLACES && routes.series().stream().allMatch(Series::counted);
    }

    /**
     * @param plan that knows the capacities of the routes
     * @param laws of these routes under that concurrency, by block
     * @param places the concurrency, finite
     */
    static MinLatency of(Routes routes, Laws[] laws, Plan plan, double places) {
        Pool[] pools = new Pool[routes.size()];
        Arrays.fill(pools, Pool.UNKNOWN);
        double requests = 0;
        double growth = 0;
        for (int place : routes.estimated()) {
            Series series = routes.series(place);
            Window window = plan.window(place);
            int backends = routes.totals(place).backends();
            pools[place] = new Pool(
                    backends,
                    plan.capacity(place),
                    window.relativeError(),
                    Irregularity.of(series, series.under(places, laws), places));
            requests += window.rate() * backends * series.seconds();
            growth += backends * series.growth();
        }
        double arriving = plan.rate() + Math.max(0, growth); // what is completed says little while queues fill
        double most = Math.max(arriving, routes.peak(REMEMBERED));
        return new MinLatency(pools, most, 1 / Math.sqrt(Math.max(1, requests)), places);
    }

    /**
     * @param rate requests per second of all routes
     * @param rateError standard error of it, relative
     * @param places requests that a backend works on at the same time, finite
     */
    MinLatency(Pool[] pools, double rate, double rateError, double places) {
        this(pools, rate, rateError, places, new Steepness(places));
    }

    private MinLatency(Pool[] pools, double rate, double rateError, double places, Steepness steepness) {
        this.steepness = steepness;
        this.rateError = rateError;
        this.places = places;
        this.pools = pools;
        double capacity = 0;
        for (Pool pool : pools) {
            capacity += pool.capacity();
        }
        this.alike = Math.min(1, rate / capacity);
        this.rate = alike * capacity;
        this.least = LEAST * alike;
        double idle = IDLE + (1 - IDLE) * Math.max(0, Math.min(1, (alike - BUSY) / (FULL - BUSY)));
        this.most = Math.min(MOST * alike, 1 - idle * (1 - alike));
        this.slope = solve();
        this.utilisations = utilisations();
    }

    /** Requests per second for each route; all of them together are the rate, or the capacity if that is less. */
    double[] rates() {
        double[] rates = new double[pools.length];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = pools[i].capacity() * utilisations[i];
        }
        return rates;
    }

    /** Requests in one backend of a route, if the traffic is split so; 0 if no more is expected of one than of others. */
    double load(int route) {
        return most > alike ? load(pools[route], utilisations[route]) : 0;
    }

    /**
     * Mean seconds from arrival to answer of the requests to routes of which something is known, if these share the rate so and
     * no backlog is left; infinite if one cannot bear its part.
     */
    double seconds(double[] shares) {
        double known = 0;
        for (int i = 0; i < shares.length; i++) {
            known += pools[i].capacity() > 0 ? shares[i] : 0;
        }
        double inside = 0;
        for (int i = 0; i < shares.length; i++) {
            double capacity = pools[i].capacity();
            double utilisation = capacity > 0 ? shares[i] / known * rate / capacity : 0;
            inside += utilisation < BEARABLE
                    ? pools[i].backends() * load(pools[i], utilisation)
                    : Double.POSITIVE_INFINITY;
        }
        return inside / rate;
    }

    /** The same. */
    double seconds(Roster roster, Shares split) {
        double[] shares = new double[pools.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = split.at(roster, i);
        }
        return seconds(shares);
    }

    private double load(Pool pool, double utilisation) {
        return places * utilisation + pool.irregularity().factor() * new Queue(places, 1).waiting(utilisation);
    }

    /**
     * Relative standard errors of the shares. What a route gets depends on its own capacity and irregularity, and on the
     * common slope, which those of all routes shift:
     *
     * <pre>
     * dx = own − β Σ own,  own = ∂x/∂ln c · d ln c + ∂x/∂ln v · d ln v,  β = ∂x/∂ln slope ÷ Σ ∂x/∂ln slope
     * </pre>
     *
     * To it comes the utilisation of all, by which the limits go: half of what two standard errors of it, more or less, would
     * change, since a route that is at a limit may leave it within these. 0 of a route of which nothing is known.
     */
    double[] errors() {
        double[] own = new double[pools.length];
        double[] common = new double[pools.length];
        double all = 0;
        double commonSum = 0;
        double used = square(rateError);
        for (int i = 0; i < pools.length; i++) {
            Pool pool = pools[i];
            double now = utilisations[i];
            double bySlope =
                    pool.capacity() * (at(pool, slope * (1 + STEP)) - at(pool, slope * (1 - STEP))) / (2 * STEP);
            double marginal = slope * pool.each();
            double byIrregularity = marginal > places ? bySlope * (marginal - places) / marginal : 0;
            own[i] = square((pool.capacity() * now + bySlope) * pool.error())
                    + square(byIrregularity * pool.irregularity().error());
            common[i] = bySlope;
            all += own[i];
            commonSum += bySlope;
            used += square(pool.capacity() * alike / rate * pool.error());
        }
        double[] more = shares(1 + 2 * Math.sqrt(used));
        double[] less = shares(Math.max(0.5, 1 - 2 * Math.sqrt(used)));
        double[] errors = new double[pools.length];
        for (int i = 0; i < errors.length; i++) {
            double part = commonSum > 0 ? common[i] / commonSum : 0;
            double gets = pools[i].capacity() * utilisations[i];
            if (gets > 0) {
                double share = gets / rate;
                double byUse = Math.max(Math.abs(more[i] - share), Math.abs(less[i] - share)) / (2 * share);
                errors[i] = Math.sqrt(
                        (square(1 - part) * own[i] + square(part) * (all - own[i])) / square(gets) + square(byUse));
            }
        }
        return errors;
    }

    /** If so many times the traffic came. */
    private double[] shares(double times) {
        double[] rates = new MinLatency(pools, times * rate, rateError, places, steepness).rates();
        double sum = Sum.of(rates);
        for (int i = 0; i < rates.length; i++) {
            rates[i] /= sum;
        }
        return rates;
    }

    private double solve() {
        double high = 0;
        for (Pool pool : pools) {
            if (pool.backends() > 0) {
                high = Math.max(high, (places + pool.irregularity().factor() * steepness.at(most)) / pool.each());
            }
        }
        double low = 0;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (sum(middle) < rate) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private double sum(double common) {
        double sum = 0;
        for (Pool pool : pools) {
            sum += pool.capacity() * at(pool, common);
        }
        return sum;
    }

    /**
     * At the common slope. Where nearly nothing waits, as among many places, a little more of it is a lot more traffic; so
     * what is missing is taken from the way between a little less and a little more.
     */
    private double[] utilisations() {
        double less = sum(slope * (1 - STEP));
        double part = Math.max(0, Math.min(1, (rate - less) / (sum(slope * (1 + STEP)) - less)));
        double[] all = new double[pools.length];
        for (int i = 0; i < all.length; i++) {
            double from = at(pools[i], slope * (1 - STEP));
            all[i] = part > 0 ? from + part * (at(pools[i], slope * (1 + STEP)) - from) : from;
        }
        return all;
    }

    /** Where N'(ρ) / c is this, or a limit is met. */
    private double at(Pool pool, double common) {
        double waiting = (common * pool.each() - places) / pool.irregularity().factor();
        return Math.min(most, Math.max(least, steepness.of(waiting)));
    }

    private static double square(double value) {
        return value * value;
    }
}
