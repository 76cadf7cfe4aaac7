package io.steelyard.model;

/**
 * The sum of many numbers, with what rounding loses of it made up for (Kahan, Further remarks on reducing truncation errors,
 * 1965): what {@link java.util.stream.DoubleStream#sum} gives, to the last digit, without its stream.
 */
public final class Sum {

    private Sum() {}

    /**
     * Of all of them.
     *
     * @return 0 of none
     */
    public static double of(double[] numbers) {
        double sum = 0;
        double tooMuch = 0;
        double plain = 0;
        for (double number : numbers) {
            double next = number - tooMuch;
            double before = sum;
            sum = before + next;
            tooMuch = sum - before - next;
            plain += number;
        }
        double exact = sum - tooMuch;
        return Double.isNaN(exact) && Double.isInfinite(plain) ? plain : exact;
    }
}
