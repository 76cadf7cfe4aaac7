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
 * @param load mean load per backend of the newest readings, about two blocks of them
 * @param loadError standard error of the load, relative to it
 * @param capacity per backend, requests per second
 * @param relativeError standard error of the capacity, relative to it
 */
record Window(int readings, double load, double loadError, double capacity, double relativeError) {

    private static final int BLOCK = 8;

    /** A load is averaged over so many readings: fewer are too noisy, more are too late while a backlog drains. */
    private static final int RECENT = 2 * BLOCK;

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
        Estimate recent = sum;
        boolean agree = true;
        for (List<Reading> block : blocks.subList(1, blocks.size())) {
            Optional<Estimate> older = Estimate.of(block, route, concurrency);
            if (older.isPresent() && recent.readings() < RECENT) {
                recent = recent.and(older.get());
            }
            agree = agree && (older.isEmpty() || sum.distance(older.get()) <= DIFFERENT);
            sum = agree ? older.map(sum::and).orElse(sum) : sum;
        }
        return Optional.of(new Window(
                sum.readings(),
                recent.load(),
                recent.loadError(concurrency),
                Math.exp(sum.logCapacity()),
                Math.sqrt(sum.variance())));
    }
}
