package io.steelyard.actuator;

import io.steelyard.model.Decision;
import io.steelyard.model.Outcome;
import io.steelyard.model.TimeSource;
import reactor.core.publisher.Mono;

/** Writes nothing; for the mode that only proposes. */
public final class DryRun implements Gate {

    private final TimeSource time;

    /**
     * Every decision is an {@link Outcome.Rehearsed} of the moment.
     *
     * @param time when that is
     */
    public DryRun(TimeSource time) {
        this.time = time;
    }

    @Override
    public Mono<Outcome> apply(Decision.Reweigh decision) {
        return Mono.fromSupplier(() -> new Outcome.Rehearsed(decision, time.now(), time.now()));
    }
}
