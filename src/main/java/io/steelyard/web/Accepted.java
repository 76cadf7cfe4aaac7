package io.steelyard.web;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the headers Accept and Accept-Encoding. */
final class Accepted {

    private Accepted() {}

    /** How much the reader wants this very word, 0 to 1; empty if the header does not have it. */
    static Optional<Double> quality(@Nullable String header, String word) {
        if (header == null) {
            return Optional.empty();
        }
        for (String element : header.split(",", -1)) {
            String[] parts = element.split(";", -1);
            if (parts[0].strip().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(quality(parts));
            }
        }
        return Optional.empty();
    }

    private static double quality(String[] parts) {
        for (int at = 1; at < parts.length; at++) {
            String parameter = parts[at].strip().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0; // unreadable: it is safer not to send what may not be wanted
                }
            }
        }
        return 1;
    }

    static boolean gzip(@Nullable String acceptEncoding) {
        return quality(acceptEncoding, "gzip").orElse(0.0) > 0;
    }

    /** Browsers name HTML; curl and other programs do not. */
    static boolean html(@Nullable String accept) {
        return quality(accept, "text/html").orElse(0.0)
                > quality(accept, "text/plain").orElse(0.0);
    }
}
