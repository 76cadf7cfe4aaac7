package io.steelyard.policy;

import io.steelyard.model.History;
import io.steelyard.model.Reading;
import java.util.List;
import java.util.Optional;

/**
 * What the readings of one route say about its capacity: the newest block of readings, and the blocks before it for as
 * long as they agree with it. So the noise is averaged over a minute while nothing changes, moves of ours included, and
 * the past is forgotten within a few readings when the capacity changes.
 *
 * @param readings how many readings went in
 * @param load mean load per backend under the present weights
 * @param capacity per backend, requests per second
 * @param relativeError standard error of the capacity, relative to it
 */
record Window(int readings, double load, double capacity, double relativeError) {

    private static final int BLOCK = 8;

    /** Blocks further apart than this many standard errors show different capacities. */
    private static final double DIFFERENT = 3;

    /** What can be read of all the routes of an endpoint; made once for all of them. */
    static List<List<Reading>> blocks(History history) {
        return history.blocks(BLOCK);
    }

    /** Empty if the newest block has fewer than two readings of both signals, or no request was served. */
    static Optional<Window> of(List<List<Reading>> blocks, String route, double concurrency) {
        Optional<Estimate> newest =
                blocks.isEmpty() ? Optional.empty() : Estimate.of(blocks.get(0), route, concurrency);
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        Estimate sum = newest.get();
        double load = sum.load();
        for (List<Reading> block : blocks.subList(1, blocks.size())) {
            Optional<Estimate> older = Estimate.of(block, route, concurrency);
            if (older.isPresent() && sum.distance(older.get()) > DIFFERENT) {
                break;
            }
            sum = older.map(sum::and).orElse(sum);
            load = sameWeights(blocks.get(0), block) ? sum.load() : load;
        }
        return Optional.of(new Window(sum.readings(), load, Math.exp(sum.logCapacity()), Math.sqrt(sum.variance())));
    }

    private static boolean sameWeights(List<Reading> newest, List<Reading> block) {
        return block.get(0).weights().equals(newest.get(0).weights());
    }
}
