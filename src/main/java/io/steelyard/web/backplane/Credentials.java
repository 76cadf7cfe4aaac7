package io.steelyard.web.backplane;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who is let in: HTTP Basic with the token as user; the password does not count. */
final class Credentials {

    private static final String SCHEME = "Basic ";

    private final Supplier<String> token;

    Credentials(Supplier<String> token) {
        this.token = token;
    }

    /** The token, if the header carries it. How long that takes says nothing about the token. */
    Optional<String> admit(@Nullable String header) {
        String expected = token.get();
        boolean same = MessageDigest.isEqual(digest(expected), digest(user(header)));
        return same && !expected.isEmpty() ? Optional.of(expected) : Optional.empty();
    }

    /** For removing it from what is written anywhere. */
    String token() {
        return token.get();
    }

    private static String user(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return "";
        }
        try {
            byte[] pair =
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
            String text = new String(pair, StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0 ? text : text.substring(0, colon);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return "Credentials[<secret>]";
    }
}
