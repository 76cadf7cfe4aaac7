package io.steelyard.backplane;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks the members of one object after the other, all of one kind, and reads their values. A value that cannot be
 * read is counted, named in {@link #unknown}, and empty.
 */
final class Fields {

    private static final OptionalLong[] SMALL = new OptionalLong[1024];
    // Times before the year 2 mean "not set".
    private static final Instant YEAR_2 = Instant.parse("0002-01-01T00:00:00Z");

    static {
        for (int value = 0; value < SMALL.length; value++) {
            SMALL[value] = OptionalLong.of(value);
        }
    }

    private final JsonParser json;
    private final Members members;
    private final String where;
    private final Tallies tallies;
    private int member;
    private int seen;
    private @Nullable Set<String> unknown;

    Fields(JsonParser json, Members members, String where, Tallies tallies) {
        this.json = json;
        this.members = members;
        this.where = where;
        this.tallies = tallies;
    }

    /** Begins a new object, whose start the parser stands on. */
    Fields open() {
        member = Members.END;
        seen = 0;
        unknown = null;
        return this;
    }

    /** Goes on to the value of the next member that is known; false at the end of the object. */
    boolean next() throws IOException {
        int found = members.next(json, member);
        while (found == Members.OTHER) {
            json.nextToken();
            json.skipChildren();
            found = members.next(json, member);
        }
        if (found == Members.END) {
            return false;
        }
        member = found;
        seen |= 1 << found;
        json.nextToken();
        return true;
    }

    int member() {
        return member;
    }

    /** Counts these members as odd if they have not been there. */
    void require(int... wanted) {
        for (int each : wanted) {
            if ((seen & 1 << each) == 0) {
                odd(each, "missing");
            }
        }
    }

    Set<String> unknown() {
        return unknown == null ? Set.of() : unknown;
    }

    String text() throws IOException {
        return json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : unreadable("");
    }

    /** A text that probably stood there before. */
    String text(Texts known) throws IOException {
        return json.currentToken() == JsonToken.VALUE_STRING ? known.text(json) : unreadable("");
    }

    OptionalLong whole() throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || json.getNumberType() == NumberType.BIG_INTEGER) {
            return unreadable(OptionalLong.empty());
        }
        long value = json.getLongValue();
        if (value < 0) {
            return unreadable(OptionalLong.empty());
        }
        return value < SMALL.length ? SMALL[(int) value] : OptionalLong.of(value);
    }

    double number() throws IOException {
        JsonToken token = json.currentToken();
        if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
            return unreadable(0.0);
        }
        double value = json.getDoubleValue();
        return Double.isFinite(value) ? value : unreadable(0.0);
    }

    boolean flag() throws IOException {
        JsonToken token = json.currentToken();
        return token == JsonToken.VALUE_TRUE || (token != JsonToken.VALUE_FALSE && unreadable(false));
    }

    Optional<Instant> time(Times times) throws IOException {
        Instant time = json.currentToken() == JsonToken.VALUE_STRING
                ? times.read(json.getTextCharacters(), json.getTextOffset(), json.getTextLength())
                : null;
        if (time == null) {
            return unreadable(Optional.empty());
        }
        return time.isBefore(YEAR_2) ? Optional.empty() : Optional.of(time);
    }

    /** Counts the value as odd, goes past it, and gives what stands for it. */
    <T> T unreadable(T empty) throws IOException {
        json.skipChildren();
        odd(member, "unreadable");
        return empty;
    }

    private void odd(int which, String how) {
        if (unknown == null) {
            unknown = new LinkedHashSet<>();
        }
        unknown.add(members.name(which));
        tallies.count(where + members.name(which) + ": " + how);
    }

    /** True if the value is a list, false if it is null; anything else is a structural fault. */
    boolean list() throws IOException {
        return opens(JsonToken.START_ARRAY, "a list");
    }

    /** True if the value is an object, false if it is null; anything else is a structural fault. */
    boolean object() throws IOException {
        return opens(JsonToken.START_OBJECT, "an object");
    }

    private boolean opens(JsonToken start, String kind) throws IOException {
        if (json.currentToken() != start && json.currentToken() != JsonToken.VALUE_NULL) {
            throw new Malformed(where + members.name(member) + " is not " + kind);
        }
        return json.currentToken() == start;
    }

    /** Goes on to the next object of a list, past nulls, which are counted; false at the end of the list. */
    boolean nextElement() throws IOException {
        JsonToken token = json.nextToken();
        while (token == JsonToken.VALUE_NULL) {
            tallies.count(where + members.name(member) + "[]: null");
            token = json.nextToken();
        }
        if (token != JsonToken.START_OBJECT && token != JsonToken.END_ARRAY) {
            throw new Malformed(where + members.name(member) + " holds something else than objects");
        }
        return token == JsonToken.START_OBJECT;
    }
}
