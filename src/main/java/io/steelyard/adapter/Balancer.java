package io.steelyard.adapter;

import io.steelyard.actuator.Actuator;
import io.steelyard.actuator.Provisioning;
import io.steelyard.actuator.Turns;
import io.steelyard.source.Source;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A balancer that an adapter speaks to.
 *
 * @param name for logs and as the snapshots' source
 * @param source reads it
 * @param actuator writes its weights
 * @param provisioning makes endpoints and routes, where it can
 * @param turns whoever writes to the balancer takes one
 * @param close releases connections; completes when done
 */
public record Balancer(
        String name,
        Source source,
        Actuator actuator,
        Optional<Provisioning> provisioning,
        Turns turns,
        Mono<Void> close) {

    private static final int MOST_WAITING = 100;

    /**
     * One that nobody writes to yet.
     *
     * @param name for logs and as the snapshots' source
     * @param source reads it
     * @param actuator writes its weights
     * @param provisioning makes endpoints and routes, where it can
     * @param close releases connections; completes when done
     */
    public Balancer(
            String name, Source source, Actuator actuator, Optional<Provisioning> provisioning, Mono<Void> close) {
        this(name, source, actuator, provisioning, new Turns(MOST_WAITING, Schedulers.parallel()), close);
    }

    /**
     * The same, read in another way.
     *
     * @param other reads the same balancer
     * @return one whose writers take the same turns
     */
    public Balancer with(Source other) {
        return new Balancer(name, other, actuator, provisioning, turns, close);
    }
}
