package io.steelyard.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * A change of weights that was written and is in force, all of what was decided or a part.
 *
 * @param at when the write had ended
 * @param decision what was decided
 * @param before the weights that were replaced
 * @param after the weights that are in force
 * @param followed the part of it that the traffic followed, 0 to about 1; empty as long as that is not known
 */
public record Move(
        Moment at, Decision.Reweigh decision, Map<String, Integer> before, Weights after, OptionalDouble followed) {

    /** Of which it is not known yet whether the traffic follows. */
    static Move of(Decision.Reweigh decision, Map<String, Integer> before, Map<String, Integer> found, Moment at) {
        return new Move(at, decision.withoutMembers(), before, Weights.of(found), OptionalDouble.empty());
    }

    /** What the policy believed when it decided so. */
    public Belief belief() {
        return decision.belief();
    }

    Move following(OptionalDouble part) {
        return new Move(at, decision, before, after, part);
    }

    /** True if all of what was decided is in force. */
    boolean whole() {
        return after.byRoute()
                .entrySet()
                .containsAll(decision.weights().byRoute().entrySet());
    }

    /** True if the other one is a part of the same write. */
    boolean sameWrite(Move other) {
        return decision.equals(other.decision);
    }

    /** Both parts of one write. */
    Move and(Move later) {
        return new Move(later.at, decision, before, later.after, later.followed);
    }

    /** What the traffic made of it, once that is known. */
    Optional<Outcome.Followed> told(Moment now) {
        return followed.isPresent()
                ? Optional.of(Outcome.Followed.of(decision, at, now, followed.getAsDouble()))
                : Optional.empty();
    }

    /**
     * How much of the traffic it moved, 0 to 1. All of it if there was no weight before.
     *
     * @param live the part of a route's weight that takes traffic, 0 to 1
     */
    public double distance(ToDoubleFunction<String> live) {
        return amount(before, live) > 0 ? distance(change(live)) : 1;
    }

    /** How much of the traffic such changes of the shares move, 0 to 1. */
    public static double distance(Map<String, Double> change) {
        double sum = 0;
        for (double share : change.values()) {
            sum += Math.abs(share);
        }
        return sum / 2;
    }

    /**
     * What it changed each route's share of the traffic by.
     *
     * @param live the part of a route's weight that takes traffic, 0 to 1
     */
    public Map<String, Double> change(ToDoubleFunction<String> live) {
        Map<String, Double> change = new HashMap<>();
        add(change, after.byRoute(), 1, live);
        add(change, before, -1, live);
        return change;
    }

    private static void add(
            Map<String, Double> change, Map<String, Integer> weights, int sign, ToDoubleFunction<String> live) {
        double amount = amount(weights, live);
        weights.forEach((route, weight) ->
                change.merge(route, amount > 0 ? sign * weight * live.applyAsDouble(route) / amount : 0, Double::sum));
    }

    private static double amount(Map<String, Integer> weights, ToDoubleFunction<String> live) {
        double amount = 0;
        for (Map.Entry<String, Integer> route : weights.entrySet()) {
            amount += route.getValue() * live.applyAsDouble(route.getKey());
        }
        return amount;
    }
}
