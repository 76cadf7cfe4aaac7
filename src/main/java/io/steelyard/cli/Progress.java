package io.steelyard.cli;

import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicInteger;

/** A bar on standard error that shows how far a long command is; nothing if that is no terminal. Safe for threads. */
final class Progress {

    private static final int WIDTH = 40;

    private final PrintWriter err;
    private final int all;
    private final boolean shown;
    private final AtomicInteger done = new AtomicInteger();
    private int drawn = -1;

    Progress(PrintWriter err, int all) {
        this(err, all, Terminal.isAt(2));
    }

    Progress(PrintWriter err, int all, boolean shown) {
        this.err = err;
        this.all = Math.max(1, all);
        this.shown = shown;
    }

    /** False if there is no terminal to show it on. */
    boolean shown() {
        return shown;
    }

    /** One more is done. */
    void step() {
        int count = done.incrementAndGet();
        if (shown) {
            draw(count);
        }
    }

    /** Wipes the bar away. */
    void end() {
        if (shown) {
            err.print("\r" + " ".repeat(WIDTH + 20) + "\r");
            err.flush();
        }
    }

    private synchronized void draw(int count) {
        int percent = (int) (100L * count / all);
        if (percent > drawn) {
            drawn = percent;
            int full = WIDTH * percent / 100;
            err.print("\r[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + percent + "% " + count + "/" + all);
            err.flush();
        }
    }
}
