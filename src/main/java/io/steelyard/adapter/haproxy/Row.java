package io.steelyard.adapter.haproxy;

import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** A row of {@code show stat}, as text. What HAProxy left out is empty. */
final class Row {

    private static final String BACKEND = "1";
    private static final String SERVER = "2";

    // HAProxy's counters have 64 bits; 18 digits are far from what any has ever reached.
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

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
        if (!NUMBER.matcher(text).matches()) {
            throw new MalformedAnswerException(
                    "show stat: " + column.header() + " of " + this + " is \"" + text + "\", not a number");
        }
        return OptionalLong.of(Long.parseLong(text));
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
