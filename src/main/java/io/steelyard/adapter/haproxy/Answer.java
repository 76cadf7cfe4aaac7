package io.steelyard.adapter.haproxy;

import java.nio.charset.StandardCharsets;

/**
 * What HAProxy said to one line, whole. As bytes, because a reading of thousands of servers is a megabyte, of which few
 * parts are ever needed as text. Never changed once made.
 */
final class Answer {

    private final byte[] bytes;
    private final int length;

    /** @param bytes not copied; those from {@code length} on do not count */
    Answer(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    static Answer of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Answer(bytes, bytes.length);
    }

    int length() {
        return length;
    }

    /** A negative number is a byte of a letter beyond ASCII. */
    byte at(int index) {
        return bytes[index];
    }

    /** Where the letter stands next; -1 if nowhere any more. */
    int find(char ascii, int from) {
        for (int at = from; at < length; at++) {
            if (bytes[at] == ascii) {
                return at;
            }
        }
        return -1;
    }

    String text() {
        return text(0, length);
    }

    String text(int from, int end) {
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    /** True if this part is that text, of ASCII alone; may be false although it is, if the text has other letters. */
    boolean says(String ascii, int from, int end) {
        if (ascii.length() != end - from) {
            return false;
        }
        for (int at = 0; at < ascii.length(); at++) {
            if (bytes[from + at] != ascii.charAt(at)) {
                return false;
            }
        }
        return true;
    }
}
