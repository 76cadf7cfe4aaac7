package io.steelyard.actuator;

import io.steelyard.model.Decision;
import io.steelyard.model.Outcome;
import reactor.core.publisher.Mono;

/** What every write goes through. The Mono is cold and never fails: whatever happens is an {@link Outcome}. */
@FunctionalInterface
public interface Gate {

    Mono<Outcome> apply(Decision.Reweigh decision);
}
