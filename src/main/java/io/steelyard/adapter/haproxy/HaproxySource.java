package io.steelyard.adapter.haproxy;

import io.steelyard.model.Snapshot;
import io.steelyard.source.Source;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Takes several readings a poll, because the requests in flight at one moment are too noisy to steer by: with a single
 * reading a second no controller comes to rest. Rates are what the counters gained since the poll before, so the first
 * poll has none.
 */
final class HaproxySource implements Source {

    // So many rows a poll cost HAProxy some milliseconds.
    private static final int MOST_ROWS = 1600;

    private final HaproxySettings settings;
    private final Statistics statistics;
    private final Routing routing;
    private final Scheduler timer;
    private final Incarnations incarnations = new Incarnations();
    private final Warnings warnings = new Warnings();
    private final AtomicReference<@Nullable Sample> before = new AtomicReference<>();

    HaproxySource(HaproxySettings settings, Statistics statistics, Routing routing, Scheduler timer) {
        this.settings = settings;
        this.statistics = statistics;
        this.routing = routing;
        this.timer = timer;
    }

    @Override
    public Mono<Snapshot> read() {
        return statistics
                .sample()
                .flatMap(first -> following(first).collectList().map(rest -> snapshot(first, rest)))
                .name("haproxy.read")
                .checkpoint("haproxy.read");
    }

    // A reading that is late drops the next one, so a slow HAProxy is read less often and never longer.
    private Flux<Sample> following(Sample first) {
        int readings = readings(first.servers());
        if (readings == 1) {
            return Flux.empty();
        }
        Duration gap = settings.spread().dividedBy(readings - 1);
        return Flux.interval(gap, timer)
                .take(readings - 1)
                .onBackpressureDrop()
                .concatMap(tick -> statistics.sample(), 0);
    }

    int readings(int servers) {
        int affordable = Math.max(2, MOST_ROWS / Math.max(1, servers));
        return Math.min(settings.samples(), affordable);
    }

    private Snapshot snapshot(Sample first, List<Sample> rest) {
        Poll poll = new Poll(routing);
        poll.add(first);
        rest.forEach(poll::add);
        Sample last = poll.last();
        last.proxies()
                .forEach(proxy -> Algorithms.warning(proxy)
                        .ifPresent(text -> warnings.once(proxy.name() + proxy.algorithm(), text)));
        String incarnation = incarnations.of(last.instance(), last.at());
        return poll.snapshot(incarnation, before.getAndSet(last));
    }
}
