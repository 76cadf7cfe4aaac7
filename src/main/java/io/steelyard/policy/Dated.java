package io.steelyard.policy;

import io.steelyard.model.Block;
import java.util.ArrayList;
import java.util.List;

/**
 * An estimate of one route's capacity, and when it was made.
 *
 * @param run which weights were in force
 * @param time of the last reading, in seconds
 * @param share logarithm of the share of the traffic that one backend was to get
 * @param worth the estimate, less what errors take of it
 */
record Dated(long run, double time, Block.Sums sums, double share, Estimate estimate, Estimate worth) {

    /** Fewer readings than this are too few to stand beside older ones of the same weights. */
    static final int FEW = 4;

    /** The full scale of a load in proportion is not known; so many times the highest load of a route stands for it. */
    private static final double FULL = 2;

    /** One block while it is not known how much the others scatter. */
    private record Raw(Block block, Block.Sums sums, Estimate.Scatter scatter) {}

    /** Of all blocks in which anything was served or waited, the newest first. */
    static List<Dated> of(List<Block> blocks, String route, double concurrency) {
        List<Raw> raw = new ArrayList<>(blocks.size());
        double scatter = 0;
        int freedom = 0;
        for (Block block : joined(blocks)) {
            Block.Sums sums = block.routes().get(route);
            if (sums != null && (sums.rate() > 0 || sums.load() > 0)) {
                Estimate.Scatter one = Estimate.Scatter.of(block, sums, concurrency);
                raw.add(new Raw(block, sums, one));
                scatter += one.squares();
                freedom += sums.readings() - 1;
            }
        }
        List<Dated> dated = new ArrayList<>(raw.size());
        for (Raw each : raw) {
            Block.Sums sums = each.sums();
            double time = each.block().to().elapsed().toNanos() / 1e9;
            Estimate estimate = each.scatter().estimate(scatter, freedom);
            Estimate worth = worth(each, estimate, each.block().failing(route), concurrency);
            dated.add(new Dated(each.block().run(), time, sums, Math.log(sums.share()), estimate, worth));
        }
        return dated;
    }

    /**
     * With the newest block as a part of the one before it, if it has few readings and the same weights. To be called once
     * for all routes and concurrencies; again it costs and changes nothing.
     */
    static List<Block> joined(List<Block> blocks) {
        if (blocks.size() < 2
                || blocks.get(0).readings() >= FEW
                || blocks.get(0).run() != blocks.get(1).run()) {
            return blocks;
        }
        List<Block> joined = new ArrayList<>(blocks.subList(1, blocks.size()));
        joined.set(0, joined.get(0).and(blocks.get(0)));
        return joined;
    }

    /** How much less it is worth because of errors, ln(1 + e / u); 0 without errors. */
    double fails() {
        return estimate.logCapacity() - worth.logCapacity();
    }

    private static Estimate worth(Raw raw, Estimate estimate, double failing, double concurrency) {
        if (failing <= 0) {
            return estimate;
        }
        double full = Double.isInfinite(concurrency)
                ? FULL * Math.max(raw.block().highestLoad(), raw.scatter().load())
                : 1;
        return estimate.less(
                raw.scatter().utilisation() / full, failing, raw.scatter().requests());
    }
}
