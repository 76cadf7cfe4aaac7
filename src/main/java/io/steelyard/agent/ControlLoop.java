package io.steelyard.agent;

import io.steelyard.actuator.Gate;
import io.steelyard.actuator.Objection;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Edit;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Event;
import io.steelyard.model.Histories;
import io.steelyard.model.History;
import io.steelyard.model.LogLevel;
import io.steelyard.model.Mode;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Joins observations, memory, policies and the gate.
 *
 * <p>Everything here runs on one thread, {@code control}. Decisions and outcomes flow back into the memory before the
 * next observation is judged, so a write of ours is known when its effect is first seen. While a write is under way
 * the memory goes on, and each decision is made on the newest memory; only the newest observation waits.
 */
final class ControlLoop {

    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

    /** So many writes by hand are waited for at once; one more is made all the same. */
    private static final int BY_HAND = 256;

    private final Flux<Observation> observations;
    private volatile List<Assignment> assignments;
    private final Function<Mode, Gate> gates;
    private final Histories histories;
    private final TimeSource time;
    private final Scheduler thread;
    private final Consumer<Event> listeners;
    private final BiConsumer<String, Duration> evaluated;
    private final Sinks.Many<Event> feedback = Sinks.many().unicast().onBackpressureBuffer();
    private final Sinks.Many<Mono<Outcome>> byHand = Sinks.many().unicast().onBackpressureBuffer();
    private final Sinks.Empty<Void> stop = Sinks.empty();
    private volatile boolean stopping;
    private volatile Control control;

    /**
     * @param assignments the first that owns an endpoint has it
     * @param gates what a decision to write goes through in each mode but the one that only observes
     * @param orders what counts to begin with
     * @param histories the memory, from now on the loop's own
     * @param thread a single thread
     * @param listeners told of every event, in order; one that throws costs only itself
     * @param evaluated told the policy's name and how long a decision took
     */
    ControlLoop(
            Flux<Observation> observations,
            List<Assignment> assignments,
            Function<Mode, Gate> gates,
            Control orders,
            Histories histories,
            TimeSource time,
            Scheduler thread,
            List<Consumer<Event>> listeners,
            BiConsumer<String, Duration> evaluated) {
        this.observations = observations;
        this.assignments = List.copyOf(assignments);
        this.gates = gates;
        this.control = orders;
        this.histories = histories;
        histories.add(orders); // an agent that acts from its start has no followers
        this.time = time;
        this.thread = thread;
        this.listeners = new Listeners(listeners);
        this.evaluated = evaluated;
    }

    /** The loop; runs while subscribed, once. Emits what became of each decision to write; completes after a stop. */
    Flux<Outcome> run() {
        return Flux.merge(
                        decisions(),
                        byHand.asFlux().takeUntilOther(stop.asMono()).flatMap(Mono::onErrorComplete, BY_HAND))
                .name("control")
                .checkpoint("control");
    }

    private Flux<Outcome> decisions() {
        return Flux.merge(observations.publishOn(thread), feedback.asFlux())
                .takeUntilOther(stop.asMono())
                .doOnNext(listeners)
                .doOnNext(this::setBack)
                .doOnNext(event -> histories.add(event).forEach(this::feedBack))
                .doOnNext(this::expire)
                .ofType(Observation.Seen.class)
                .onBackpressureLatest()
                .filter(seen -> !stopping)
                .concatMap(this::decide, 0);
    }

    /** Ends the loop: no more polls and decisions; a write that is under way is finished first. */
    void stop() {
        stopping = true;
        stop.tryEmitEmpty();
    }

    boolean isStopping() {
        return stopping;
    }

    /** What operators have said, as it was when last looked at. */
    Control control() {
        return control;
    }

    /** This counts from now on. On the control thread only, like the five below. */
    void control(Control next) {
        control = next;
        feedBack(next);
    }

    /** Lets memory and listeners know of something that was not observed or decided here; also before the loop runs. */
    void publish(Event event) {
        feedBack(event);
    }

    /**
     * Another configuration counts from the next decision on, whole. What is remembered of the endpoints stays, also who
     * took them over, and so does what operators ordered. A write that is under way ends as it was decided.
     */
    void configured(List<Assignment> next, Mode mode, LogLevel log) {
        assignments = List.copyOf(next);
        histories.reframe();
        if (mode != control.modes().configured() || log != control.logging().configured()) {
            control(control.configured(time.now(), mode, log));
        }
    }

    Optional<History> history(String pattern) {
        return histories.at(pattern, time.now());
    }

    /** Somebody else's edit that nothing has answered, also of an endpoint that was not seen since the start. */
    Optional<Edit> edit(String pattern) {
        return histories.edit(pattern);
    }

    /**
     * Writes what a person decided, while the loop runs at once, and also if nobody waits for it: a write whose end nobody
     * told would block the endpoint. The loop does not end before it.
     */
    Mono<Outcome> write(Decision.Reweigh change) {
        Mono<Outcome> write = carryOut(change).cache();
        byHand.tryEmitNext(write); // fails only when the loop has ended, and waits for nothing any more
        return write;
    }

    /**
     * Why a write that was decided must not begin any more: the agent is being stopped, or an operator has said something
     * since. Safe on any thread; what was ordered counts before the order is answered.
     */
    Optional<Objection> objection(Decision.Reweigh change) {
        if (stopping) {
            return Optional.of(new Objection(Outcome.Refusal.CLOSED, "the agent is being stopped"));
        }
        Control now = control;
        Optional<String> why = now.mode() == Mode.ACT
                ? Brake.against(change, now).map(Reason::text)
                : Optional.of("the mode is " + now.mode().label() + " by now");
        return why.map(text -> new Objection(Outcome.Refusal.OVERRULED, text));
    }

    /** The names of the policies. */
    Set<String> policies() {
        return assignments.stream().map(Assignment::policy).collect(Collectors.toCollection(TreeSet::new));
    }

    private void setBack(Event event) {
        if (event instanceof Observation.Seen seen) {
            Control next = Setback.told(control, seen, pattern -> histories.at(pattern, time.now()));
            if (!next.equals(control)) {
                control(next);
            }
        }
    }

    private void expire(Event event) {
        Control now = event instanceof Observation ? control.at(time.now()) : control;
        if (!now.equals(control)) {
            control(now);
        }
    }

    /** Begins with another endpoint each time, so that writes that hang do not always cost the same others. */
    private Flux<Outcome> decide(Observation.Seen seen) {
        List<Endpoint> endpoints = new ArrayList<>(seen.snapshot().endpoints());
        Collections.rotate(endpoints, -(int) (seen.generation() % Math.max(1, endpoints.size())));
        return Flux.fromIterable(endpoints).takeWhile(endpoint -> !stopping).concatMap(this::decide, 0);
    }

    private Mono<Outcome> decide(Endpoint endpoint) {
        return Mono.defer(() -> Mono.justOrEmpty(decision(endpoint)))
                .flatMap(this::carryOut)
                .onErrorResume(fault -> {
                    LOG.error("the decision on {} failed; its weights stay", endpoint.pattern(), fault);
                    return Mono.empty();
                });
    }

    private Mono<Outcome> carryOut(Decision decision) {
        feedBack(decision);
        return decision instanceof Decision.Reweigh change ? passOn(change) : Mono.empty();
    }

    private Mono<Outcome> passOn(Decision.Reweigh change) {
        Moment start = time.now();
        return Mono.defer(() -> gates.apply(control.mode()).apply(change))
                .onErrorResume(fault -> Mono.fromSupplier(() -> broken(change, start, fault)))
                .publishOn(thread)
                .doOnNext(this::feedBack);
    }

    /** Without an outcome a write would count as under way for ever, and its endpoint would never be decided again. */
    private Outcome broken(Decision.Reweigh change, Moment start, Throwable fault) {
        LOG.error("the write to {} broke off; it may be in force or not", change.pattern(), fault);
        String message = "broke off: " + fault.getClass().getSimpleName();
        return new Outcome.Failed(change, start, time.now(), Outcome.Failure.ERROR, Map.of(), message);
    }

    private Optional<Decision> decision(Endpoint endpoint) {
        if (control.mode() == Mode.OBSERVE) {
            return Optional.empty();
        }
        return assignments.stream()
                .filter(assignment -> assignment.owns().test(endpoint.pattern()))
                .findFirst()
                .flatMap(assignment ->
                        histories.at(endpoint.pattern(), time.now()).flatMap(history -> decision(assignment, history)));
    }

    private Optional<Decision> decision(Assignment assignment, History history) {
        assignment.advice(history).forEach(this::feedBack);
        return control.mode() == Mode.OBSERVE
                ? Optional.empty()
                : Optional.of(timed(assignment, () -> assignment.guard().decide(history)))
                        .map(decision -> Brake.on(decision, control));
    }

    private Decision timed(Assignment assignment, Supplier<Decision> decision) {
        Duration start = time.now().elapsed();
        Decision made = decision.get();
        evaluated.accept(assignment.policy(), time.now().elapsed().minus(start));
        return made;
    }

    private void feedBack(Event event) {
        if (feedback.tryEmitNext(event).isFailure()) {
            listeners.accept(
                    event); // the loop has been stopped: nobody remembers any more, but the listeners must know
        }
    }
}
