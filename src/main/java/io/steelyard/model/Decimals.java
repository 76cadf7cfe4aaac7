package io.steelyard.model;

import java.util.Locale;

/** Numbers for people. Every decision says its reasons with them, also the thousandth hold in a row, so they must be cheap. */
public final class Decimals {

    /** Below this a product is exact to far less than {@link #MIDDLE}. */
    private static final double LARGE = 1e9;

    /** So near to the middle between two decimals the last bits tell how it is rounded. */
    private static final double MIDDLE = 1e-3;

    private Decimals() {}

    /**
     * What {@code %.2f} makes of a number for 2 places, in a fraction of the time.
     *
     * @param places behind the point, 0 to 6
     */
    public static String fixed(double value, int places) {
        long scale = 1;
        for (int i = 0; i < places; i++) {
            scale *= 10;
        }
        double scaled = Math.abs(value) * scale;
        double fraction = scaled - Math.floor(scaled);
        if (!(scaled < LARGE) || Math.abs(fraction - 0.5) < MIDDLE) {
            return String.format(Locale.ROOT, "%." + places + "f", value);
        }
        long units = Math.round(scaled);
        String digits = Long.toString(scale + units % scale); // a 1 before them keeps the zeros
        StringBuilder text = new StringBuilder(24);
        text.append(Double.doubleToRawLongBits(value) < 0 ? "-" : "").append(units / scale);
        return places == 0
                ? text.toString()
                : text.append('.').append(digits, 1, digits.length()).toString();
    }
}
