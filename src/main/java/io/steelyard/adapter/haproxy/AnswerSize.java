package io.steelyard.adapter.haproxy;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much room to make for an answer at once, so that an array need not grow through all sizes several times a second:
 * that of the longest answer of late and a little more. Every shorter answer takes an eighth of what is too much away, so
 * that one long answer is forgotten within a hundred.
 */
final class AnswerSize {

    private final int least;
    private final AtomicInteger longest;

    /** @param least bytes, in any case */
    AnswerSize(int least) {
        this.least = least;
        this.longest = new AtomicInteger(least);
    }

    int bytes() {
        int length = longest.get();
        return length + length / 16;
    }

    /** @param length of an answer, in bytes */
    void seen(int length) {
        longest.updateAndGet(known -> Math.max(least, length >= known ? length : known - (known - length + 7) / 8));
    }
}
