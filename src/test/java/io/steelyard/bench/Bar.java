package io.steelyard.bench;

import java.util.Locale;

/**
 * What is promised of an arm beside another one.
 *
 * @param figure which one is compared
 * @param limit of the ratio of the two
 */
record Bar(Figure figure, String arm, String beside, double limit) {

    /** What is compared. */
    enum Figure {
        MEAN,
        P95;

        double of(Measured measured) {
            return this == MEAN ? measured.mean() : measured.p95();
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a measured ratio says of the promise. */
    enum Verdict {
        /** All of the interval is within the limit. */
        MET,
        /** The best guess is within the limit, a part of the interval is not. */
        PROBABLY_MET,
        /** The best guess is beyond the limit, a part of the interval is not. */
        PROBABLY_MISSED,
        /** All of the interval is beyond the limit. */
        MISSED
    }

    Verdict verdict(Interval ratio) {
        if (ratio.middle() <= limit) {
            return ratio.high() <= limit ? Verdict.MET : Verdict.PROBABLY_MET;
        }
        return ratio.low() <= limit ? Verdict.PROBABLY_MISSED : Verdict.MISSED;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s of %s ÷ %s <= %.2f", figure, arm, beside, limit);
    }
}
