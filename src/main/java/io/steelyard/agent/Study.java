package io.steelyard.agent;

import io.steelyard.adapter.Balancer;
import io.steelyard.backplane.CallListener;
import io.steelyard.config.Config;
import io.steelyard.config.PolicySettings;
import io.steelyard.guard.Guard;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Event;
import io.steelyard.model.Histories;
import io.steelyard.model.History;
import io.steelyard.model.Note;
import io.steelyard.model.Observation;
import io.steelyard.model.Reading;
import io.steelyard.model.Rearmed;
import io.steelyard.model.Shares;
import io.steelyard.model.Suspension;
import io.steelyard.model.TimeSource;
import io.steelyard.model.Weights;
import io.steelyard.policy.Appraisal;
import io.steelyard.policy.Concurrency;
import io.steelyard.policy.EqualLoad;
import io.steelyard.policy.EqualLoadParameters;
import io.steelyard.policy.Expectation;
import io.steelyard.policy.Policy;
import io.steelyard.source.Poller;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Watches a balancer for a while and says what its policies would do: the same memory, policies and Guard as those of
 * the daemon, but for two things. The whole way is proposed, not the first step of it; and an old backlog is not drained,
 * for weights that are set by hand are to stay. Weights that somebody changes meanwhile, a daemon that acts for one, are
 * no reason to stop, since nothing is to be written: what came before teaches, as after a move of its own. It only reads.
 */
public final class Study {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Config config;
    private final Optional<Concurrency> concurrency;
    private final Balancer balancer;
    private final TimeSource time;
    private final Scheduler timer;
    private final Wiring wiring;
    private final Histories histories;
    private final Map<String, Integer> changes = new HashMap<>();
    private int seen;
    private Optional<Observation.Seen> last = Optional.empty();
    private Optional<Observation.Missed> missed = Optional.empty();

    Study(Config config, Optional<Concurrency> concurrency, Balancer balancer, TimeSource time, Scheduler timer) {
        this.config = config;
        this.concurrency = concurrency;
        this.balancer = balancer;
        this.time = time;
        this.timer = timer;
        this.wiring = new Wiring(config, balancer.actuator().capabilities());
        this.histories = new Histories(wiring::horizon);
    }

    /**
     * Looks when subscribed to; what it finds of each endpoint that a policy has. Fails with a message for people if the
     * balancer cannot be read.
     *
     * @param concurrency what is known of the backends, in place of what the configuration says
     * @param duration how long to watch
     * @param step run after each reading, of which there are {@link #readings}
     */
    public static Mono<List<Advised>> of(
            Config config, Optional<Concurrency> concurrency, Duration duration, Runnable step) {
        SystemTime time = new SystemTime();
        return Survey.of(config.balancer()) // it says what is wrong, if anything is
                .then(Mono.using(
                        () -> Schedulers.newSingle("timer"),
                        timer -> Mono.usingWhen(
                                Mono.fromSupplier(() -> Balancers.open(
                                        config.balancer(),
                                        config.poll(),
                                        () -> Wiring.room(config),
                                        CallListener.NONE,
                                        time,
                                        timer)),
                                balancer -> new Study(config, concurrency, balancer, time, timer).watch(duration, step),
                                Balancer::close),
                        Scheduler::dispose));
    }

    /** How many readings there are within so long. */
    public static int readings(Config config, Duration duration) {
        return (int)
                Math.max(2, Math.min(1_000_000, duration.dividedBy(config.poll().interval())));
    }

    Mono<List<Advised>> watch(Duration duration, Runnable step) {
        Poller poller = new Poller(
                balancer.source(), config.poll().interval(), config.poll().timeout(), time, timer);
        return balancer.source()
                .read()
                .timeout(PATIENCE, timer)
                .onErrorComplete() // it has no rates, and may be slow
                .thenMany(poller.observations().take(readings(config, duration)))
                .doOnNext(observation -> {
                    add(observation);
                    step.run();
                })
                .then(Mono.defer(this::advise))
                .name("study")
                .checkpoint("study of " + balancer.name());
    }

    private void add(Observation observation) {
        histories.add(observation).forEach(this::goOn);
        if (observation instanceof Observation.Seen good) {
            seen++;
            last = Optional.of(good);
        } else if (observation instanceof Observation.Missed bad) {
            missed = Optional.of(bad);
        }
    }

    private void goOn(Event told) {
        if (told instanceof Suspension change && change.edit().isPresent()) {
            changes.merge(change.pattern(), 1, Integer::sum);
            Note note = new Note("advise", "it only looks", change.at(), Optional.empty());
            histories.add(new Rearmed(change.at(), change.pattern(), note));
        }
    }

    private Mono<List<Advised>> advise() {
        if (last.isEmpty()
                || missed.filter(bad -> bad.startedAt()
                                        .since(last.get().startedAt())
                                        .compareTo(config.poll().interval())
                                > 0)
                        .isPresent()) {
            return Mono.error(new IllegalStateException("the balancer could not be read any more: "
                    + missed.orElseThrow().message()));
        }
        return Flux.fromIterable(last.get().snapshot().endpoints())
                .concatMap(endpoint -> Mono.justOrEmpty(config.policyFor(endpoint.pattern()))
                        .flatMap(policy -> advise(endpoint, policy)))
                .collectList();
    }

    private Mono<Advised> advise(Endpoint endpoint, PolicySettings settings) {
        History history = histories.at(endpoint.pattern(), time.now()).orElseThrow();
        Decision decision = guard(settings).decide(history);
        Optional<Appraisal> appraisal = appraising(settings).appraise(history);
        Optional<Weights> weights =
                decision instanceof Decision.Reweigh reweigh ? Optional.of(reweigh.weights()) : Optional.empty();
        Optional<Shares> proposed = weights.map(wanted -> split(wanted, history));
        return weights.map(wanted -> balancer.actuator().commands(endpoint.pattern(), wanted))
                .orElse(Mono.just(List.of()))
                .map(commands -> new Advised(
                        endpoint.pattern(),
                        seen,
                        changes.getOrDefault(endpoint.pattern(), 0),
                        weights(history),
                        history.shares(),
                        busy(history),
                        decision,
                        appraisal,
                        proposed,
                        appraisal.flatMap(known -> proposed.map(shares -> Expectation.of(history, known, shares))),
                        commands));
    }

    private Guard guard(PolicySettings settings) {
        return new Guard(
                settings.name(),
                wiring.limited(settings, allocator(settings)),
                wiring.limits(settings.guard()).inOneStep(),
                balancer.actuator().capabilities());
    }

    private Policy allocator(PolicySettings settings) {
        return settings.parameters().parameters() instanceof EqualLoadParameters
                ? appraising(settings).withoutDrain()
                : settings.parameters().create(wiring.context(settings));
    }

    /** What knows the capacities, also of an endpoint that another allocator has. */
    private EqualLoad appraising(PolicySettings settings) {
        EqualLoadParameters configured = settings.parameters().parameters() instanceof EqualLoadParameters given
                ? given
                : new EqualLoadParameters(new Concurrency.Auto());
        return new EqualLoad(
                concurrency.map(configured::with).orElse(configured),
                balancer.actuator().capabilities().concurrency());
    }

    private static Shares split(Weights weights, History history) {
        Map<String, Double> amounts = new TreeMap<>();
        history.latest().routes().forEach((id, route) -> amounts.put(id, weights.of(id) * route.live()));
        return Shares.inProportion(amounts);
    }

    private static Map<String, OptionalInt> weights(History history) {
        Map<String, OptionalInt> weights = new LinkedHashMap<>();
        history.latest().routes().forEach((id, route) -> weights.put(id, route.weight()));
        return weights;
    }

    private static boolean busy(History history) {
        return history.readings().stream()
                .map(Reading::endpoint)
                .anyMatch(totals ->
                        totals.requestsPerSecond() > 0 || totals.load().orElse(0) > 0);
    }
}
