package io.steelyard.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/**
 * A mean and where it probably lies: 95 % confidence by Student's t.
 *
 * @param low minus infinity, or 0 of a ratio, if there is one value only
 * @param high infinity if there is one value only
 */
record Interval(double middle, double low, double high) {

    /** The 97.5 % points of Student's t for 1, 2, … degrees of freedom; beyond them that of the normal distribution. */
    private static final double[] T = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131
    };

    private static final double NORMAL = 1.96;

    static Interval ofMean(Collection<Double> values) {
        double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
        double mean = Arrays.stream(all).average().orElseThrow();
        double half = all.length < 2 ? Double.POSITIVE_INFINITY : t(all.length - 1) * standardError(all, mean);
        return new Interval(mean, mean - half, mean + half);
    }

    /** The geometric mean of ratios, which says the same of one arm beside the other as of the other beside the one. */
    static Interval ofRatios(Collection<Double> ratios) {
        Interval logs = ofMean(ratios.stream().map(Math::log).toList());
        return new Interval(Math.exp(logs.middle()), Math.exp(logs.low()), Math.exp(logs.high()));
    }

    private static double standardError(double[] values, double mean) {
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return Math.sqrt(squares / (values.length - 1) / values.length);
    }

    private static double t(int freedom) {
        return freedom <= T.length ? T[freedom - 1] : NORMAL;
    }

    /** With so many digits after the point. */
    String text(int digits) {
        String number = "%." + digits + "f";
        return Double.isInfinite(high)
                ? String.format(Locale.ROOT, number, middle)
                : String.format(Locale.ROOT, number + " [" + number + ", " + number + "]", middle, low, high);
    }
}
