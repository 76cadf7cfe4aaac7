package io.steelyard.metrics;

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

    private LabelText() {}

    static String of(String text) {
        return text.length() <= LONGEST && wellFormed(text) ? text : marked(text);
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
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_16BE));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
