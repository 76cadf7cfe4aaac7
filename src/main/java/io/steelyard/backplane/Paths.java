package io.steelyard.backplane;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes paths and parameters for the wire. */
final class Paths {

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    private static final String HEX = "0123456789ABCDEF";

    private Paths() {}

    /** The path of one endpoint: slashes stay, all else that is not plain is percent-encoded. */
    static String endpoint(String pattern) {
        return "/e/" + encode(pattern(pattern), "/:@");
    }

    /** A pattern that can be addressed: not empty, and nothing that a proxy would resolve away. */
    static String pattern(String pattern) {
        if (pattern.isBlank() || pattern.startsWith("/")) {
            throw new IllegalArgumentException("pattern: '" + pattern + "' names no host, such as example.com/blog");
        }
        for (String segment : pattern.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("pattern: '" + pattern + "' may not hold the segment " + segment);
            }
        }
        return pattern;
    }

    /** A path that the caller wrote; what is percent-encoded in it stays so. */
    static String given(String path) {
        if (!path.startsWith("/") || path.startsWith("//")) {
            throw new IllegalArgumentException("path: '" + path + "' must begin with one '/'");
        }
        if (path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw new IllegalArgumentException("path: '" + path + "' may hold no '?' or '#'; give parameters apart");
        }
        for (String segment : path.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("path: '" + path + "' may not hold the segment " + segment);
            }
        }
        return encode(path, "/:@%!$&'()*+,;=");
    }

    static String query(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.entrySet().stream()
                        .map(each -> encode(each.getKey(), "") + "=" + encode(each.getValue(), ""))
                        .collect(Collectors.joining("&", "?", ""));
    }

    private static String encode(String text, String alsoPlain) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            if (PLAIN.indexOf(c) >= 0 || alsoPlain.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return encoded.toString();
    }
}
