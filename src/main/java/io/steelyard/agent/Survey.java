package io.steelyard.agent;

import io.steelyard.adapter.Balancer;
import io.steelyard.backplane.CallListener;
import io.steelyard.config.BalancerSettings;
import io.steelyard.config.HaproxySettings;
import io.steelyard.config.PollSettings;
import io.steelyard.model.Snapshot;
import io.steelyard.source.Room;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
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

    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /** Looks when subscribed to; fails with a message for people if the balancer cannot be read. */
    public static Mono<Survey> of(BalancerSettings settings) {
        return Mono.using(() -> Schedulers.newSingle("timer"), timer -> look(settings, timer), Scheduler::dispose);
    }

    private static Mono<Survey> look(BalancerSettings settings, Scheduler timer) {
        SystemTime time = new SystemTime();
        // A first reading of a cold JVM takes longer than the daemon's will.
        PollSettings patient = new PollSettings(PATIENCE, PATIENCE);
        return Mono.usingWhen(
                Mono.fromSupplier(
                        () -> Balancers.open(once(settings), patient, Survey::room, CallListener.NONE, time, timer)),
                balancer -> balancer.source()
                        .read()
                        .onErrorComplete() // whether that matters, the second one tells
                        .then(Mono.defer(() -> timed(balancer, time)))
                        .timeout(PATIENCE.multipliedBy(2), timer)
                        .onErrorMap(
                                TimeoutException.class,
                                late -> new IllegalStateException(
                                        "no answer within "
                                                + PATIENCE.multipliedBy(2).toSeconds() + "s",
                                        late)),
                Balancer::close);
    }

    /** Nothing is remembered, but what is too large for a daemon here is too large to be looked at. */
    private static Room room() {
        return new Room(Runtime.getRuntime().maxMemory(), 1);
    }

    /** One reading of the requests in flight is enough, and need not be spread over the time that there is. */
    private static BalancerSettings once(BalancerSettings settings) {
        return new BalancerSettings(
                settings.type(),
                settings.backplane(),
                settings.haproxy()
                        .map(haproxy -> new HaproxySettings(haproxy.socket(), haproxy.proxies(), haproxy.routeBy(), 1)),
                settings.simulator());
    }

    private static Mono<Survey> timed(Balancer balancer, SystemTime time) {
        Duration start = time.now().elapsed();
        return balancer.source()
                .read()
                .map(snapshot -> new Survey(
                        balancer.name(), snapshot, time.now().elapsed().minus(start)));
    }
}
