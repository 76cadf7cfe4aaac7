package io.steelyard.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value that nobody may see. It appears in no text but that of {@link #reveal}. Immutable; compared in constant time.
 */
public final class Secret {

    private static final int LIMIT = 64 * 1024;

    private final String value;
    private final @Nullable Path file;

    private Secret(String value, @Nullable Path file) {
        this.value = value;
        this.file = file;
        if (value.isEmpty()) {
            throw new IllegalArgumentException("is empty; put the secret there");
        }
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("holds a line break or control character; leave only the secret there");
        }
    }

    /**
     * A secret that was given as text.
     *
     * @throws IllegalArgumentException when it is empty or has control characters, never with the value in it
     */
    public static Secret of(String value) {
        return new Secret(value, null);
    }

    /**
     * Reads it from a file, without white space at both ends. Blocks.
     *
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException as {@link #of}
     */
    public static Secret in(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                throw new IllegalArgumentException("is larger than 64KB; leave only the secret there");
            }
            return new Secret(new String(bytes, StandardCharsets.UTF_8).strip(), file);
        } catch (NoSuchFileException e) {
            throw new IOException("no such file", e);
        }
    }

    /** The value itself; hand it to nothing that writes. */
    public String reveal() {
        return value;
    }

    /** The file it came from, if it came from one. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /**
     * Reads the file again; a secret without a file is returned as it is. Blocks.
     *
     * @throws IOException when the file cannot be read; this one stays valid
     */
    public Secret reread() throws IOException {
        return file == null ? this : in(file);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
    }

    private byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "<secret>";
    }
}
