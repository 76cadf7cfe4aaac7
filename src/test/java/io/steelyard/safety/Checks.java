package io.steelyard.safety;

import io.steelyard.guard.Limits;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Route;
import io.steelyard.model.Weights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The invariants of one sequence, told of everything that happens. They keep books of their own and share no code with
 * the Guard: what was sent, believed and seen.
 */
final class Checks {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration FLIPS_WITHIN = Duration.ofMinutes(10);
    private static final double LARGE = 0.05;
    private static final double ROUNDING = 1e-6;

    /** A write that was applied, as the agent knows it. */
    private record Applied(Moment at, Map<String, Integer> before, Map<String, Integer> after) {

        double distance() {
            double sum = 0;
            for (String route : after.keySet()) {
                sum += Math.abs(change(route));
            }
            return amount(before) == 0 ? 1 : sum / 2;
        }

        boolean reverses(Applied earlier) {
            double product = 0;
            for (String route : after.keySet()) {
                product += change(route) * earlier.change(route);
            }
            return product < 0;
        }

        private double change(String route) {
            return share(after, route) - share(before, route);
        }
    }

    private final Limits limits;
    private final Capabilities capabilities;
    private final boolean cleanWrites;
    private final boolean keepsZero;
    private final List<Applied> applied = new ArrayList<>();
    private Optional<Observation> newest = Optional.empty();
    private Optional<Decision.Reweigh> deciding = Optional.empty();
    private Set<String> ours = Set.of();
    private Moment now;
    private Optional<Moment> edited = Optional.empty();

    /** The most that was moved within a minute, as the agent believes. */
    double worst;

    /** What the bound of the worst one may be exceeded by: half a unit of weight for each route. */
    double worstRounding;

    long writes;

    /** The first invariant that was broken. */
    Optional<AssertionError> broken = Optional.empty();

    /**
     * @param cleanWrites true if no write gets lost, so that the agent knows all of its moves
     * @param keepsZero true if the policy leaves routes at weight 0 alone
     */
    Checks(Limits limits, Capabilities capabilities, boolean cleanWrites, boolean keepsZero, Moment start) {
        this.limits = limits;
        this.capabilities = capabilities;
        this.cleanWrites = cleanWrites;
        this.keepsZero = keepsZero;
        this.now = start;
    }

    void polled(Observation observation, Moment time) {
        newest = Optional.of(observation);
        now = time;
    }

    /** Another process of the agent, of which nobody is to notice that it is another one. */
    void restarted() {
        deciding = Optional.empty();
    }

    /** The same, which was killed after a write had moved the traffic and before it knew. */
    void killed(Map<String, Integer> before, Map<String, Integer> after) {
        applied.add(new Applied(now, before, after));
    }

    void reloaded() {
        edited = Optional.empty();
    }

    /** An operator's edit was seen by the agent. */
    void editSeen(Moment at) {
        edited = Optional.of(at);
    }

    /**
     * @param evacuated the routes that the agent itself took out of traffic
     */
    void deciding(Decision.Reweigh decision, Set<String> evacuated) {
        deciding = Optional.of(decision);
        ours = evacuated;
    }

    /** Every vector that goes to the balancer passes here, before anything is done with it. */
    void sent(String pattern, Weights weights) {
        try {
            check(pattern, weights);
        } catch (AssertionError fault) {
            broken = broken.or(() -> Optional.of(fault)); // what is thrown here, the gate takes for a failed call
            throw fault;
        }
    }

    private void check(String pattern, Weights weights) {
        writes++;
        Decision.Reweigh decision = deciding.orElseThrow(() -> broken("I7", "a write without a decision"));
        that(pattern.equals(UnreliableBalancer.WEB), "I20", "a write to " + pattern + ", which no policy owns");
        that(newest.orElseThrow() instanceof Observation.Seen, "I7", "a write after a failed poll");
        Observation.Seen seen = (Observation.Seen) newest.orElseThrow();
        Endpoint endpoint =
                seen.snapshot().endpoint(pattern).orElseThrow(() -> broken("I7", "a write to what was not seen"));
        that(endpoint.suspect().isEmpty(), "I7", "a write on a suspect reading");
        that(
                age(seen).compareTo(limits.interval().multipliedBy(2)) <= 0,
                "I7",
                "a write on a reading " + age(seen) + " old");
        TreeMap<String, Integer> observed = new TreeMap<>();
        for (Route route : endpoint.routes()) {
            that(route.weight().isPresent(), "I21", "a write while the weight of " + route.id() + " is unknown");
            observed.put(route.id(), route.weight().orElseThrow());
        }
        that(
                observed.keySet().equals(weights.byRoute().keySet()),
                "I20",
                "a write to routes " + weights.byRoute().keySet());
        that(observed.equals(decision.base()), "I7", "base " + decision.base() + ", observed " + observed);
        range(weights);
        for (Route route : endpoint.routes()) {
            int weight = weights.of(route.id());
            that(
                    !route.backends().isEmpty()
                            || weight <= observed.getOrDefault(route.id(), 0)
                            || share(weights.byRoute(), route.id())
                                    <= share(observed, route.id()) + observed.size() / 2.0 / amount(weights.byRoute()),
                    "I15",
                    route.id() + " has no backends and gains: " + observed + " -> " + weights.byRoute());
            boolean zero = observed.getOrDefault(route.id(), 0) == 0;
            that(
                    !keepsZero || weight == 0 || !zero || ours.contains(route.id()),
                    "I21",
                    route.id() + " was set to 0 by somebody and gets " + weight);
        }
        edited.ifPresent(since -> that(
                limits.rearmAfter()
                        .map(after -> now.since(since).compareTo(after) >= 0)
                        .orElse(false),
                "operator",
                "a write " + now.since(since) + " after an edit"));
        velocity(new Applied(now, observed, weights.byRoute()));
    }

    private void range(Weights weights) {
        long sum = 0;
        for (int weight : weights.byRoute().values()) {
            that(weight >= 0 && weight <= capabilities.maxWeight(), "I18", "weight " + weight);
            sum += weight;
        }
        that(sum >= 1, "I2", "no weight is left: " + weights);
        that(
                capabilities.total().isEmpty() || sum == capabilities.total().getAsInt(),
                "I18",
                "the weights sum to " + sum);
    }

    private void velocity(Applied next) {
        double quantum = 1 / Math.max(1, amount(next.after()));
        double rounding = next.after().size() * quantum / 2 + ROUNDING;
        double moved = next.distance();
        that(moved <= limits.maxStep() + rounding, "I5", "a step of " + moved);
        for (Applied earlier : applied) {
            moved += next.at().since(earlier.at()).compareTo(MINUTE) < 0 ? earlier.distance() : 0;
        }
        that(moved <= limits.velocity() + rounding, "I5", moved + " of the traffic within a minute");
        if (moved > worst) {
            worst = moved;
            worstRounding = rounding;
        }
        List<Applied> large = applied.stream()
                .filter(earlier -> next.at().since(earlier.at()).compareTo(FLIPS_WITHIN) < 0)
                .filter(earlier -> earlier.distance() >= LARGE)
                .toList();
        int flips = 0;
        for (int i = 1; i < large.size(); i++) {
            flips += large.get(i).reverses(large.get(i - 1)) ? 1 : 0;
        }
        that(!cleanWrites || flips < limits.flips(), "I6", "a write after " + flips + " flips");
    }

    void ended(Outcome outcome) {
        deciding = Optional.empty();
        if (outcome instanceof Outcome.Applied done) {
            applied.add(new Applied(
                    done.endedAt(),
                    done.decision().base(),
                    done.decision().weights().byRoute()));
        }
    }

    private Duration age(Observation.Seen seen) {
        return now.since(seen.startedAt());
    }

    private static double amount(Map<String, Integer> weights) {
        return weights.values().stream().mapToLong(Integer::longValue).sum();
    }

    private static double share(Map<String, Integer> weights, String route) {
        double sum = amount(weights);
        return sum > 0 ? weights.getOrDefault(route, 0) / sum : 0;
    }

    private static void that(boolean holds, String invariant, String message) {
        if (!holds) {
            throw broken(invariant, message);
        }
    }

    static AssertionError broken(String invariant, String message) {
        return new AssertionError(invariant + " is broken: " + message);
    }
}
