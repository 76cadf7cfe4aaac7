package io.steelyard.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.steelyard.model.Advice;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Event;
import io.steelyard.model.Mode;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Rearmed;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Counts what happens. Fed with every event of the control loop, in order, by one thread at a time; the other methods
 * may be called by any thread. Nothing here blocks or throws on odd input, and nothing grows without bound.
 */
public final class AgentMetrics implements Consumer<Event>, AutoCloseable {

    /** Of policies that were taken away, so many are remembered: more than there can be reloads during one write. */
    private static final int ENDED_MOST = 1000;

    private volatile AgentSettings settings;
    private final PrometheusMeterRegistry registry;
    private final Ledger ledger;
    private final Board board;
    private final PollMeters polls;
    private final PolicyMeters policies;
    private final ShapeMeters shapes;
    private final ApiMeters api;
    private final Gauge reloadSuccessful;
    private final Gauge reloadTimestamp;
    private final Counter reloads;
    private final Counter reloadFailures;
    private final Gauge dryRun;
    private final Gauge paused;
    private final Gauge leader;
    private final Gauge streams;
    private final Counter streamDrops;
    private final LogCount logCount;
    // The longest gone first.
    private final Set<String> ended = Collections.synchronizedSet(new LinkedHashSet<>());

    public AgentMetrics(AgentSettings settings) {
        this(settings, new PrometheusRegistry());
        JvmMetrics.builder().register(registry.getPrometheusRegistry());
    }

    /** Without the series of the JVM and the process. */
    AgentMetrics(AgentSettings settings, PrometheusRegistry series) {
        this.settings = settings;
        this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, series, Clock.SYSTEM);
        Meters meters = new Meters(series);
        this.ledger = new Ledger(settings.owner(), settings.series());
        ledger.observing(settings.mode().equals(Mode.OBSERVE.label()));
        this.board = new Board(settings, ledger, meters.counter(Catalogue.SERIES_DROPPED));
        this.polls = new PollMeters(meters);
        this.policies = new PolicyMeters(meters, settings.mode(), ledger);
        this.shapes = new ShapeMeters(meters);
        this.api = new ApiMeters(meters, settings.operations());
        this.reloadSuccessful = meters.gauge(Catalogue.RELOAD_SUCCESSFUL, 1);
        this.reloadTimestamp = meters.gauge(
                Catalogue.RELOAD_TIMESTAMP, Seconds.of(settings.time().now().wall()));
        this.reloads = meters.counter(Catalogue.RELOADS);
        this.reloadFailures = meters.counter(Catalogue.RELOAD_FAILURES);
        this.paused = meters.gauge(Catalogue.PAUSED, 0);
        this.leader = meters.gauge(Catalogue.LEADER, 1);
        this.streams = meters.gauge(Catalogue.STREAMS, 0);
        this.streamDrops = meters.counter(Catalogue.STREAM_DROPS);
        this.logCount = new LogCount(meters.counter(Catalogue.LOG_EVENTS));
        this.dryRun = meters.gauge(Catalogue.DRY_RUN, settings.dryRun() ? 1 : 0);
        meters.gauge(Catalogue.POLL_INTERVAL, Seconds.of(settings.pollInterval()));
        meters.info(
                Catalogue.BUILD_INFO,
                settings.version(),
                settings.revision(),
                Runtime.version().toString());
        settings.policies().forEach(policies::register);
        settings.policies().forEach(shapes::register);
        series.register(polls);
        series.register(policies);
        series.register(ledger);
        series.register(board);
    }

    /** For meters of others; what is registered here is part of every scrape. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Writes the scrapes. */
    public Exposition exposition() {
        return new Exposition(registry.getPrometheusRegistry(), board);
    }

    /** Writes the scrapes of many readers. */
    public SharedScrapes scrapes() {
        return new SharedScrapes(exposition(), settings.time());
    }

    /** The configuration was changed: other policies, other owners. What cannot be changed at run time is not looked at. */
    public void configured(AgentSettings next) {
        List<AgentSettings.PolicyName> before = settings.policies();
        settings = next;
        Set<String> staying =
                next.policies().stream().map(AgentSettings.PolicyName::name).collect(Collectors.toSet());
        ended.removeAll(staying);
        before.stream().filter(policy -> !next.policies().contains(policy)).forEach(policy -> {
            if (!staying.contains(policy.name())) {
                ended.add(policy.name());
            }
            policies.remove(policy);
            shapes.remove(policy);
        });
        synchronized (ended) {
            Iterator<String> oldest = ended.iterator();
            for (int over = ended.size() - ENDED_MOST; over > 0; over--) {
                oldest.next();
                oldest.remove();
            }
        }
        next.policies().stream().filter(policy -> !before.contains(policy)).forEach(policy -> {
            policies.register(policy);
            shapes.register(policy);
        });
        ledger.owners(next.owner());
    }

    /** What is still told of a policy that was taken away, such as the end of its last write, must not bring it back. */
    private boolean counts(Decision decision) {
        return !ended.contains(decision.policy());
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Observation observation) {
            observed(observation);
        } else if (event instanceof Decision decision) {
            ledger.decided(decision);
            if (counts(decision)) {
                policies.decided(decision);
                shapes.decided(decision);
            }
        } else if (event instanceof Outcome outcome) {
            ledger.ended(outcome);
            if (counts(outcome.decision())) {
                shapes.ended(outcome);
            }
        } else if (event instanceof Advice advice) {
            Map<String, Integer> backends = new HashMap<>();
            advice.routes().forEach((route, of) -> backends.put(route, of.desired()));
            desiredBackends(advice.pattern(), backends);
        } else if (event instanceof Control control) {
            controlled(control);
        } else if (event instanceof Rearmed rearmed) {
            ledger.rearmed(rearmed);
        }
    }

    private void controlled(Control control) {
        dryRun.set(control.mode() == Mode.ACT ? 0 : 1);
        paused.set(control.paused().isPresent() ? 1 : 0);
        policies.controlled(control);
        ledger.observing(control.mode() == Mode.OBSERVE);
    }

    private void observed(Observation observation) {
        if (observation instanceof Observation.Seen seen) {
            ledger.seen(seen);
        }
        polls.observed(observation);
        api.throttled(
                observation instanceof Observation.Missed missed && missed.cause() == Observation.Cause.THROTTLED);
        board.observed(observation);
    }

    /** A policy was evaluated for one endpoint, whatever came of it. */
    public void evaluated(String policy, Duration took) {
        if (!ended.contains(policy)) {
            policies.evaluated(policy, took, settings.time().now().wall());
        }
    }

    /** A call to the balancer's HTTP API begins; {@link #apiEnded} follows in any case. */
    public void apiStarted() {
        api.started();
    }

    /**
     * A call to the balancer's HTTP API ended.
     *
     * @param operation a word of a closed set, such as {@code query}
     * @param code the HTTP status, or a word of a closed set if there was none, such as {@code timeout}
     */
    public void apiEnded(String operation, String code, Duration took) {
        api.ended(operation, code, took);
    }

    /** A failed call is about to be repeated. */
    public void apiRetried(String operation) {
        api.retried(operation);
    }

    /**
     * A file of the configuration was read again.
     *
     * @param successful false if it was refused
     * @param all whether none is refused now
     */
    public void reloaded(boolean successful, boolean all) {
        reloads.inc();
        reloadSuccessful.set(all ? 1 : 0);
        if (successful) {
            reloadTimestamp.set(Seconds.of(settings.time().now().wall()));
        } else {
            reloadFailures.inc();
        }
    }

    /** An operator paused all policies, or let them go on. */
    public void paused(boolean now) {
        paused.set(now ? 1 : 0);
    }

    /** A policy is evaluated from now on, or not any more. */
    public void enabled(String policy, boolean now) {
        policies.enabled(policy, now);
    }

    /**
     * A capacity policy asks for so many backends.
     *
     * @param pattern of the endpoint; one that is not in the newest snapshot is ignored
     * @param backends route id to number; an empty map takes the wish back
     */
    public void desiredBackends(String pattern, Map<String, Integer> backends) {
        ledger.backends(pattern, backends);
    }

    /** So many readers of the event stream are connected now. */
    public void streams(int now) {
        streams.set(now);
    }

    /** So many events were left out for a reader of the event stream that is too slow. */
    public void streamDropped(int events) {
        streamDrops.inc(events);
    }

    public void leader(boolean now) {
        leader.set(now ? 1 : 0);
    }

    /** Counts log lines from now on, until {@link #close}. */
    public void countLogLines() {
        logCount.attach();
    }

    @Override
    public void close() {
        logCount.detach();
    }
}
