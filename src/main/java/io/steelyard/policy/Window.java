package io.steelyard.policy;

import io.steelyard.model.Block;
import java.util.List;
import java.util.Optional;

/**
 * What the blocks of one route say about its capacity under one concurrency: the average of the newest ones, as far back
 * as they show the same capacity. So the noise is averaged over minutes while nothing changes, moves of ours included,
 * and the past is forgotten within some readings when the capacity changes.
 *
 * <p>A change is where the blocks before and after differ most, in standard errors, if that is more than chance brings
 * (binary segmentation; Scott, Knott 1974). What is kept is judged again, until there is no change in it.
 *
 * @param readings how many readings went in
 * @param rate mean requests per second of one backend, of the newest readings
 * @param load mean load per backend of the newest readings
 * @param capacity per backend, requests per second, less what errors take of its worth
 * @param relativeError standard error of the capacity, relative to it
 * @param failing true if requests failed in the newest readings
 */
record Window(int readings, double rate, double load, double capacity, double relativeError, boolean failing) {

    /** A load is averaged over so many readings: fewer are too noisy, more are too late while a backlog drains. */
    private static final int RECENT = 8;

    /** Parts further apart than this many standard errors show different capacities … */
    private static final double DIFFERENT = 6;

    /** … if they are also further apart than this, in the logarithm: smaller changes are followed by ageing. */
    private static final double JUMP = 0.15;

    /** Variance of ln c that a second adds: a capacity that wanders by 2.4 % in a minute. */
    private static final double WANDER = 1e-5;

    /** Empty if there are fewer than two readings, or no request was served and none waited. */
    static Optional<Window> of(List<Block> blocks, String route, double concurrency) {
        List<Dated> all = Dated.of(blocks, route, concurrency);
        int kept = all.size();
        for (int change = change(all, kept); change > 0; change = change(all, kept)) {
            kept = change;
        }
        Average average = Average.NONE;
        for (Dated each : all.subList(0, kept)) {
            average = average.and(each, age(all, each));
        }
        return average.readings() < 2
                ? Optional.empty()
                : Optional.of(window(blocks, route, average, all.get(0).fails() > 0));
    }

    /** Readings without any traffic say nothing of the capacity, but they do of the load and of the rate. */
    private static Window window(List<Block> blocks, String route, Average average, boolean failing) {
        double load = 0;
        double rate = 0;
        int recent = 0;
        for (Block block : blocks) {
            Block.Sums sums = block.routes().get(route);
            if (sums != null && recent < RECENT) {
                recent += sums.readings();
                double part = (double) sums.readings() / recent;
                load += part * (Estimate.load(sums) - load);
                rate += part * (sums.meanRate() - rate);
            }
        }
        return new Window(
                average.readings(),
                rate,
                load,
                Math.exp(average.logCapacity()),
                Math.sqrt(1 / average.precision()),
                failing);
    }

    /** How many of the newest estimates lie after the clearest change among the first {@code size}; 0 if there is none. */
    private static int change(List<Dated> all, int size) {
        Average[] older = new Average[size + 1];
        older[size] = Average.NONE;
        for (int i = size - 1; i > 0; i--) {
            older[i] = older[i + 1].and(all.get(i), age(all, all.get(i)));
        }
        Average newer = Average.NONE;
        double clearest = DIFFERENT;
        int change = 0;
        for (int i = 1; i < size; i++) {
            newer = newer.and(all.get(i - 1), age(all, all.get(i - 1)));
            double difference = Math.abs(newer.logCapacity() - older[i].logCapacity());
            double errors = difference / Math.sqrt(1 / newer.precision() + 1 / older[i].precision());
            if (newer.readings() >= Dated.FEW && difference > JUMP && errors > clearest) {
                clearest = errors;
                change = i;
            }
        }
        return change;
    }

    private static double age(List<Dated> all, Dated each) {
        return all.get(0).time() - each.time();
    }

    /** The more certain an estimate is, the more it counts. */
    private record Average(int readings, double logCapacity, double precision) {

        static final Average NONE = new Average(0, 0, 0);

        Average and(Dated more, double age) {
            double own = 1 / (more.worth().variance() + WANDER * age);
            double sum = precision + own;
            return new Average(
                    readings + more.sums().readings(),
                    (precision * logCapacity + own * more.worth().logCapacity()) / sum,
                    sum);
        }
    }
}
