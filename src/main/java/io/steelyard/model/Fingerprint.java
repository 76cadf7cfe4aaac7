package io.steelyard.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Names a whole vector of weights in a few characters: equal vectors have equal names, and others other ones. */
public final class Fingerprint {

    private Fingerprint() {}

    /** The first half of the SHA-256 of {@code id NUL weight NUL} of each route, in the order of their ids, in hex. */
    public static String of(Map<String, Integer> weights) {
        MessageDigest digest = sha256();
        new TreeMap<>(weights).forEach((route, weight) -> {
            digest.update(route.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(weight.toString().getBytes(StandardCharsets.US_ASCII));
            digest.update((byte) 0);
        });
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
