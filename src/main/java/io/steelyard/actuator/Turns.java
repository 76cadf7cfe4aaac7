package io.steelyard.actuator;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Lets one work at a time, in the order of asking: all who write to a balancer through this process share one, so that
 * nobody's write falls between what another reads and then writes. A work that is cancelled while it waits leaves the
 * queue; one that is cancelled at work ends its turn. Thread-safe.
 */
public final class Turns {

    private final int mostWaiting;
    private final Scheduler scheduler;
    private final Queue<Turn> waiting = new ArrayDeque<>();
    private boolean taken;

    /**
     * @param mostWaiting how many may wait; those beyond fail at once
     * @param scheduler where those go on that had to wait: not inside the end of the one before
     */
    public Turns(int mostWaiting, Scheduler scheduler) {
        this.mostWaiting = mostWaiting;
        this.scheduler = scheduler;
    }

    /**
     * The work, in its turn; fails with {@link RejectedExecutionException} if too many wait already.
     *
     * @param <T> what the work gives
     * @param work subscribed to when its turn has come; its end, however it ends, is the end of the turn
     * @return what the work gives
     */
    public <T> Mono<T> take(Mono<T> work) {
        return Mono.defer(() -> {
            Turn turn = new Turn();
            return queue(turn).then(work).doFinally(signal -> leave(turn));
        });
    }

    private synchronized Mono<Void> queue(Turn turn) {
        if (!taken) {
            taken = true;
            turn.mine = true;
            return Mono.empty();
        }
        if (waiting.size() >= mostWaiting) {
            return Mono.error(
                    new RejectedExecutionException("too many writes at once: " + mostWaiting + " are waiting already"));
        }
        waiting.add(turn);
        return turn.come.asMono().publishOn(scheduler);
    }

    private void leave(Turn turn) {
        Turn next = turnAfter(turn);
        if (next != null) {
            next.come.tryEmitEmpty();
        }
    }

    private synchronized @Nullable Turn turnAfter(Turn turn) {
        if (!turn.mine) {
            waiting.remove(turn);
            return null;
        }
        Turn next = waiting.poll();
        if (next == null) {
            taken = false;
        } else {
            next.mine = true;
        }
        return next;
    }

    private static final class Turn {
        final Sinks.Empty<Void> come = Sinks.empty();

        /** Guarded by the lock of the outer object. */
        boolean mine;
    }
}
