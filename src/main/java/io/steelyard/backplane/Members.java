package io.steelyard.backplane;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The members of one kind of object, in the order in which they mostly come. A name is compared first with the bytes
 * of the next expected one, which nearly always is it; then it is looked up exactly, then ignoring case.
 */
final class Members {

    static final int END = -1;
    static final int OTHER = -2;

    private final List<String> names;
    private final SerializedString[] expected;
    private final Map<String, Integer> exact = new HashMap<>();
    private final Map<String, Integer> folded = new HashMap<>();

    Members(String... names) {
        this.names = List.of(names);
        this.expected = new SerializedString[names.length];
        for (int at = 0; at < names.length; at++) {
            expected[at] = new SerializedString(names[at]);
            exact.put(names[at], at);
            folded.put(names[at].toLowerCase(Locale.ROOT), at);
        }
    }

    String name(int member) {
        return names.get(member);
    }

    /** Goes on to the next name; its index, or {@link #OTHER}, or {@link #END} of the object. */
    int next(JsonParser json, int last) throws IOException {
        int guess = last + 1 < expected.length && last >= END ? last + 1 : 0;
        if (json.nextFieldName(expected[guess])) {
            return guess;
        }
        return json.currentToken() == JsonToken.FIELD_NAME ? find(json.currentName()) : END;
    }

    private int find(String name) {
        Integer found = exact.get(name);
        if (found == null) {
            found = folded.get(name.toLowerCase(Locale.ROOT));
        }
        return found == null ? OTHER : found;
    }
}
