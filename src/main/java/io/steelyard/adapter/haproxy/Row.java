package io.steelyard.adapter.haproxy;

import java.util.OptionalLong;

/** A row of {@code show stat}: where in the answer its values are. What HAProxy left out is empty. */
@SuppressWarnings("EnumOrdinal") // an EnumMap would box the positions of tens of thousands of values a poll
final class Row {

    private static final String BACKEND = "1";
    private static final String SERVER = "2";

    // HAProxy's counters have 64 bits; 18 digits are far from what any has ever reached.
    private static final int DIGITS_MOST = 18;

    private final Answer answer;
    private final int[] begins = new int[Column.BY_HEADER.size()];
    private final int[] ends = new int[Column.BY_HEADER.size()];

    Row(Answer answer) {
        this.answer = answer;
    }

    /** Where the value of a column is, with its quotes if it has some; said before the row is given away. */
    void put(Column column, int begin, int end) {
        begins[column.ordinal()] = begin;
        ends[column.ordinal()] = end;
    }

    String text(Column column) {
        int from = from(column);
        int end = end(column);
        return quoted(from, end)
                ? answer.text(from + 1, end - 1).replace("\"\"", "\"")
                : from == end ? "" : answer.text(from, end);
    }

    /** The same; {@code known} itself if that is the text, so that readings share what is the same in all of them. */
    String text(Column column, String known) {
        return is(column, known) ? known : text(column);
    }

    /** Quick; false also for a text that is quoted or not of ASCII alone. */
    private boolean is(Column column, String known) {
        int from = from(column);
        int end = end(column);
        return !quoted(from, end) && answer.says(known, from, end);
    }

    /** A number of at least 0; empty if HAProxy left it out. */
    OptionalLong number(Column column) {
        int from = from(column);
        int end = end(column);
        if (quoted(from, end)) {
            from++;
            end--;
        }
        if (from == end) {
            return OptionalLong.empty();
        }
        long number = digits(from, end);
        if (number < 0) {
            throw new MalformedAnswerException(
                    "show stat: " + column.header() + " of " + this + " is \"" + text(column) + "\", not a number");
        }
        return OptionalLong.of(number);
    }

    /** By hand, because a regular expression for each of some 20,000 numbers a poll costs more than all the rest. -1 if it is none. */
    private long digits(int from, int end) {
        if (end - from > DIGITS_MOST) {
            return -1;
        }
        long number = 0;
        for (int at = from; at < end; at++) {
            byte digit = answer.at(at);
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
        return text(Column.TYPE, BACKEND).equals(BACKEND);
    }

    boolean isServer() {
        return text(Column.TYPE, SERVER).equals(SERVER);
    }

    private boolean quoted(int from, int end) {
        return from < end && answer.at(from) == '"';
    }

    private int from(Column column) {
        return begins[column.ordinal()];
    }

    private int end(Column column) {
        return ends[column.ordinal()];
    }

    @Override
    public String toString() {
        return text(Column.PXNAME) + "/" + text(Column.SVNAME);
    }
}
