package io.steelyard.adapter.haproxy;

import java.util.Map;
import java.util.OptionalLong;

/** A row of {@code show stat}, as text. What HAProxy left out is empty. */
final class Row {

    private static final String BACKEND = "1";
    private static final String SERVER = "2";

    // HAProxy's counters have 64 bits; 18 digits are far from what any has ever reached.
    private static final int DIGITS_MOST = 18;

    private final Map<Column, String> values;

    Row(Map<Column, String> values) {
        this.values = values;
    }

    String text(Column column) {
        return values.getOrDefault(column, "");
    }

    /** A number of at least 0; empty if HAProxy left it out. */
    OptionalLong number(Column column) {
        String text = text(column);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        long number = digits(text);
        if (number < 0) {
            throw new MalformedAnswerException(
                    "show stat: " + column.header() + " of " + this + " is \"" + text + "\", not a number");
        }
        return OptionalLong.of(number);
    }

    /** By hand, because a regular expression for each of some 20,000 numbers a poll costs more than all the rest. -1 if it is none. */
    private static long digits(String text) {
        if (text.length() > DIGITS_MOST) {
            return -1;
        }
        long number = 0;
        for (int at = 0; at < text.length(); at++) {
            char digit = text.charAt(at);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = 10 * number + (digit - '0');
        }
        return number;
    }

    /** The same where HAProxy must give one. */
    long required(Column column) {
        return number(column)
                .orElseThrow(() ->
                        new MalformedAnswerException("show stat: " + column.header() + " of " + this + " is empty"));
    }

    /** True of the row that sums up a proxy. */
    boolean isProxy() {
        return text(Column.TYPE).equals(BACKEND);
    }

    boolean isServer() {
        return text(Column.TYPE).equals(SERVER);
    }

    @Override
    public String toString() {
        return text(Column.PXNAME) + "/" + text(Column.SVNAME);
    }
}
