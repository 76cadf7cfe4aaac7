package io.steelyard.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Tells when a file may hold something else: by looking at it once a second, which works where the kernel's
 * notifications do not (network file systems, a Kubernetes volume whose {@code ..data} link is swapped).
 *
 * <p>A change is told once the file has looked the same twice in a row, so that one which is still being written is
 * waited for. While it is not there, nothing is told.
 */
final class FileWatch {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Path file;
    private @Nullable Look told;
    private @Nullable Look last;

    FileWatch(Path file) {
        this.file = file;
        this.told = look();
        this.last = told;
    }

    /**
     * The file as it looks from outside, links followed.
     *
     * @param key the inode, where there is one: another file under the same name
     */
    private record Look(
            FileTime modified, long size, @Nullable Object key) {}

    /** Emits each change, for ever; never fails. To be subscribed to once. */
    Flux<Path> changes(Scheduler timer) {
        return Flux.interval(INTERVAL, timer)
                .onBackpressureDrop()
                .filter(tick -> changed())
                .map(tick -> file);
    }

    /** Looks once. */
    boolean changed() {
        Look now = look();
        Look before = last;
        last = now;
        if (now == null || !now.equals(before) || now.equals(told)) {
            return false;
        }
        told = now;
        return true;
    }

    /** What is there now is known: somebody else reads it. On the thread that looks. */
    void taken() {
        told = look();
    }

    private @Nullable Look look() {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return new Look(found.lastModifiedTime(), found.size(), found.fileKey());
        } catch (IOException notThere) {
            return null; // a rename over it, or a link that is being swapped, takes a moment
        }
    }
}
