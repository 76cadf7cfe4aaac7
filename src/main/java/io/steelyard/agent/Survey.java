package io.steelyard.agent;

import io.steelyard.adapter.Balancer;
import io.steelyard.backplane.CallListener;
import io.steelyard.config.BalancerSettings;
import io.steelyard.config.PollSettings;
import io.steelyard.model.Snapshot;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One look at a balancer, outside of any daemon; it only reads.
 *
 * @param balancer its name
 * @param snapshot what is there
 * @param took how long the reading took, classes and connections being there already
 */
public record Survey(String balancer, Snapshot snapshot, Duration took) {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Looks when subscribed to; fails with a message for people if the balancer cannot be read. */
    public static Mono<Survey> of(BalancerSettings settings) {
        return Mono.using(() -> Schedulers.newSingle("timer"), timer -> look(settings, timer), Scheduler::dispose);
    }

    private static Mono<Survey> look(BalancerSettings settings, Scheduler timer) {
        SystemTime time = new SystemTime();
        // A first reading of a cold JVM takes longer than the daemon's will.
        PollSettings patient = new PollSettings(PATIENCE, PATIENCE);
        return Mono.usingWhen(
                Mono.fromSupplier(() -> Balancers.open(settings, patient, CallListener.NONE, time, timer)),
                balancer -> balancer.source()
                        .read()
                        .onErrorComplete() // whether that matters, the second one tells
                        .then(Mono.defer(() -> timed(balancer, time)))
                        .timeout(PATIENCE.multipliedBy(3), timer),
                Balancer::close);
    }

    private static Mono<Survey> timed(Balancer balancer, SystemTime time) {
        Duration start = time.now().elapsed();
        return balancer.source()
                .read()
                .map(snapshot -> new Survey(
                        balancer.name(), snapshot, time.now().elapsed().minus(start)));
    }
}
