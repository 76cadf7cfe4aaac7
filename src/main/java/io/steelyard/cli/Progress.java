package io.steelyard.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;

/** A bar on standard error that shows how far a long command is; nothing if that is no terminal. Safe for threads. */
final class Progress {

    private static final int WIDTH = 40;

    private final PrintWriter err;
    private final int all;
    private final boolean shown;
    private final AtomicInteger done = new AtomicInteger();
    private int drawn = -1;

    Progress(PrintWriter err, int all) {
        this(err, all, isTerminal());
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

    /** Java tells it of input and output together only; /proc, where there is one, tells it of each. */
    private static boolean isTerminal() {
        Path error = Path.of("/proc/self/fd/2");
        try {
            String target = Files.readSymbolicLink(error).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return CommandLine.Help.Ansi.AUTO.enabled();
        }
    }
}
