package io.steelyard.policy;

import io.steelyard.model.Block;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one route in which anything was served or waited, the newest first: looked up once for a decision, to be
 * judged under many concurrencies.
 *
 * <p>What a route is worth to an allocator is less than its capacity c if requests fail, x / (u + e) with the utilisation
 * u = x / c and the failed part of the requests e: the rule of gRFC A58 (client-side weighted round robin: qps /
 * (utilization + eps/qps · penalty)) with its default penalty of 1. With it a route that fails fast, and so looks idle, is
 * worth its rate and no more; shares settle where u + e is the same everywhere, and where that cannot be it is emptied.
 */
final class Series {

    /** Fewer readings than this are too few to stand beside older ones of the same weights. */
    static final int FEW = 4;

    /** A load is averaged over so many readings: fewer are too noisy, more are too late while a backlog drains. */
    private static final int RECENT = 8;

    /** How many readings the assumed noise counts for, beside the measured noise. */
    private static final double ASSUMED = 3;

    /** How many readings the noise of a route's other blocks counts for, at most. */
    private static final double OTHERS = 12;

    /** The full scale of a load in proportion is not known; so many times the highest load of a route stands for it. */
    private static final double FULL = 2;

    private static final double[] NONE = {};

    private static final Estimates[] UNJUDGED = {};

    private final Past past;
    private final int place;
    private final int size;
    private final int[] blocks;
    private final int[] counts;
    private final boolean fails;
    private final boolean counted;
    private final int readings;
    private final double seconds;
    private final double rate;
    private final double load;
    private Estimates[] estimates = UNJUDGED;

    /** @param place of the route in the roster */
    Series(Past past, int place) {
        int[] foundIn = new int[past.size()];
        int[] howMany = new int[foundIn.length];
        int found = 0;
        int all = 0;
        boolean failing = false;
        boolean momentary = true;
        for (int block = 0; block < foundIn.length; block++) {
            Samples samples = past.samples(block);
            int own = past.place(block, place);
            int count = own < 0 ? 0 : samples.readings(own);
            if (count > 0) {
                foundIn[found] = block;
                howMany[found++] = count;
                all += count;
                failing = failing || samples.failing(own);
                momentary = momentary && samples.counted(own);
            }
        }
        double recentRate = 0;
        double recentLoad = 0;
        double recentSeconds = 0;
        for (int block = 0, recent = 0; block < foundIn.length && recent < RECENT; block++) {
            Block.Sums own = past.sums(block, place);
            if (own.readings() > 0) { // without any traffic they say nothing of the capacity, but of load and rate
                recent += own.readings();
                recentSeconds += own.readings() * past.interval(block);
                double part = (double) own.readings() / recent;
                recentLoad += part * (Sample.load(own) - recentLoad);
                recentRate += part * (own.meanRate() - recentRate);
            }
        }
        this.past = past;
        this.place = place;
        size = found;
        blocks = foundIn;
        counts = howMany;
        fails = failing;
        counted = momentary;
        readings = all;
        seconds = recentSeconds;
        rate = recentRate;
        load = recentLoad;
    }

    /** True if there are at least two readings with traffic, so that something can be made of them. */
    boolean enough() {
        return readings >= 2;
    }

    /** What they say of the capacity if this is the concurrency; worked out once for each. */
    Estimates under(double concurrency) {
        return under(concurrency, past.kept(concurrency));
    }

    /**
     * The same.
     *
     * @param kept by block, what its routes say under this concurrency; nothing of a block that was not asked yet
     */
    Estimates under(double concurrency, @Nullable Laws[] kept) {
        for (Estimates known : estimates) {
            if (known.concurrency() == concurrency) {
                return known;
            }
        }
        return known(estimate(concurrency, kept));
    }

    private Estimates known(Estimates found) {
        estimates = Arrays.copyOf(estimates, estimates.length + 1);
        estimates[estimates.length - 1] = found;
        return found;
    }

    /**
     * So that a variance does not rest on a few readings alone, a block's own readings count, those of the route's other
     * blocks for some more, and what theory expects.
     */
    private Estimates estimate(double concurrency, @Nullable Laws[] kept) {
        double[] logCapacity = new double[size];
        double[] variance = new double[size];
        double[] squares = new double[size];
        double[] utilisation = fails ? new double[size] : NONE;
        double all = 0;
        for (int i = 0; i < size; i++) {
            Laws ofBlock = kept[blocks[i]];
            if (ofBlock == null) {
                Law law = Law.of(sample(i), concurrency);
                logCapacity[i] = law.logCapacity();
                variance[i] = law.expected();
                squares[i] = law.squares();
                if (fails) {
                    utilisation[i] = law.utilisation();
                }
            } else {
                int own = past.place(blocks[i], place);
                logCapacity[i] = ofBlock.logCapacity(own);
                variance[i] = ofBlock.expected(own);
                squares[i] = ofBlock.squares(own);
                if (fails) {
                    utilisation[i] = ofBlock.utilisation(own);
                }
            }
            all += squares[i];
        }
        int freedom = readings - size; // beyond one reading of each block
        double others = Math.min(OTHERS, freedom);
        double pooled = freedom > 0 ? others * all / freedom : 0;
        for (int i = 0; i < size; i++) {
            int own = counts[i];
            variance[i] = ((squares[i] + pooled) / own + ASSUMED * variance[i]) / (own - 1 + others + ASSUMED);
        }
        return fails
                ? less(concurrency, logCapacity, variance, utilisation)
                : new Estimates(concurrency, logCapacity, variance, logCapacity, variance);
    }

    /** With what errors take of the worth; the variance follows from those of the capacity, of the failed part and of the rate. */
    private Estimates less(double concurrency, double[] logCapacity, double[] variance, double[] utilisation) {
        double[] logWorth = logCapacity.clone();
        double[] worthVariance = variance.clone();
        for (int i = 0; i < logWorth.length; i++) {
            Sample sample = sample(i);
            double failing = sample.failing();
            if (failing > 0) {
                double used = utilisation[i] / full(sample, concurrency);
                double sum = used + failing;
                double chance = failing * (1 - failing + sum) / Math.max(1, sample.requests()); // of e, and of x
                logWorth[i] += Math.log(used / sum);
                worthVariance[i] = (used * used * variance[i] + chance) / (sum * sum);
            }
        }
        return new Estimates(concurrency, logCapacity, variance, logWorth, worthVariance);
    }

    private static double full(Sample sample, double concurrency) {
        return Double.isInfinite(concurrency) ? FULL * Math.max(sample.block().highestLoad(), sample.load()) : 1;
    }

    /** What a block shows. */
    Sample sample(int block) {
        return past.samples(blocks[block]).shown(past.place(blocks[block], place));
    }

    /** True if it was seen under several sets of weights. */
    boolean moved() {
        return run(0) != run(size - 1);
    }

    /** Which weights were in force. */
    long run(int block) {
        return past.run(blocks[block]);
    }

    /** The share of the traffic that one backend was to get. */
    double share(int block) {
        return past.samples(blocks[block]).share(past.place(blocks[block], place));
    }

    int readings(int block) {
        return counts[block];
    }

    /** How much its requests can tell of ln c, as the inverse of a variance. */
    double told(int block) {
        return past.samples(blocks[block]).told(past.place(blocks[block], place));
    }

    /** Seconds from the last reading of this block to the last one of all. */
    double age(int block) {
        return past.age(blocks[block]) - past.age(blocks[0]);
    }

    /** How long the newest readings took. */
    double seconds() {
        return seconds;
    }

    /** Seconds from the middle of this block to the last reading of all. */
    double middle(int block) {
        return past.middle(blocks[block]) - past.age(blocks[0]);
    }

    /** Requests per second of one backend, mean of the newest readings. */
    double rate() {
        return rate;
    }

    /** Of one backend, mean of the newest readings. */
    double load() {
        return load;
    }

    /** How fast the load of one backend grows, in a second, from the block before to the newest one. */
    double growth() {
        if (size < 2) {
            return 0;
        }
        double seconds = middle(1) - middle(0);
        double more = past.sums(blocks[0], place).meanLoad()
                - past.sums(blocks[1], place).meanLoad();
        return seconds > 0 ? more / seconds : 0;
    }

    /** True if the balancer shows single moments in all of it. */
    boolean counted() {
        return counted;
    }
}
