package io.steelyard.policy;

import java.math.BigDecimal;

/** How many requests a backend works on at the same time: k in {@code capacity = rate (1 + k / load)}. */
public sealed interface Concurrency {

    /** Find it out by watching; until then what the adapter's kind of load suggests. */
    record Auto() implements Concurrency {
        @Override
        public String toString() {
            return "auto";
        }
    }

    /** Load grows in proportion to the rate, as CPU time does. */
    record Unlimited() implements Concurrency {
        @Override
        public String toString() {
            return "inf";
        }
    }

    /** So many work places, which share a queue. */
    record Slots(double count) implements Concurrency {

        public Slots {
            if (!(count > 0 && count < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("is not above 0; write auto, a number above 0, or inf");
            }
        }

        @Override
        public String toString() {
            return BigDecimal.valueOf(count).stripTrailingZeros().toPlainString();
        }
    }

    /**
     * As a number, infinite for a load in proportion to the rate.
     *
     * @param prior what is expected while it is to be found out
     * @return above 0
     */
    default double orElse(double prior) {
        if (this instanceof Slots slots) {
            return slots.count();
        }
        return this instanceof Unlimited ? Double.POSITIVE_INFINITY : prior;
    }

    /**
     * Reads auto, inf or a number.
     *
     * @param text as configured
     * @return what it says
     * @throws IllegalArgumentException for anything else; the message continues "VALUE ..."
     */
    static Concurrency parse(String text) {
        return switch (text) {
            case "auto" -> new Auto();
            case "inf", ".inf" -> new Unlimited();
            default -> new Slots(number(text));
        };
    }

    private static double number(String text) {
        try {
            return new BigDecimal(text).doubleValue();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is no concurrency; write auto, a number above 0, or inf", e);
        }
    }
}
