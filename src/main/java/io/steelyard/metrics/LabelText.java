package io.steelyard.metrics;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Makes any text a label value: valid UTF-8 and of bounded length. A text that must be changed for that gets a mark made
 * of its hash, so that distinct texts stay distinct.
 */
final class LabelText {

    static final int LONGEST = 1024;
    private static final int KEPT = 1000;
    private static final int HASH_BYTES = 8;
    private static final int MARK = 1 + 2 * HASH_BYTES;

    private LabelText() {}

    static String of(String text) {
        return text.length() <= LONGEST && wellFormed(text) && !looksMarked(text) ? text : marked(text);
    }

    /** Such a text is marked again, or somebody could choose a name that comes out like another's. */
    private static boolean looksMarked(String text) {
        return text.length() > MARK && text.charAt(text.length() - MARK) == '…';
    }

    /** False if a surrogate stands alone: UTF-8 has no bytes for it, and writers put "?" for every such one. */
    private static boolean wellFormed(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && at + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(at + 1));
                if (!pair) {
                    return false;
                }
                at++;
            }
        }
        return true;
    }

    private static String marked(String text) {
        String start = text.substring(0, Math.min(text.length(), KEPT));
        return new String(start.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8) + "…" + hash(text);
    }

    private static String hash(String text) {
        try {
            // The characters as they are: an encoder would make all lone surrogates the same.
            ByteBuffer characters = ByteBuffer.allocate(text.length() * Character.BYTES);
            characters.asCharBuffer().put(text);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(characters.array());
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
