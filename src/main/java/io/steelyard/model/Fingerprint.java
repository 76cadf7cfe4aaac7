package io.steelyard.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names a whole vector of weights, or several texts, in a few characters: what is equal has equal names, and else other ones. */
public final class Fingerprint {

    private Fingerprint() {}

    /** The first half of the SHA-256 of {@code id NUL weight NUL} of each route, in the order of their ids, in hex. */
    public static String of(Map<String, Integer> weights) {
        List<String> texts = new ArrayList<>();
        new TreeMap<>(weights).forEach((route, weight) -> {
            texts.add(route);
            texts.add(weight.toString());
        });
        return of(texts);
    }

    /** The first half of the SHA-256 of {@code text NUL} of each, in hex. */
    public static String of(List<String> texts) {
        MessageDigest digest = sha256();
        texts.forEach(text -> {
            digest.update(text.getBytes(StandardCharsets.UTF_8));
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
