package io.steelyard.agent;

import io.steelyard.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A secret that is read again when its file has changed, so that a token can be rotated without a restart. While the
 * file cannot be read, the last good one stays. Looking at a local file is the only work done on the caller's thread.
 */
final class Token implements Supplier<String> {

    private static final Logger LOG = LoggerFactory.getLogger(Token.class);

    private Secret secret;
    private @Nullable FileTime changed;

    Token(Secret secret) {
        this.secret = secret;
        this.changed = secret.file().map(Token::modified).orElse(null);
    }

    @Override
    public synchronized String get() {
        Optional<Path> file = secret.file();
        FileTime now = file.map(Token::modified).orElse(null);
        if (file.isPresent() && now != null && !now.equals(changed)) {
            changed = now;
            reread(file.get());
        }
        return secret.reveal();
    }

    private void reread(Path file) {
        try {
            secret = secret.reread();
            LOG.info("{} changed: the token in it is used from now on", file);
        } catch (IOException | IllegalArgumentException fault) {
            LOG.warn("{} changed, but {}; the token of before stays in use", file, fault.getMessage());
        }
    }

    private static @Nullable FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return null; // a rename over it takes a moment; the next call looks again
        }
    }
}
