package io.steelyard.guard;

import io.steelyard.model.Belief;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Decision;
import io.steelyard.model.Figure;
import io.steelyard.model.History;
import io.steelyard.model.Reading;
import io.steelyard.model.Reason;
import io.steelyard.model.Reason.Code;
import io.steelyard.model.Roster;
import io.steelyard.model.Shares;
import io.steelyard.model.Weights;
import io.steelyard.policy.Policy;
import io.steelyard.policy.Proposal;
import io.steelyard.policy.Proposal.Manner;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes a policy safe. First {@link Admission} asks whether this is a moment to act at all; then the policy proposes;
 * then, unless the moment is only good for a move that cannot wait and this is none, the proposal is bounded, compared with the noise, cut to the size of step that is allowed, and turned into
 * weights that the balancer can hold; what these would really do is checked once more. Whatever goes wrong on the way, the decision is to hold.
 *
 * <p>Pure and total, as the policy has to be; may be called from any thread.
 */
public final class Guard {

    /**
     * What may hold a decision to write, in the order in which it is asked; the first that says no ends it. Among them what
     * the policy itself may say, and the orders of operators, before which it does not matter how large a change would be. Shown on the page and in the documentation.
     */
    public static final List<Code> RULES = List.of(
            Code.FRESHNESS,
            Code.SUSPECT,
            Code.OPERATOR_EDIT,
            Code.COMPLETENESS,
            Code.PANIC,
            Code.PENDING,
            Code.COOLDOWN,
            Code.SETTLE,
            Code.FLIPS,
            Code.NOT_EFFECTIVE,
            Code.NO_CHOICE,
            Code.NO_DATA,
            Code.POLICY_FAILED,
            Code.DRIFT,
            Code.BY_HAND,
            Code.PAUSED,
            Code.BOUNDS,
            Code.DEAD_BAND,
            Code.SELF_TEST,
            Code.VELOCITY,
            Code.OVERLOAD,
            Code.BALANCED);

    private final String name;
    private final Policy policy;
    private final Limits limits;
    private final Capabilities capabilities;
    private final Admission admission;

    /**
     * @param name the policy's name in logs and metrics
     */
    public Guard(String name, Policy policy, Limits limits, Capabilities capabilities) {
        this.name = name;
        this.policy = policy;
        this.limits = limits;
        this.capabilities = capabilities;
        this.admission = new Admission(limits);
    }

    public Decision decide(History history) {
        String doing = "the rules of the Guard";
        try {
            Optional<Reason> forbidden = admission.forbids(history);
            if (forbidden.isPresent()) {
                return hold(history, forbidden.get(), List.of());
            }
            Optional<Reason> deferred = admission.defers(history);
            doing = "policy " + name;
            Proposal proposal = policy.propose(history);
            doing = "bounding what policy " + name + " wants";
            if (proposal instanceof Proposal.Target target
                    && (deferred.isEmpty() || target.manner() == Manner.SAFETY)) {
                return limit(history, target);
            }
            Reason reason = deferred.filter(wait -> proposal.reason().code() != Code.POLICY_FAILED)
                    .orElse(proposal.reason());
            return hold(history, reason, deferred.isPresent() ? List.of() : proposal.figures());
        } catch (RuntimeException fault) {
            return hold(history, Code.POLICY_FAILED, doing + " failed: " + fault, List.of());
        }
    }

    private Decision limit(History history, Proposal.Target target) {
        Map<String, Reading.OfRoute> routes = history.latest().routes();
        Optional<Shares> current = history.shares();
        if (current.isEmpty()) {
            return hold(history, Code.NO_CHOICE, "no route has backends and a weight above 0", target.figures());
        }
        Optional<String> nonsense = nonsense(target.shares(), routes);
        if (nonsense.isPresent()) {
            return hold(history, Code.POLICY_FAILED, "policy " + name + ": " + nonsense.get(), target.figures());
        }
        Optional<Shares> lowered = Bounds.lower(target.shares(), limits.checks().ceiling());
        Optional<Shares> floored = lowered.flatMap(shares -> Bounds.raise(shares, limits.floor()));
        if (floored.isEmpty()) {
            String text = lowered.isEmpty() ? ceilingTooLow(target.shares()) : floorTooHigh(target.shares());
            return hold(history, Code.BOUNDS, text, target.figures());
        }
        List<Figure> figures = new ArrayList<>(target.figures());
        if (target.manner() == Manner.ESTIMATE) {
            double unit = capabilities.total().isPresent()
                    ? 1.0 / capabilities.total().getAsInt()
                    : 0;
            DeadBand band = DeadBand.of(current.get(), floored.get(), limits.deadBand(), target.standardErrors(), unit);
            figures.add(band.figure());
            if (!band.exceeded()) {
                return hold(history, Code.DEAD_BAND, band.text(), figures);
            }
        }
        double most = limits.checks().overreaction();
        SelfTest test = SelfTest.of(history, target.belief());
        if (target.manner() == Manner.SAFETY || !test.failed(most)) {
            return step(history, target, current.get(), floored.get(), 1, figures);
        }
        figures.add(test.figure(most));
        if (!SelfTest.rests(history)) {
            return step(history, target, current.get(), floored.get(), 1 / test.slope(), figures);
        }
        Optional<Shares> back = SelfTest.back(history, current.get(), floored.get())
                .flatMap(shares -> Bounds.lower(shares, limits.checks().ceiling()))
                .flatMap(shares -> Bounds.raise(shares, limits.floor()));
        return back.isPresent()
                ? step(history, target.saying(test.takingBack(most)), current.get(), back.get(), 1, figures)
                : hold(history, Code.SELF_TEST, test.text(most), figures);
    }

    /**
     * As far towards these shares as one step may go.
     *
     * @param caution the part of the step that is gone
     */
    private Decision step(
            History history,
            Proposal.Target target,
            Shares current,
            Shares wanted,
            double caution,
            List<Figure> figures) {
        double distance = current.distance(wanted);
        Step step = target.manner() == Manner.SAFETY ? Step.whole(distance) : Step.of(limits, history, distance);
        figures.add(step.figure());
        if (step.fraction() <= 0) {
            return hold(history, Code.VELOCITY, step.text(), figures);
        }
        List<String> cuts = new ArrayList<>();
        step.cutBy().ifPresent(cuts::add);
        if (caution < 1) {
            cuts.add("the self-test");
        }
        Shares next = current.toward(wanted, caution * step.fraction());
        Overload overload = overload(history, target, current, next);
        if (overload.binds()) {
            figures.add(overload.figure());
            cuts.add("guard.overload, for " + overload.route());
            next = current.toward(next, overload.fraction());
            if (current.distance(next) < Step.NOTHING) {
                return hold(history, Code.OVERLOAD, overload.text(), figures);
            }
        }
        return reweigh(history, target, current, next, step, cut(current.distance(next), distance, cuts), figures);
    }

    /** Says so if the step is shorter than wanted, and why. */
    private static String cut(double gone, double distance, List<String> by) {
        String part = Text.percent(gone);
        String whole = Text.percent(distance);
        return by.isEmpty() || part.equals(whole)
                ? ""
                : "; a step of %s of the %s to move, cut by %s".formatted(part, whole, String.join(" and ", by));
    }

    /**
     * By what the policy believes, or, if the target came of a limiter alone, by what was believed at the last move. A move
     * for safety is held back by neither capacities that do not tell what is full nor those of an earlier move, which may
     * have become others.
     */
    private Overload overload(History history, Proposal.Target target, Shares current, Shares next) {
        Belief belief = target.belief();
        boolean silent = target.manner() == Manner.SAFETY && !belief.absolute();
        for (int i = history.moves().size() - 1; belief.capacities().isEmpty() && i >= 0; i--) {
            belief = history.moves().get(i).belief();
        }
        double rate = silent ? 0 : history.latest().endpoint().requestsPerSecond();
        return Overload.of(belief, rate, current, next, limits.checks().overload());
    }

    private String ceilingTooLow(Shares target) {
        return "a ceiling of %s for each of %d routes is less than all of the traffic (guard.ceiling)"
                .formatted(Text.percent(limits.checks().ceiling()), Bounds.open(target));
    }

    private Decision reweigh(
            History history,
            Proposal.Target target,
            Shares current,
            Shares next,
            Step step,
            String cut,
            List<Figure> figures) {
        Map<String, Reading.OfRoute> routes = history.latest().routes();
        Map<String, Integer> base = history.latest().weights().orElseThrow();
        Weights weights = new Apportionment(capabilities, limits.minWeight(), routes, next).weights();
        if (weights.byRoute().equals(new TreeMap<>(base))) {
            return hold(history, Code.BALANCED, "the weights nearest to the target are in force", figures);
        }
        Effect effect = effect(weights, current, next, routes);
        Optional<String> broken = effect.broken(limits, step, capabilities.total(), target.shares());
        if (broken.isPresent()) {
            return hold(history, Code.BOUNDS, broken.get(), figures);
        }
        String text = target.reason().text() + "; share " + effect.text() + cut;
        return new Decision.Reweigh(
                id(history),
                history.now(),
                name,
                history.pattern(),
                new Reason(target.reason().code(), text),
                figures,
                base,
                history.members(),
                weights,
                target.belief(),
                Optional.empty());
    }

    private Effect effect(Weights weights, Shares current, Shares next, Map<String, Reading.OfRoute> routes) {
        Shares given = Traffic.split(weights.byRoute(), routes).orElseThrow();
        return new Effect(weights, current, next, given, 1 / Traffic.sum(weights.byRoute(), routes));
    }

    private static Optional<String> nonsense(Shares target, Map<String, Reading.OfRoute> routes) {
        Roster roster = target.roster();
        for (int place = 0; place < roster.size(); place++) {
            if (target.at(roster, place) > 0) {
                String id = roster.id(place);
                Reading.OfRoute route = routes.get(id);
                if (route == null) {
                    return Optional.of("route " + id + " does not exist");
                }
                if (route.totals().backends() == 0) {
                    return Optional.of("route " + id + " has no backends and gets no traffic");
                }
            }
        }
        return Optional.empty();
    }

    private String floorTooHigh(Shares target) {
        return "a floor of %s for each of %d routes is more than there is (guard.floor)"
                .formatted(Text.percent(limits.floor()), Bounds.open(target));
    }

    private Decision.Hold hold(History history, Code code, String text, List<Figure> figures) {
        return hold(history, new Reason(code, text), figures);
    }

    private Decision.Hold hold(History history, Reason reason, List<Figure> figures) {
        return new Decision.Hold(id(history), history.now(), name, history.pattern(), reason, figures);
    }

    /**
     * The generation, the time of the reading and the endpoint: the same history gives the same id, so that a replay can
     * be compared with what happened, and another run of the agent gives others.
     */
    private static String id(History history) {
        Reading latest = history.latest();
        return latest.generation()
                + "-"
                + Long.toString(latest.startedAt().wall().toEpochMilli(), Character.MAX_RADIX)
                + "-"
                + HexFormat.of().toHexDigits(history.pattern().hashCode());
    }
}
