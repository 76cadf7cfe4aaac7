package io.steelyard.adapter;

import io.steelyard.actuator.Actuator;
import io.steelyard.actuator.Provisioning;
import io.steelyard.source.Source;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * A balancer that an adapter speaks to.
 *
 * @param name for logs and as the snapshots' source
 * @param source reads it
 * @param actuator writes its weights
 * @param provisioning makes endpoints and routes, where it can
 * @param close releases connections; completes when done
 */
public record Balancer(
        String name, Source source, Actuator actuator, Optional<Provisioning> provisioning, Mono<Void> close) {}
