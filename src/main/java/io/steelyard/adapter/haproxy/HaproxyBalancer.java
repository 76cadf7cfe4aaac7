package io.steelyard.adapter.haproxy;

import io.steelyard.adapter.Balancer;
import io.steelyard.model.TimeSource;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Makes a {@link Balancer} of an HAProxy. Nothing is opened before the first reading or write. */
public final class HaproxyBalancer {

    static final String NAME = "haproxy";

    private HaproxyBalancer() {}

    /**
     * A balancer without provisioning: HAProxy's proxies and servers come from its configuration.
     *
     * @param time stamps the readings
     * @param timer spreads the readings of a poll and ends commands that take too long
     */
    public static Balancer of(HaproxyConnection settings, TimeSource time, Scheduler timer) {
        StatsSocket socket = new StatsSocket(settings, timer);
        Statistics statistics = new Statistics(socket, settings.proxies(), time);
        Routing routing = new Routing(settings.routeBy());
        return new Balancer(
                NAME,
                new HaproxySource(settings, statistics, routing, timer),
                new HaproxyActuator(socket, statistics, routing),
                Optional.empty(),
                // Each command has a connection of its own, which it closes.
                Mono.empty());
    }
}
