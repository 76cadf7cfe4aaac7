package io.steelyard.adapter.haproxy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Past readings of one process, for the rates that are counted from them. Whoever reads often does not make the others'
 * rates shorter: a rate is counted from the newest reading that is a window old. Safe for use by several threads.
 */
final class Baselines {

    // Readings closer than this part of a window are not both kept, which bounds how many there are.
    private static final int KEPT_PER_WINDOW = 8;

    private final Duration window;
    private final Deque<Sample> kept = new ArrayDeque<>();

    /** @param window how long a rate is counted over, at least; longer if readings are further apart */
    Baselines(Duration window) {
        this.window = window;
    }

    /**
     * The reading that the rates of this one are counted from: the oldest if none is a window old, null if this is the
     * first of its process. Keeps this one for later.
     */
    synchronized @Nullable Sample before(Sample now) {
        @Nullable Sample newest = kept.peekLast();
        if (newest != null && now.at().since(newest.at()).isNegative()) {
            // Two polls at once: the one that took longer began earlier and adds nothing.
            return kept.peekFirst();
        }
        if (newest != null && !now.instance().continues(newest.instance())) {
            kept.clear();
            newest = null;
        }
        forgetAllButOneOlderThanTheWindow(now);
        @Nullable Sample baseline = kept.peekFirst();
        if (newest == null || now.at().since(newest.at()).compareTo(window.dividedBy(KEPT_PER_WINDOW)) >= 0) {
            kept.addLast(now);
        }
        return baseline;
    }

    synchronized int size() {
        return kept.size();
    }

    private void forgetAllButOneOlderThanTheWindow(Sample now) {
        Iterator<Sample> newestFirst = kept.descendingIterator();
        boolean found = false;
        while (newestFirst.hasNext()) {
            Sample sample = newestFirst.next();
            if (found) {
                newestFirst.remove();
            }
            found |= now.at().since(sample.at()).compareTo(window) >= 0;
        }
    }
}
