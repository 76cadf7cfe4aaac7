package io.steelyard.safety;

import io.steelyard.actuator.LiveGate;
import io.steelyard.actuator.Turns;
import io.steelyard.config.Defaults;
import io.steelyard.guard.Guard;
import io.steelyard.guard.Limits;
import io.steelyard.model.Baseline;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Edit;
import io.steelyard.model.Event;
import io.steelyard.model.Histories;
import io.steelyard.model.History;
import io.steelyard.model.Horizon;
import io.steelyard.model.Mode;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.Rebased;
import io.steelyard.model.Remains;
import io.steelyard.model.Shares;
import io.steelyard.model.Suspension;
import io.steelyard.policy.AllocatorFactory;
import io.steelyard.policy.Configured;
import io.steelyard.policy.Policy;
import io.steelyard.policy.PolicyContext;
import io.steelyard.policy.PolicyTypes;
import io.steelyard.policy.Proposal;
import io.steelyard.safety.UnreliableBalancer.Loads;
import io.steelyard.safety.UnreliableBalancer.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * One agent, one balancer, and a seed that says what goes wrong: the real memory, policies, Guard and gate, in virtual
 * time. Whatever happens, {@link Checks} must hold after every step.
 */
final class Story {

    /** What may go wrong. */
    enum Kind {
        /** Everything at once. */
        CHAOS,
        /** The loads are lies, all else is true: how much harm can a lie do? */
        LIAR,
        /** An operator, reloads and restarts; the readings are true. */
        OPERATOR,
        /** Writes get lost, come late, are done by half. */
        LOSSES
    }

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final PolicyTypes TYPES = PolicyTypes.load();

    private final SplittableRandom random;
    private final Kind kind;
    private final boolean hostile;
    private final Limits limits;
    private final Guard guard;
    private final Horizon horizon;
    private final UnreliableBalancer balancer;
    private final Checks checks;
    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final LiveGate gate;
    private final Deque<String> told = new ArrayDeque<>();
    private final SplittableRandom whileDown;
    private final SplittableRandom modes;
    private final SplittableRandom losses;
    private final boolean keepsNothing;
    private Mode mode = Mode.ACT;
    private Histories histories;
    private Optional<Baseline> newest = Optional.empty();
    private Optional<Baseline> kept = Optional.empty();
    private Optional<Remains.Write> audited = Optional.empty();
    private Optional<String> auditedBefore = Optional.empty();
    private Moment now = new Moment(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofHours(1));
    private long generation;
    private boolean editUnseen;
    private int lying;

    Story(long seed) {
        random = new SplittableRandom(seed);
        whileDown = new SplittableRandom(~seed);
        modes = new SplittableRandom(31 * seed + 7);
        losses = new SplittableRandom(37 * seed + 11);
        keepsNothing = losses.nextInt(3) == 0;
        kind = any(List.of(Kind.values()));
        int routes = random.nextInt(2, 9);
        Capabilities capabilities = new Capabilities(
                1000,
                Capabilities.Unit.ROUTE,
                random.nextBoolean() ? OptionalInt.of(1000) : OptionalInt.empty(),
                false,
                random.nextBoolean(),
                random.nextInt(3) == 0 ? Duration.ofSeconds(random.nextInt(1, 5)) : Duration.ZERO,
                random.nextBoolean() ? 1 : Double.POSITIVE_INFINITY);
        limits = new Limits(
                INTERVAL,
                random.nextInt(3) == 0 ? random.nextInt(1, 20) : 0,
                random.nextInt(3) == 0 ? random.nextDouble(0.9 / routes) : 0,
                random.nextDouble(0.02, 0.5),
                random.nextDouble(0.1, 2),
                Duration.ofSeconds(random.nextInt(0, 6)),
                random.nextDouble(0.1),
                random.nextDouble(0.8),
                random.nextInt(2, 9),
                random.nextInt(3) == 0 ? Optional.of(Duration.ofSeconds(random.nextInt(5, 60))) : Optional.empty());
        hostile = kind != Kind.LIAR && random.nextInt(3) == 0;
        checks = new Checks(limits, capabilities, kind == Kind.LIAR || kind == Kind.OPERATOR, !hostile, now);
        balancer = new UnreliableBalancer(random.split(), capabilities, routes, checks);
        guard = new Guard("story", hostile ? this::nonsense : policy(capabilities), limits, capabilities);
        int settle = random.nextInt(0, 4);
        horizon = new Horizon(60 + settle, settle, capabilities);
        histories = new Histories(pattern -> horizon);
        gate = new LiveGate(balancer, new Turns(1, Schedulers.immediate()), INTERVAL, () -> now, timer);
    }

    private Policy policy(Capabilities capabilities) {
        String type = random.nextInt(4) == 0 && capabilities.effectLag().isZero() ? "pid" : "equal-load";
        AllocatorFactory<?> factory = TYPES.allocator(type).orElseThrow();
        return new Configured.OfAllocator(factory, Defaults.of(factory.parameters()))
                .create(new PolicyContext("story", INTERVAL, capabilities));
    }

    /** Throws, answers nothing, wants what is not there, or wants something else each time. */
    private Proposal nonsense(History history) {
        Reason why = new Reason(Reason.Code.REBALANCE, "nonsense");
        Map<String, Double> amounts = new TreeMap<>();
        history.latest().routes().forEach((route, state) -> amounts.put(route, random.nextDouble()));
        return switch (random.nextInt(8)) {
            case 0 -> throw new IllegalStateException("a policy that fails");
            case 1 -> nothing();
            case 2 -> new Proposal.Target(Shares.inProportion(Map.of("route9999", 1)), Map.of(), why, List.of());
            case 3 ->
                new Proposal.Target(
                        Shares.inProportion(Map.of(
                                history.latest().routes().keySet().iterator().next(), 1)),
                        Map.of("route0000", Double.NaN),
                        why,
                        List.of());
            default -> new Proposal.Target(Shares.inProportion(amounts), Map.of(), why, List.of());
        };
    }

    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // a plug-in may do that
    private static Proposal nothing() {
        return null;
    }

    /** Goes on for so many steps; throws AssertionError with the end of the tale if an invariant breaks. */
    Checks run(int steps) {
        for (int step = 0; step < steps; step++) {
            try {
                step();
            } catch (RuntimeException fault) {
                throw new AssertionError("step " + step + " threw, after " + String.join("; ", told), fault);
            }
            if (checks.broken.isPresent()) {
                AssertionError broken = checks.broken.get();
                throw new AssertionError(
                        "step " + step + " of " + kind + " with " + limits + ": " + broken.getMessage() + ", after "
                                + String.join("; ", told),
                        broken);
            }
        }
        return checks;
    }

    Kind kind() {
        return kind;
    }

    double bound() {
        return limits.velocity();
    }

    private void step() {
        pass(INTERVAL);
        balancer.tick();
        if (random.nextInt(6) == 0) {
            somethingHappens();
        }
        if (lying > 0 && --lying == 0 && kind != Kind.LIAR) {
            tell("all is well");
            balancer.mend();
        }
        Moment started = now;
        if (random.nextInt(20) == 0) {
            pass(Duration.ofMillis(random.nextInt(2500)));
        }
        if (kind == Kind.CHAOS && random.nextInt(15) == 0) {
            tell("a poll fails");
            event(new Observation.Missed(started, now, 0, Observation.Cause.TIMEOUT, "no answer"));
            return;
        }
        Observation.Seen seen = new Observation.Seen(++generation, started, now, 0, balancer.snapshot());
        event(seen);
        if (editUnseen && seen.snapshot().endpoint(UnreliableBalancer.WEB).isPresent()) {
            editUnseen = false;
            checks.editSeen(started);
        }
        seen.snapshot().endpoints().stream()
                .filter(endpoint -> endpoint.pattern().equals(UnreliableBalancer.WEB))
                .forEach(endpoint -> decide());
    }

    private void decide() {
        History history = histories.at(UnreliableBalancer.WEB, now).orElseThrow();
        Decision decision = guard.decide(history);
        add(decision);
        if (decision instanceof Decision.Reweigh reweigh && mode != Mode.ACT) {
            add(new Outcome.Rehearsed(reweigh, now, now));
        } else if (decision instanceof Decision.Reweigh reweigh) {
            checks.deciding(reweigh, history.evacuated());
            Map<String, Integer> others = new TreeMap<>(balancer.other);
            Map<String, Integer> before = new TreeMap<>(balancer.web);
            Remains.Write begun = new Remains.Write(reweigh, Optional.empty(), Map.of());
            audited = audited.map(begun::after).or(() -> Optional.of(begun));
            Outcome outcome = Objects.requireNonNull(gate.apply(reweigh).block());
            tell(outcome.getClass().getSimpleName() + " " + reweigh.weights().byRoute());
            if (!others.equals(balancer.other)) {
                checks.broken = Optional.of(Checks.broken("I20", "another endpoint changed"));
            }
            if (kind == Kind.CHAOS && random.nextInt(10) == 0) {
                restart(reweigh, before);
                return;
            }
            audited = audited.map(write -> write.ended(outcome.word(), outcome.endedAt(), Map.of()));
            add(outcome);
            checks.ended(outcome);
        }
    }

    /** The agent is killed and starts again; its weights are those that it found or those that it wrote. */
    private void restart(Decision.Reweigh writing, Map<String, Integer> before) {
        boolean known = balancer.web.equals(before)
                || balancer.web.equals(writing.weights().byRoute());
        if (!known && balancer.nextWrite == Write.GOOD && !balancer.editsBeforeRead) {
            checks.broken = Optional.of(Checks.broken("I19", "a third set of weights after a kill: " + balancer.web));
        }
        if (known && !balancer.web.equals(before)) {
            checks.killed(before, new TreeMap<>(balancer.web));
        }
        restart();
    }

    private void restart() {
        tell("the agent restarts");
        Map<String, Edit> edits = new TreeMap<>();
        histories.edit(UnreliableBalancer.WEB).ifPresent(edit -> edits.put(UnreliableBalancer.WEB, edit));
        Map<String, Remains> left = new TreeMap<>();
        kept.map(baseline -> Remains.of(baseline, audited))
                .or(() -> audited.map(write -> new Remains(Optional.empty(), Optional.of(write))))
                .ifPresent(remains -> left.put(UnreliableBalancer.WEB, remains));
        histories = new Histories(pattern -> horizon, edits, left);
        mode();
        newest = kept;
        auditedBefore = audited.map(write -> write.decision().id());
        checks.restarted();
        editUnseen &= isKept();
        if (losses.nextInt(4) == 0) {
            reload(); // with the machine
        }
    }

    /** True if another agent would know which weights it must find. */
    private boolean isKept() {
        return kept.filter(baseline -> baseline.incarnation().equals(balancer.incarnation()))
                .isPresent();
    }

    private void add(Event event) {
        boolean known = histories.edit(UnreliableBalancer.WEB).isPresent();
        for (Event told : histories.add(event)) {
            if (told instanceof Rebased rebased && rebased.pattern().equals(UnreliableBalancer.WEB)) {
                newest = rebased.baseline()
                        .map(base -> base.after(base.lastWrite().or(() -> auditedBefore)));
            } else if (told instanceof Suspension suspension
                    && suspension.pattern().equals(UnreliableBalancer.WEB)) {
                boolean again = known && suspension.edit().flatMap(Edit::leftAt).isPresent();
                boolean nobodys = kind == Kind.OPERATOR && suspension.edit().isPresent() && !editUnseen && !again;
                if (nobodys) {
                    checks.broken = Optional.of(Checks.broken("operator", "an edit that nobody made: " + suspension));
                }
                kept = newest; // at once, beside the edit, whose weights may come a little later
            }
        }
        kept = whileDown.nextInt(3) == 0 ? newest : kept; // a little later
        kept = kept.filter(weights -> !keepsNothing); // each run is killed too soon
    }

    private void somethingHappens() {
        switch (kind) {
            case CHAOS -> anything();
            case LIAR -> {
                balancer.loads = random.nextInt(3) == 0 ? Loads.EXTREMES : Loads.WORST;
                lying = 1;
            }
            case OPERATOR -> {
                switch (random.nextInt(8)) {
                    case 0 -> edit();
                    case 1 -> {
                        restart();
                        if (whileDown.nextBoolean()) {
                            edit();
                        }
                    }
                    case 2 -> reload();
                    case 3 -> balancer.comeAndGo();
                    case 4 -> pass(Duration.ofSeconds(random.nextInt(600)));
                    default -> modeOrProposal();
                }
            }
            case LOSSES -> {
                balancer.nextWrite = any(List.of(Write.values()));
                balancer.loads = random.nextBoolean() ? Loads.TRUE : Loads.WORST;
                lying = random.nextInt(1, 12);
            }
        }
    }

    private void anything() {
        lying = random.nextInt(1, 12);
        switch (random.nextInt(16)) {
            case 0 -> balancer.edit();
            case 1 -> balancer.editToNothing();
            case 2 -> reload();
            case 3 -> restart();
            case 4 -> balancer.comeAndGo();
            case 5 -> pass(Duration.ofSeconds(random.nextInt(600)));
            case 6 -> now = new Moment(now.wall().plusSeconds(random.nextInt(-3600, 3600)), now.elapsed());
            case 7 -> balancer.weightsAreLies = true;
            case 8 -> balancer.weightUnknown = true;
            case 9 -> balancer.suspect = true;
            case 10 -> balancer.endpointMissing = true;
            case 11 -> balancer.stale = random.nextInt(1, 30);
            case 12, 13 -> balancer.nextWrite = any(List.of(Write.values()));
            case 14 -> balancer.editsBeforeRead = true;
            default -> balancer.loads = any(List.of(Loads.values()));
        }
    }

    private void modeOrProposal() {
        if (modes.nextInt(6) == 0) {
            mode = modes.nextInt(3) == 0 ? Mode.PROPOSE : Mode.ACT;
            tell("the mode is " + mode);
            mode();
        } else if (mode == Mode.PROPOSE
                && !editUnseen
                && histories.edit(UnreliableBalancer.WEB).isEmpty()) { // which to follow would answer
            kept.filter(known -> known.equals(newest.orElse(null)) && isKept())
                    .flatMap(Baseline::proposed)
                    .ifPresent(this::follow);
        }
    }

    private void mode() {
        histories.add(Control.of(now, mode));
    }

    private void follow(Decision.Reweigh proposal) {
        if (balancer.web.keySet().equals(proposal.weights().byRoute().keySet())) {
            tell("somebody follows " + proposal.weights().byRoute());
            balancer.web.putAll(proposal.weights().byRoute());
        }
    }

    private void edit() {
        Map<String, Integer> before = new TreeMap<>(balancer.web);
        balancer.edit();
        tell("an operator sets " + balancer.web);
        boolean knew = histories.at(UnreliableBalancer.WEB, now).isPresent() || isKept();
        editUnseen |= knew && !balancer.web.equals(before);
    }

    private void reload() {
        tell("the balancer reloads");
        balancer.reload();
        checks.reloaded();
        editUnseen = false;
    }

    private void event(Observation observation) {
        checks.polled(observation, now);
        add(observation);
    }

    private void pass(Duration duration) {
        now = now.plus(duration);
        timer.advanceTimeBy(duration);
    }

    private void tell(String what) {
        told.add(now.elapsed().minusHours(1).toSeconds() + "s " + what);
        if (told.size() > 12) {
            told.remove();
        }
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
