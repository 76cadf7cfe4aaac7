package io.steelyard.web.backplane;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Entity tags: the same tag means the same bytes. */
final class Tag {

    private Tag() {}

    static Mono<String> of(Flux<byte[]> body) {
        return body.collect(Tag::sha256, MessageDigest::update)
                .map(digest -> "\"" + HexFormat.of().formatHex(digest.digest(), 0, 16) + "\"");
    }

    /** True if an {@code If-None-Match} names the tag, weak or not, or any. */
    static boolean matches(String known, String tag) {
        return Arrays.stream(known.split(",", -1))
                .map(String::strip)
                .map(each -> each.startsWith("W/") ? each.substring(2) : each)
                .anyMatch(each -> each.equals(tag) || each.equals("*"));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
