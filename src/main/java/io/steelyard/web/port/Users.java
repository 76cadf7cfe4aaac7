package io.steelyard.web.port;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Users with passwords, as HTTP Basic sends them. Checking one takes a tenth of a second on purpose; what was found is
 * remembered, as a digest, so that a page that asks every second costs nothing.
 */
public final class Users {

    /** Of no password: compared with when there is no such user, so that it takes as long. */
    private static final WebConfig.Hash NOBODY =
            new WebConfig.Hash("$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi");

    private static final int REMEMBERED = 100;
    private static final String BASIC = "Basic ";

    private final Map<String, WebConfig.Hash> hashes;
    private final Map<String, Boolean> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    Users(Map<String, WebConfig.Hash> hashes) {
        this.hashes = Map.copyOf(hashes);
    }

    /** True if anybody may come in. */
    public boolean isOpen() {
        return hashes.isEmpty();
    }

    /**
     * The user's name if the header has a right password. Takes long, so that it must not be called where nothing may
     * block; one caller at a time, so that strangers cannot use up the processors.
     */
    public synchronized Optional<String> admit(@Nullable String header) {
        Optional<String[]> pair = pair(header);
        if (pair.isEmpty()) {
            return Optional.empty();
        }
        String name = pair.get()[0];
        String hash = hashes.getOrDefault(name, NOBODY).text();
        String password = pair.get()[1];
        boolean right = known.computeIfAbsent(digest(name, hash, password), key -> matches(password, hash));
        return right && hashes.containsKey(name) ? Optional.of(name) : Optional.empty();
    }

    private static boolean matches(String password, String hash) {
        try {
            // Longer ones are cut at 72 bytes, as others do.
            return BCrypt.verifyer(
                            BCrypt.Version.VERSION_2A, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2A))
                    .verify(password.toCharArray(), hash.toCharArray())
                    .verified;
        } catch (RuntimeException unreadable) {
            return false;
        }
    }

    private static Optional<String[]> pair(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        try {
            byte[] bytes =
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
            String text = new String(bytes, StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new String[] {text.substring(0, colon), text.substring(colon + 1)});
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static String digest(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return "Users" + hashes.keySet();
    }
}
