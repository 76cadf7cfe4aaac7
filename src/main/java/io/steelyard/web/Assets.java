package io.steelyard.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files of the page: a fixed list, read once. A browser asks each time whether its copy is still the same. */
final class Assets {

    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String IMAGE = "image/svg+xml";
    private static final List<String> SCRIPTS = List.of(
            "actions.js",
            "address.js",
            "app.js",
            "attention.js",
            "config.js",
            "decisions.js",
            "endpoints.js",
            "format.js",
            "live.js",
            "manual.js",
            "policies.js",
            "rules.js",
            "spark.js",
            "whatif.js",
            "when.js");

    /** As the WebJar has it; the version is that of the pom. */
    private static final String PREACT = "/META-INF/resources/webjars/preact/10.26.4/dist/preact.module.js";

    private final Map<String, Asset> byPath = new HashMap<>();

    /** A file, and a name for just this content. */
    @SuppressWarnings("ArrayRecordComponent") // shared, never changed and never compared
    private record Asset(String contentType, byte[] bytes, String tag) {

        /** The icon that says that the server is gone cannot be asked for then. */
        String kept() {
            return contentType.equals(IMAGE) ? "max-age=86400" : "no-cache";
        }
    }

    Assets() {
        SCRIPTS.forEach(name -> add("/assets/" + name, SCRIPT, resource("assets/" + name)));
        add("/assets/preact.js", SCRIPT, resource(PREACT));
        add("/assets/icon.svg", IMAGE, resource("assets/icon.svg"));
        add("/assets/alert.svg", IMAGE, resource("assets/alert.svg"));
        add("/style.css", "text/css; charset=utf-8", resource("style.css"));
        add("/api/v1/openapi.yaml", "application/yaml", resource("openapi.yaml"));
    }

    /**
     * The file under a path; empty if there is none.
     *
     * @param known the tag of the copy that the reader has
     */
    Optional<Answer> answer(String path, @Nullable String known, boolean gzip) {
        return Optional.ofNullable(byPath.get(path)).map(asset -> {
            boolean same = asset.tag().equals(known);
            Answer answer = same
                    ? new Answer(304, asset.contentType(), false, List.of())
                    : Answer.ok(asset.contentType(), asset.bytes(), gzip);
            return answer.with("etag", asset.tag())
                    .with("cache-control", asset.kept())
                    // Not by Accept as pages: a copy that was asked for as an image is to serve any other asker too.
                    .with("vary", "Accept-Encoding");
        });
    }

    List<String> paths() {
        return byPath.keySet().stream().sorted().toList();
    }

    private void add(String path, String contentType, byte[] bytes) {
        byPath.put(path, new Asset(contentType, bytes, '"' + digest(bytes) + '"'));
    }

    private static byte[] resource(String name) {
        try (InputStream in = Objects.requireNonNull(Assets.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
