package io.steelyard.policy;

/**
 * What the blocks of one route say about its capacity under one concurrency: the {@link Level} of the newest ones, as far back
 * as they show the same capacity. So the noise is averaged over minutes while nothing changes, moves of ours included; a
 * capacity that wanders is followed, and the past is forgotten within some readings when the capacity changes.
 *
 * <p>A change is where the blocks before and after differ most, in standard errors, if that is more than chance brings
 * (binary segmentation; Scott, Knott 1974). What is kept is judged again, until there is no change in it.
 *
 * @param readings how many readings went in
 * @param memory how many of them the capacity rests on in effect, see {@link Level}
 * @param rate mean requests per second of one backend, of the newest readings
 * @param load mean load per backend of the newest readings
 * @param capacity per backend, requests per second, less what errors take of its worth
 * @param relativeError standard error of the capacity, relative to it; no less than so many requests leave
 * @param failing true if requests failed in the newest readings
 */
record Window(
        int readings, int memory, double rate, double load, double capacity, double relativeError, boolean failing) {

    /** Parts further apart than this many standard errors show different capacities … */
    private static final double DIFFERENT = 6;

    /** … and so much more of it while the newer part has few readings, whose errors are themselves not sure (Student) … */
    private static final double UNSURE = 1;

    /** … if they are also further apart than this, in the logarithm: smaller changes are followed by the level. */
    private static final double JUMP = 0.15;

    /**
     * @param series with at least one block
     * @param estimates that it gives under a concurrency
     */
    static Window of(Series series, Estimates estimates) {
        double[] precision = precision(series, estimates);
        int kept = estimates.size();
        for (int change = kept; change > 0; ) {
            kept = change;
            change = change(series, estimates, precision, kept);
        }
        int readings = 0;
        double told = 0;
        for (int i = 0; i < kept; i++) {
            readings += series.readings(i);
            told += series.told(i);
        }
        Level level = Level.of(series, estimates, kept);
        return new Window(
                readings,
                Math.min(readings, level.memory()),
                series.rate(),
                series.load(),
                Math.exp(level.value()),
                Math.sqrt(Math.max(level.variance(), 1 / told)),
                estimates.fails(0) > 0);
    }

    /** The more certain and the newer an estimate is, the more it counts. */
    private static double[] precision(Series series, Estimates estimates) {
        double[] precision = new double[estimates.size()];
        for (int i = 0; i < precision.length; i++) {
            precision[i] = 1 / (estimates.worthVariance(i) + Level.WANDER * series.age(i));
        }
        return precision;
    }

    /** How many of the newest estimates lie after the clearest change among the first {@code size}; 0 if there is none. */
    private static int change(Series series, Estimates estimates, double[] precision, int size) {
        double older = 0;
        double olderProducts = 0;
        for (int i = 0; i < size; i++) {
            older += precision[i];
            olderProducts += precision[i] * estimates.logWorth(i);
        }
        double newer = 0;
        double newerProducts = 0;
        int readings = 0;
        double clearest = 1;
        int change = 0;
        for (int i = 1; i < size; i++) {
            double product = precision[i - 1] * estimates.logWorth(i - 1);
            newer += precision[i - 1];
            newerProducts += product;
            older -= precision[i - 1];
            olderProducts -= product;
            readings += series.readings(i - 1);
            // the difference of the means, times both weights: most are too small to be worth a division
            if (readings >= Series.FEW
                    && Math.abs(newerProducts * older - olderProducts * newer) > JUMP * newer * older) {
                double difference = newerProducts / newer - olderProducts / older;
                double enough = DIFFERENT * (1 + UNSURE / readings);
                double errors = difference * difference * newer * older / (newer + older) / (enough * enough);
                if (errors > clearest) {
                    clearest = errors;
                    change = i;
                }
            }
        }
        return change;
    }
}
