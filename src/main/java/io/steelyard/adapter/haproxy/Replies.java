package io.steelyard.adapter.haproxy;

import io.steelyard.source.Room;
import java.util.ArrayList;
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

    private static final String TABLE = "# ";

    /** How the answer begins of a port where traffic goes to. */
    private static final String HTTP = "HTTP/";

    private final Answer answer;
    private final Room room;
    private int rows;
    private int at;

    Replies(Answer answer) {
        this(answer, Room.BOUNDLESS);
    }

    /** @param room for the rows of all tables together */
    Replies(Answer answer, Room room) {
        this.answer = answer;
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
        if (!atTable()) {
            throw broken("show stat: " + message());
        }
        at += TABLE.length();
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
        int end = at + TABLE.length();
        return end <= answer.length() && answer.says(TABLE, at, end);
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
        if (at != answer.length()) {
            throw broken("more text than commands were answered: " + message());
        }
    }

    private @Nullable Column[] header() {
        List<@Nullable Column> columns = new ArrayList<>();
        int seen = 0;
        for (String name : line().split(",", -1)) {
            Column column = Column.BY_HEADER.get(name.strip());
            columns.add(column);
            seen += column == null ? 0 : 1;
        }
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
        Row row = new Row(answer);
        int index = 0;
        byte behind = ',';
        while (behind == ',') {
            int from = at;
            at = byteAt(at) == '"' ? behindQuotes() : behindPlain();
            Column column = index < columns.length ? columns[index] : null;
            if (column != null) {
                row.put(column, from, at);
            }
            index++;
            behind = byteAt(at++);
        }
        if (index != columns.length) {
            throw broken("show stat: a row has " + index + " fields under " + columns.length + " columns");
        }
        return row;
    }

    private int behindPlain() {
        int end = at;
        for (byte next = byteAt(end); next != ',' && next != '\n'; next = byteAt(end)) {
            end++;
        }
        return end;
    }

    // A quote inside quotes is doubled; line feeds and commas inside them belong to the value.
    private int behindQuotes() {
        int end = at + 1;
        while (true) {
            if (byteAt(end++) == '"') {
                byte next = byteAt(end);
                if (next == ',' || next == '\n') {
                    return end;
                }
                if (next != '"') {
                    throw broken("show stat: text behind a closing quote");
                }
                end++;
            }
        }
    }

    private boolean endOfAnswer() {
        if (byteAt(at) != '\n') {
            return false;
        }
        at++;
        return true;
    }

    private String line() {
        int end = answer.find('\n', at);
        if (end < 0) {
            throw cutOff();
        }
        String line = answer.text(at, end);
        at = end + 1;
        return line;
    }

    private byte byteAt(int index) {
        if (index >= answer.length()) {
            throw cutOff();
        }
        return answer.at(index);
    }

    private MalformedAnswerException cutOff() {
        return broken(
                atHttp() ? "it speaks HTTP, as a frontend does; name the stats socket" : "the answer was cut off");
    }

    private boolean atHttp() {
        return answer.length() >= HTTP.length() && answer.says(HTTP, 0, HTTP.length());
    }

    private static MalformedAnswerException broken(String message) {
        return new MalformedAnswerException(message);
    }
}
