package io.steelyard.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settled readings of an hour in little space: the newest ones in short blocks, older ones in longer and longer
 * blocks, never across a change of weights. An exponential histogram, as in Bifet, Gavaldà: Learning from time-changing
 * data with adaptive windowing, SIAM 2007. Immutable.
 *
 * @param newestFirst the blocks
 */
record Blocks(List<Block> newestFirst) {

    static final Blocks NONE = new Blocks(List.of());

    /** Readings of a short block. */
    private static final int SHORT = 4;

    /** No block gets longer than this, so that a change within it is not averaged away. */
    private static final int LONG = 256;

    /** As many blocks of one length are kept before two become one. */
    private static final int EQUALS = 3;

    private static final int MOST = 32;

    private static final Duration KEPT = Duration.ofHours(1);

    /**
     * One settled reading more.
     *
     * @param before when the reading before it began, settled or not
     * @param changedAt when the weights last changed
     */
    Blocks with(Reading reading, Optional<Moment> before, Optional<Moment> changedAt) {
        List<Block> blocks = new ArrayList<>(newestFirst);
        long run = run(changedAt);
        Block.Pace usual =
                newestFirst.isEmpty() ? Block.Pace.UNKNOWN : newestFirst.get(0).pace();
        Block.Pace pace =
                before.map(start -> usual.of(reading.startedAt().since(start))).orElse(usual);
        Block block = Block.of(run, reading, pace);
        if (!blocks.isEmpty() && blocks.get(0).run() == run && blocks.get(0).readings() < SHORT) {
            blocks.set(0, blocks.get(0).and(block));
        } else {
            blocks.add(0, block);
            shorten(blocks);
        }
        blocks.removeIf(old -> reading.startedAt().since(old.to()).compareTo(KEPT) > 0);
        return new Blocks(List.copyOf(blocks));
    }

    /** Those that had ended by a time. */
    Blocks until(Moment time) {
        return new Blocks(
                newestFirst.stream().filter(block -> !time.isBefore(block.to())).toList());
    }

    private long run(Optional<Moment> changedAt) {
        if (newestFirst.isEmpty()) {
            return 0;
        }
        Block newest = newestFirst.get(0);
        return newest.run() + (changedAt.isPresent() && newest.to().compareTo(changedAt.get()) <= 0 ? 1 : 0);
    }

    private static void shorten(List<Block> blocks) {
        for (int length = SHORT; length < LONG; length *= 2) {
            mergeOldest(blocks, length);
        }
        while (blocks.size() > MOST) {
            blocks.remove(blocks.size() - 1);
        }
    }

    /** If there are too many of this length in the newest run, its two oldest ones become one. */
    private static void mergeOldest(List<Block> blocks, int length) {
        long run = blocks.get(0).run();
        int count = 0;
        int oldest = -1;
        for (int i = 1; i < blocks.size() && blocks.get(i).run() == run; i++) {
            if (blocks.get(i).readings() == length) {
                count++;
                oldest = i;
            }
        }
        if (count > EQUALS) {
            blocks.set(oldest - 1, blocks.get(oldest).and(blocks.get(oldest - 1)));
            blocks.remove(oldest);
        }
    }
}
