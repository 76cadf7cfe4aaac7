package io.steelyard.policy;

import io.steelyard.model.Block;
import io.steelyard.model.Roster;
import java.util.ArrayList;
import java.util.List;

/** The blocks that a decision looks back on, the newest first: what is the same for all routes, computed once. */
final class Past {

    private final Block[] blocks;
    private final double[] ages;
    private final Roster roster;
    private final boolean inFlight;

    private Past(List<Block> joined, Roster roster, boolean inFlight) {
        this.blocks = joined.toArray(Block[]::new);
        this.ages = new double[blocks.length];
        this.roster = roster;
        this.inFlight = inFlight;
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

    /** Of the route at a place. */
    Block.Sums sums(int block, int place) {
        return blocks[block].at(roster, place);
    }

    Sample sample(int block, Block.Sums sums) {
        return Sample.of(blocks[block], ages[block], sums, inFlight);
    }
}
