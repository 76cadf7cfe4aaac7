package io.steelyard.policy;

import io.steelyard.model.Block;
import io.steelyard.model.Derivation;
import io.steelyard.model.Roster;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The blocks that a decision looks back on, the newest first: what is the same for all routes, computed once. */
final class Past {

    private final Block[] blocks;
    private final double[] ages;
    private final Roster roster;
    private final boolean inFlight;
    private final @Nullable Sample[][] samples;

    private Past(List<Block> joined, Roster roster, boolean inFlight) {
        this.blocks = joined.toArray(Block[]::new);
        this.ages = new double[blocks.length];
        this.roster = roster;
        this.inFlight = inFlight;
        this.samples = derive(new Samples(inFlight), new @Nullable Sample[blocks.length][]);
        for (int i = 1; i < ages.length; i++) {
            ages[i] = blocks[0].to().secondsSince(blocks[i].to());
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

    /** Of the route at a place. */
    Block.Sums sums(int block, int place) {
        return blocks[block].at(roster, place);
    }

    /** Of the route at a place; nothing if the block shows no traffic of it. */
    @Nullable
    Sample sample(int block, int place) {
        int own = blocks[block].place(roster, place);
        return own < 0 ? null : samples[block][own];
    }

    /** What all of it says under a concurrency; each block keeps its part. */
    Laws under(double concurrency) {
        return new Laws(concurrency, derive(new Judged(concurrency, inFlight), new @Nullable Law[blocks.length][]));
    }

    private <T> T[] derive(Derivation<T> how, T[] ofBlocks) {
        for (int block = 0; block < ofBlocks.length; block++) {
            ofBlocks[block] = blocks[block].derive(how);
        }
        return ofBlocks;
    }

    /** Of every route of a block what it shows, by its place there; nothing of one without traffic. */
    private record Samples(boolean inFlight) implements Derivation<@Nullable Sample[]> {

        @Override
        public @Nullable Sample[] of(Block block) {
            @Nullable Sample[] samples = new @Nullable Sample[block.sums().size()];
            for (int place = 0; place < samples.length; place++) {
                Block.Sums sums = block.sums().get(place);
                if (sums.rate() > 0 || sums.load() > 0) {
                    samples[place] = Sample.of(block, sums, inFlight);
                }
            }
            return samples;
        }
    }

    /** The law of every sample of a block. */
    private record Judged(double concurrency, boolean inFlight) implements Derivation<@Nullable Law[]> {

        @Override
        public @Nullable Law[] of(Block block) {
            @Nullable Sample[] samples = block.derive(new Samples(inFlight));
            @Nullable Law[] laws = new @Nullable Law[samples.length];
            for (int place = 0; place < laws.length; place++) {
                Sample sample = samples[place];
                laws[place] = sample == null ? null : Law.of(sample, concurrency);
            }
            return laws;
        }
    }

    /** The laws of all samples under one concurrency. */
    final class Laws {
        private final double concurrency;
        private final @Nullable Law[][] ofBlocks;

        private Laws(double concurrency, @Nullable Law[][] ofBlocks) {
            this.concurrency = concurrency;
            this.ofBlocks = ofBlocks;
        }

        double concurrency() {
            return concurrency;
        }

        /** Of a route with a sample in that block. */
        Law of(int block, int place) {
            return Objects.requireNonNull(ofBlocks[block][blocks[block].place(roster, place)]);
        }
    }
}
