package io.steelyard.source;

import io.steelyard.model.Snapshot;
import reactor.core.publisher.Mono;

/**
 * Reads a balancer. Adapters implement it.
 *
 * <p>The Mono is cold: each subscription is one attempt, without a retry inside, and may be cancelled at any time. It
 * emits exactly one snapshot or fails with a {@link ReadException}; other errors count as
 * {@link io.steelyard.model.Observation.Cause#OTHER}. It never blocks the subscriber's thread and may emit on any
 * thread. The caller sets the deadline. A reading that takes several steps still describes one state: a part that
 * cannot be read makes the whole fail.
 */
@FunctionalInterface
public interface Source {

    /**
     * Asks the balancer for all that it tells, once.
     *
     * @return one snapshot, or a {@link ReadException}
     */
    Mono<Snapshot> read();
}
