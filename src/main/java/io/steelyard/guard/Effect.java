package io.steelyard.guard;

import io.steelyard.model.Printable;
import io.steelyard.model.Shares;
import io.steelyard.model.Weights;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What weights do to the traffic, as against what was wanted of them: the last check before a decision to write.
 *
 * @param current the split of the traffic now
 * @param wanted the split that the weights were chosen for
 * @param given the split that they give
 * @param quantum the share that one unit of weight is
 */
record Effect(Weights weights, Shares current, Shares wanted, Shares given, double quantum) {

    /** So many shares are named in a reason, at most. */
    private static final int NAMED = 8;

    /** Why the weights must not be written; empty if they may be. */
    Optional<String> broken(Limits limits, Step step, OptionalInt total, Shares target) {
        return otherSum(total).or(() -> tooFar(step)).or(() -> belowFloor(limits.floor(), target));
    }

    private Optional<String> otherSum(OptionalInt total) {
        long sum = weights.byRoute().values().stream()
                .mapToLong(Integer::longValue)
                .sum();
        return total.orElse(0) == 0 || sum == total.getAsInt()
                ? Optional.empty()
                : Optional.of(
                        "the weights of %d routes can only sum to %d, not the %d that the balancer takes (guard.min_weight)"
                                .formatted(open(), sum, total.getAsInt()));
    }

    private Optional<String> tooFar(Step step) {
        double distance = current.distance(given);
        double rounding = open() * quantum / 2;
        return distance <= step.allowed() + rounding
                ? Optional.empty()
                : Optional.of(
                        ("the least weights of %d routes would move %s of the traffic, a step of %s is allowed and %s"
                                        + " for rounding (guard.max_step, guard.velocity, guard.min_weight)")
                                .formatted(
                                        open(),
                                        Text.percent(distance),
                                        Text.percent(step.allowed()),
                                        Text.percent(rounding)));
    }

    /** A route that is on its way to the floor may be below it; rounding takes less than one quantum. */
    private Optional<String> belowFloor(double floor, Shares target) {
        return given.byRoute().entrySet().stream()
                .filter(route -> target.of(route.getKey()) > 0)
                .filter(route -> route.getValue() < Math.min(floor, wanted.of(route.getKey())) - quantum)
                .findFirst()
                .map(route ->
                        "the least weights of other routes leave %s %s of the traffic, below the floor of %s (guard.floor)"
                                .formatted(route.getKey(), Text.percent(route.getValue()), Text.percent(floor)));
    }

    /** The shares that change most, in order of route id. */
    String text() {
        Set<String> largest = given.byRoute().keySet().stream()
                .sorted(Comparator.comparingDouble(route -> -Math.abs(given.of(route) - current.of(route))))
                .limit(NAMED)
                .collect(Collectors.toSet());
        List<String> changes = given.byRoute().entrySet().stream()
                .filter(route -> largest.contains(route.getKey()))
                .map(this::change)
                .toList();
        return Printable.list(changes, given.byRoute().size());
    }

    private String change(Map.Entry<String, Double> route) {
        return "%s %s -> %s"
                .formatted(route.getKey(), Text.percent(current.of(route.getKey())), Text.percent(route.getValue()));
    }

    private long open() {
        return given.byRoute().values().stream().filter(share -> share > 0).count();
    }
}
