package io.steelyard.adapter.haproxy;

import io.steelyard.source.Room;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers to commands that were sent on one line: each ends with an empty line. An answer that was cut off is
 * an error, never a shorter answer.
 */
final class Replies {

    private final String text;
    private final Room room;
    private int rows;
    private int at;

    Replies(String text) {
        this(text, Room.BOUNDLESS);
    }

    /** @param room for the rows of all tables together */
    Replies(String text, Room room) {
        this.text = text;
        this.room = room;
    }

    /** The next answer as lines {@code Name: value}; a line without a colon is not one of them. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return fields;
    }

    /** The next answer as a table. Columns are found by their names, so that newer versions may add some. */
    List<Row> table() {
        if (!text.startsWith("# ", at)) {
            throw broken("show stat: " + message());
        }
        at += 2;
        @Nullable Column[] columns = header();
        List<Row> rows = new ArrayList<>();
        while (!endOfAnswer()) {
            rows.add(row(columns));
            if (++this.rows > room.backends()) {
                throw broken(String.format(
                        Locale.ROOT, "it has more than %,d proxies and servers, %s", room.backends(), room.remedy()));
            }
        }
        return rows;
    }

    /** True if the next answer is a table. */
    boolean atTable() {
        return text.startsWith("# ", at);
    }

    /** The next answer as one line of text. */
    String message() {
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            lines.add(line.strip());
        }
        String all = String.join(" ", lines);
        return all.length() > 200 ? all.substring(0, 200) + "…" : all;
    }

    void end() {
        if (at != text.length()) {
            throw broken("more text than commands were answered: " + message());
        }
    }

    private @Nullable Column[] header() {
        List<@Nullable Column> columns = new ArrayList<>();
        int seen = 0;
        int end = endOfLine();
        for (String name : text.substring(at, end).split(",", -1)) {
            Column column = Column.BY_HEADER.get(name.strip());
            columns.add(column);
            seen += column == null ? 0 : 1;
        }
        at = end + 1;
        for (Column column : Column.values()) {
            if (column.needed() && !columns.contains(column)) {
                throw broken("show stat has no column " + column.header() + "; HAProxy 2.2 or newer is needed");
            }
        }
        if (seen != columns.stream().filter(column -> column != null).distinct().count()) {
            throw broken("show stat names a column twice");
        }
        return columns.toArray(new @Nullable Column[0]);
    }

    private Row row(@Nullable Column[] columns) {
        Map<Column, String> values = new EnumMap<>(Column.class);
        int index = 0;
        boolean more = true;
        while (more) {
            Column column = index < columns.length ? columns[index] : null;
            boolean quoted = at < text.length() && text.charAt(at) == '"';
            String value = quoted ? quoted() : plain(column != null);
            if (column != null) {
                values.put(column, value);
            }
            index++;
            more = charAt(at++) == ',';
        }
        if (index != columns.length) {
            throw broken("show stat: a row has " + index + " fields under " + columns.length + " columns");
        }
        return new Row(values);
    }

    private String plain(boolean wanted) {
        int start = at;
        while (charAt(at) != ',' && charAt(at) != '\n') {
            at++;
        }
        return wanted ? text.substring(start, at) : "";
    }

    // A quote inside quotes is doubled; line feeds and commas inside them belong to the value.
    private String quoted() {
        StringBuilder value = new StringBuilder();
        at++;
        while (true) {
            char next = charAt(at++);
            if (next != '"') {
                value.append(next);
            } else if (charAt(at) == '"') {
                value.append('"');
                at++;
            } else if (charAt(at) == ',' || charAt(at) == '\n') {
                return value.toString();
            } else {
                throw broken("show stat: text behind a closing quote");
            }
        }
    }

    private boolean endOfAnswer() {
        if (charAt(at) != '\n') {
            return false;
        }
        at++;
        return true;
    }

    private String line() {
        int end = endOfLine();
        String line = text.substring(at, end);
        at = end + 1;
        return line;
    }

    private int endOfLine() {
        int end = text.indexOf('\n', at);
        if (end < 0) {
            throw cutOff();
        }
        return end;
    }

    private char charAt(int index) {
        if (index >= text.length()) {
            throw cutOff();
        }
        return text.charAt(index);
    }

    private static MalformedAnswerException cutOff() {
        return broken("the answer was cut off");
    }

    private static MalformedAnswerException broken(String message) {
        return new MalformedAnswerException(message);
    }
}
