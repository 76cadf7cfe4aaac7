package io.steelyard.web;

import io.steelyard.model.Moment;
import io.steelyard.model.TimeSource;
import java.time.Duration;

/** So many at once, and then one for each period. Safe for use by several threads. */
final class Allowance {

    private final int most;
    private final Duration period;
    private final TimeSource time;
    private double left;
    private Moment counted;

    Allowance(int most, Duration period, TimeSource time) {
        this.most = most;
        this.period = period;
        this.time = time;
        this.left = most;
        this.counted = time.now();
    }

    /** When there is none: "more than 30 at once and one each second". */
    String rule() {
        return "more than " + most + " at once and one each "
                + (period.toSeconds() == 1 ? "second" : period.toSeconds() + "s");
    }

    /** Takes one; false if there is none. */
    synchronized boolean take() {
        Moment now = time.now();
        left = Math.min(most, left + (double) now.since(counted).toNanos() / period.toNanos());
        counted = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
