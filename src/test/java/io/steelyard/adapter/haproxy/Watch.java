package io.steelyard.adapter.haproxy;

import io.steelyard.actuator.LiveGate;
import io.steelyard.actuator.Turns;
import io.steelyard.adapter.Balancer;
import io.steelyard.model.Belief;
import io.steelyard.model.Decision;
import io.steelyard.model.Edit;
import io.steelyard.model.Event;
import io.steelyard.model.Histories;
import io.steelyard.model.History;
import io.steelyard.model.Horizon;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.TimeSource;
import io.steelyard.model.Weights;
import io.steelyard.testing.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import reactor.core.scheduler.Schedulers;

/** What the control loop remembers of the endpoint web of a real HAProxy, and how it writes there. */
final class Watch {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final TimeSource CLOCK = () -> new Moment(Instant.EPOCH, Duration.ofNanos(System.nanoTime()));

    private final Histories histories = new Histories(pattern -> new Horizon(60, 2, Scene.PER_SERVER));
    private final Balancer balancer;
    private final LiveGate gate;
    private long generation;

    Watch(Balancer balancer) {
        this(balancer, () -> {});
    }

    /** @param happens right after each write, before it is read back */
    Watch(Balancer balancer, Runnable happens) {
        this.balancer = balancer;
        this.gate = new LiveGate(
                new Interrupted(balancer.actuator(), happens),
                new Turns(1, Schedulers.parallel()),
                PATIENCE,
                CLOCK,
                Schedulers.parallel());
    }

    Watch poll() {
        Moment began = CLOCK.now();
        histories.add(new Observation.Seen(
                ++generation,
                began,
                CLOCK.now(),
                0,
                Objects.requireNonNull(balancer.source().read().block(PATIENCE))));
        return this;
    }

    void add(Event event) {
        histories.add(event);
    }

    /** Of some routes; the others keep what they have. */
    Decision.Reweigh decide(Map<String, Integer> wanted) {
        Map<String, Integer> base = history().weights().orElseThrow();
        Map<String, Integer> weights = new TreeMap<>(base);
        weights.putAll(wanted);
        return new Decision.Reweigh(
                "1",
                CLOCK.now(),
                "test",
                "web",
                new Reason(Reason.Code.REBALANCE, "test"),
                List.of(),
                base,
                history().members(),
                Weights.of(weights),
                Belief.NONE,
                Optional.empty());
    }

    Outcome write(Decision.Reweigh decision) {
        add(decision);
        Outcome outcome = Objects.requireNonNull(gate.apply(decision).block(PATIENCE));
        add(outcome);
        return outcome;
    }

    History history() {
        return histories.at("web", CLOCK.now()).orElseThrow();
    }

    Optional<Edit> edit() {
        return history().edit();
    }
}
