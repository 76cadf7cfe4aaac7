package io.steelyard.agent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * One thread for work that is short but may hang, such as a look at a file on a share that is dead. When something has
 * waited for {@link #PATIENCE}, another thread takes all that waits, in its order; the one that hangs ends when it comes back.
 * So there are as many threads as tasks that hang, and one: who gives a task that hangs gives it once.
 *
 * <p>Safe for use by several threads. Its threads do not keep the program from ending.
 */
final class Relay implements Executor, Disposable {

    static final Duration PATIENCE = Duration.ofSeconds(1);

    private final String name;
    private final Scheduler timer;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private ExecutorService thread;

    /** @param timer wakes it, and is not kept */
    Relay(String name, Scheduler timer) {
        this.name = name;
        this.timer = timer;
        this.thread = begin();
    }

    private ExecutorService begin() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread begun = new Thread(task, name);
            begun.setDaemon(true);
            return begun;
        });
    }

    @Override
    public synchronized void execute(Runnable task) {
        waiting.add(task);
        give(task);
    }

    private void give(Runnable task) {
        ExecutorService to = thread;
        to.execute(this::next);
        timer.schedule(() -> relieve(to, task), PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void next() {
        Runnable task = taken();
        if (task != null) {
            task.run();
        }
    }

    /** Null where another thread was quicker. */
    private synchronized @Nullable Runnable taken() {
        return waiting.poll();
    }

    private synchronized void relieve(ExecutorService from, Runnable task) {
        if (thread == from && waiting.contains(task) && !from.isShutdown()) {
            thread = begin();
            from.shutdown();
            waiting.forEach(this::give);
        }
    }

    @Override
    public synchronized void dispose() {
        thread.shutdown();
    }
}
