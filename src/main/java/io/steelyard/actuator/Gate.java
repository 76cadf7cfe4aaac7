package io.steelyard.actuator;

import io.steelyard.model.Decision;
import io.steelyard.model.Outcome;
import reactor.core.publisher.Mono;

/** What every write goes through. The Mono is cold and never fails: whatever happens is an {@link Outcome}. */
@FunctionalInterface
public interface Gate {

    /**
     * Writes what was decided, or says why not. Each subscription is a write of its own.
     *
     * @param decision the weights, and those that they were computed from
     * @return what came of it; exactly one
     */
    Mono<Outcome> apply(Decision.Reweigh decision);
}
