package io.steelyard.backplane;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Arrays;

/**
 * Gives the same String for the same text, of texts that come again and again: owners, states, cities. A small table
 * in which a newcomer replaces what stands at its place; it only saves memory and time, it never decides anything.
 */
final class Texts {

    private static final int SIZE = 1024;

    private final char[][] chars = new char[SIZE][];
    private final String[] strings = new String[SIZE];

    String text(JsonParser json) throws IOException {
        int length = json.getTextLength();
        if (length == 0) {
            return "";
        }
        char[] from = json.getTextCharacters();
        int start = json.getTextOffset();
        int slot = slot(from, start, length);
        char[] known = chars[slot];
        if (known == null || !Arrays.equals(known, 0, known.length, from, start, start + length)) {
            chars[slot] = Arrays.copyOfRange(from, start, start + length);
            strings[slot] = new String(from, start, length);
        }
        return strings[slot];
    }

    /** Looks at the length and a few characters only; equal texts have equal slots. */
    private static int slot(char[] from, int start, int length) {
        int hash = length;
        for (int at = start; at < start + Math.min(length, 12); at++) {
            hash = 31 * hash + from[at];
        }
        hash = 31 * hash + from[start + length - 1];
        return (hash ^ hash >>> 10) & SIZE - 1;
    }
}
