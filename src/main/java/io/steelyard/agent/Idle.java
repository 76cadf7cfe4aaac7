package io.steelyard.agent;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Waits for single threads. */
final class Idle {

    private Idle() {}

    /**
     * Completes when each, one after the other, has done what it was given before, also what those before it gave it. One
     * that was disposed of is not waited for.
     */
    static Mono<Void> each(List<Scheduler> threads) {
        return Flux.fromIterable(threads).concatMap(Idle::one).then();
    }

    private static Mono<Void> one(Scheduler thread) {
        return Mono.<Void>fromRunnable(() -> {})
                .subscribeOn(thread)
                .onErrorResume(RejectedExecutionException.class, gone -> Mono.empty());
    }
}
