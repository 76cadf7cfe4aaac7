package io.steelyard.policy;

import io.steelyard.model.Block;
import io.steelyard.model.Derivation;
import io.steelyard.model.Roster;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The blocks that a decision looks back on, the newest first: what is the same for all routes, computed once. */
final class Past {

    private final Block[] blocks;
    private final double[] ages;
    private final double[] middles;
    private final Roster roster;
    private final boolean inFlight;
    private final Samples[] samples;
    private double asked = Double.NaN;
    private @Nullable Laws[] kept = {};

    private Past(List<Block> joined, Roster roster, boolean inFlight) {
        this.blocks = joined.toArray(Block[]::new);
        this.ages = new double[blocks.length];
        this.middles = new double[blocks.length];
        this.roster = roster;
        this.inFlight = inFlight;
        this.samples = derive(new Samples.Shown(inFlight), new Samples[blocks.length]);
        for (int i = 0; i < ages.length; i++) {
            ages[i] = blocks[0].to().secondsSince(blocks[i].to());
            middles[i] = ages[i] + blocks[i].seconds() / 2;
        }
    }

    /**
     * The newest block becomes a part of the one before it, if it has few readings and the same weights.
     *
     * @param roster the routes of now
     * @param inFlight true if the balancer says that a load is a number of requests, false if it is a utilisation
     */
    static Past of(List<Block> blocks, Roster roster, boolean inFlight) {
        if (blocks.size() < 2
                || blocks.get(0).readings() >= Series.FEW
                || blocks.get(0).run() != blocks.get(1).run()) {
            return new Past(blocks, roster, inFlight);
        }
        List<Block> joined = new ArrayList<>(blocks.subList(1, blocks.size()));
        joined.set(0, joined.get(0).and(blocks.get(0)));
        return new Past(joined, roster, inFlight);
    }

    int size() {
        return blocks.length;
    }

    /** Seconds from the last reading of a block to the last one of all. */
    double age(int block) {
        return ages[block];
    }

    /** Seconds from the middle of a block to the last reading of all. */
    double middle(int block) {
        return middles[block];
    }

    /** Which weights were in force. */
    long run(int block) {
        return blocks[block].run();
    }

    /** Seconds from a reading to the next one. */
    double interval(int block) {
        return blocks[block].interval();
    }

    /** Of the route at a place. */
    Block.Sums sums(int block, int place) {
        return blocks[block].at(roster, place);
    }

    /** Of all routes of a block. */
    Samples samples(int block) {
        return samples[block];
    }

    /** Where a route stands in a block; below 0 if it does not. */
    int place(int block, int place) {
        return blocks[block].place(roster, place);
    }

    /** What all of it says under a concurrency, by block; each block keeps its part. */
    Laws[] under(double concurrency) {
        return derive(new Laws.Judged(concurrency, inFlight), new Laws[blocks.length]);
    }

    /** The same of those blocks that have kept it, and nothing of the others. */
    @Nullable
    Laws[] kept(double concurrency) {
        if (concurrency != asked) { // all routes ask for one after the other
            asked = concurrency;
            Laws.Judged how = new Laws.Judged(concurrency, inFlight);
            kept = new @Nullable Laws[blocks.length];
            for (int block = 0; block < kept.length; block++) {
                kept[block] = blocks[block].kept(how);
            }
        }
        return kept;
    }

    private <T> T[] derive(Derivation<T> how, T[] ofBlocks) {
        for (int block = 0; block < ofBlocks.length; block++) {
            ofBlocks[block] = blocks[block].derive(how);
        }
        return ofBlocks;
    }
}
