package io.steelyard.web.backplane;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Paths and patterns, as a client may write them. */
final class RequestPath {

    private static final int LONGEST_PATTERN = 2048;
    private static final List<String> DOTS = List.of(".", "..");

    private RequestPath() {}

    /** The path of a request target, raw, without the query. */
    static String path(String target) {
        int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
        int slash = scheme < 0 ? 0 : target.indexOf('/', scheme + 3);
        String path = slash < 0 ? "/" : target.substring(slash);
        int end = path.indexOf('?');
        return end < 0 ? path : path.substring(0, end);
    }

    /** A pattern in a path: its slashes may be raw or percent-encoded. */
    static String pattern(String raw) {
        return checked(decode(raw));
    }

    /** A pattern that could be one: a host with an optional path. */
    static String checked(String pattern) {
        if (pattern.isEmpty()) {
            throw Problem.malformed("Pattern is missing; it is a host with an optional path");
        }
        if (pattern.length() > LONGEST_PATTERN) {
            throw Problem.malformed("Pattern of " + pattern.length() + " characters is longer than " + LONGEST_PATTERN);
        }
        if (pattern.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c))
                || Arrays.stream(pattern.split("/", -1)).anyMatch(DOTS::contains)) {
            throw Problem.malformed("Pattern " + pattern + " is not a host with an optional path:"
                    + " it may hold neither blanks nor . or .. between slashes");
        }
        return pattern;
    }

    private static String decode(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(hex(raw, i + 1) << 4 | hex(raw, i + 2));
                i += 2;
            } else {
                // Netty reads the request line as one byte a character.
                bytes.write(c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw Problem.malformed("path is not UTF-8");
        }
    }

    private static int hex(String raw, int at) {
        int digit = at < raw.length() ? Character.digit(raw.charAt(at), 16) : -1;
        if (digit < 0) {
            throw Problem.malformed("path has a % without two hexadecimal digits");
        }
        return digit;
    }
}
