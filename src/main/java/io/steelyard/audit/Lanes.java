package io.steelyard.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The threads that a file is written on: one, as long as the file answers. One that it does not give back is left alone, and
 * another one tries what has taken the file's place. The same file is not tried on two, so that a pipe costs one thread
 * however often it is tried, and their number is bounded: a share that hangs takes all of them, and gives them back.
 */
final class Lanes {

    private static final int MOST = 4;

    private final Path file;
    private final Scheduler timer;
    private final List<Lane> all = new ArrayList<>();

    Lanes(Path file, Scheduler first, Scheduler timer) {
        this.file = file;
        this.timer = timer;
        all.add(new Lane(first));
    }

    /** The first thread that nothing hangs on; empty if there is none, and no more may be begun. */
    synchronized Optional<Lane> free() {
        Optional<Lane> free = all.stream().filter(lane -> !lane.hangs()).findFirst();
        if (free.isEmpty() && all.size() < MOST) {
            free = Optional.of(new Lane(Schedulers.newSingle("audit", true)));
            all.add(free.get());
        }
        return free;
    }

    /** Ends those that were begun here. */
    synchronized void close() {
        all.stream().skip(1).forEach(lane -> lane.thread.dispose());
    }

    private synchronized boolean hangsOn(Object key) {
        return all.stream().anyMatch(lane -> lane.hangs() && key.equals(lane.key));
    }

    /** One of the threads, and what it does. */
    final class Lane {

        private final Scheduler thread;
        private volatile OptionalLong since = OptionalLong.empty();
        private volatile @Nullable Object key;

        private Lane(Scheduler thread) {
            this.thread = thread;
        }

        Scheduler thread() {
            return thread;
        }

        /** Begins a line; false if another thread hangs on the very same file. On the thread. */
        boolean enter() {
            since = OptionalLong.of(timer.now(TimeUnit.NANOSECONDS));
            Object found = fileKey();
            if (found != null && hangsOn(found)) {
                leave();
                return false;
            }
            key = found;
            return true;
        }

        void leave() {
            since = OptionalLong.empty();
            key = null;
        }

        /** True if it has been waited for long enough: who comes next need not wait again. */
        private boolean hangs() {
            OptionalLong began = since;
            return began.isPresent()
                    && timer.now(TimeUnit.NANOSECONDS) - began.getAsLong() >= AuditLog.PATIENCE.toNanos();
        }

        private @Nullable Object fileKey() {
            try {
                return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            } catch (IOException none) {
                return null; // that it cannot be read either, writing tells
            }
        }
    }
}
