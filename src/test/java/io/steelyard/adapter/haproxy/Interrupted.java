package io.steelyard.adapter.haproxy;

import io.steelyard.actuator.Actuator;
import io.steelyard.model.Capabilities;
import io.steelyard.model.InForce;
import io.steelyard.model.Weights;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Something happens right after each write, before it is read back. */
record Interrupted(Actuator actuator, Runnable happens) implements Actuator {

    @Override
    public Capabilities capabilities() {
        return actuator.capabilities();
    }

    @Override
    public Mono<Map<String, Integer>> weights(String pattern) {
        return actuator.weights(pattern);
    }

    @Override
    public Mono<InForce> inForce(String pattern) {
        return actuator.inForce(pattern);
    }

    @Override
    public Mono<Void> shape(String pattern, Weights weights) {
        return actuator.shape(pattern, weights);
    }

    @Override
    public Mono<InForce> shape(String pattern, InForce expected, Weights weights) {
        Mono<Void> then = Mono.fromRunnable(happens);
        return actuator.shape(pattern, expected, weights)
                .flatMap(
                        written -> then.subscribeOn(Schedulers.boundedElastic()).thenReturn(written));
    }
}
