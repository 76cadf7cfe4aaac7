package io.steelyard.adapter.haproxy;

import io.steelyard.model.Snapshot;
import io.steelyard.source.Source;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Takes several readings a poll, because the requests in flight at one moment are too noisy to steer by: with a single
 * reading a second no controller comes to rest.
 *
 * <p>It keeps, for all who read it together: the last {@link Baselines}, from which rates are counted over a window
 * however often and by how many it is read, so that the first reading has none; the name of the process last seen; what
 * it has warned of; and what it told in words last time.
 */
final class HaproxySource implements Source {

    // So many rows a poll cost HAProxy some milliseconds.
    private static final int MOST_ROWS = 1600;

    // Polls are further apart than the time that their readings are spread over, and rates of less are noise.
    private static final Duration SHORTEST_WINDOW = Duration.ofMillis(700);

    private final HaproxyConnection settings;
    private final Statistics statistics;
    private final Routing routing;
    private final Scheduler timer;
    private final Incarnations incarnations = new Incarnations();
    private final Warnings warnings = new Warnings();
    private final Baselines baselines;
    private final Duration patience;
    private volatile Descriptions descriptions;

    HaproxySource(HaproxyConnection settings, Statistics statistics, Routing routing, Scheduler timer) {
        this.settings = settings;
        this.statistics = statistics;
        this.routing = routing;
        this.timer = timer;
        this.patience = patience(settings);
        this.descriptions = Descriptions.first(routing);
        this.baselines =
                new Baselines(settings.spread().compareTo(SHORTEST_WINDOW) > 0 ? settings.spread() : SHORTEST_WINDOW);
    }

    // How long a poll waits for its readings: half way from when the last one is due to when the poll is given up.
    private static Duration patience(HaproxyConnection settings) {
        Duration left = settings.timeout().minus(settings.spread());
        boolean within = left.compareTo(Duration.ZERO) > 0;
        return settings.spread().plus(within ? left.dividedBy(2) : settings.timeout());
    }

    // Whoever waits for a reading that is late loses those that are there, and is blind to a slow HAProxy.
    @Override
    public Mono<Snapshot> read() {
        return statistics
                .sample()
                .timed(timer)
                .flatMap(first -> following(first.get())
                        .take(patience.minus(first.elapsedSinceSubscription()), timer)
                        .collectList()
                        .map(rest -> snapshot(first.get(), rest)))
                .name("haproxy.read")
                .checkpoint("haproxy.read");
    }

    // A reading that is late drops the next one, so a slow HAProxy is read less often.
    private Flux<Sample> following(Sample first) {
        int readings = readings(first.rows());
        if (readings == 1) {
            return Flux.empty();
        }
        Duration gap = settings.spread().dividedBy(readings - 1);
        return Flux.interval(gap, timer)
                .take(readings - 1)
                .onBackpressureDrop()
                .concatMap(tick -> statistics.sample(), 0);
    }

    int readings(int rows) {
        int affordable = Math.max(2, MOST_ROWS / Math.max(1, rows));
        return Math.min(settings.samples(), affordable);
    }

    private Snapshot snapshot(Sample first, List<Sample> rest) {
        Descriptions told = descriptions.next();
        Poll poll = new Poll(routing, told);
        poll.add(first);
        rest.forEach(poll::add);
        Sample last = poll.last();
        last.proxies()
                .forEach(proxy -> Algorithms.warning(proxy)
                        .ifPresent(text -> warnings.once(proxy.name() + proxy.algorithm(), text)));
        String incarnation = incarnations.of(last.instance(), last.at());
        Snapshot snapshot = poll.snapshot(incarnation, baselines.before(last));
        descriptions = told;
        return snapshot;
    }
}
