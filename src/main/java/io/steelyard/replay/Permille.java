package io.steelyard.replay;

import io.steelyard.adapter.simulator.Simulator;
import io.steelyard.model.Weights;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Weights in proportion to amounts, for drivers that have no Guard. */
final class Permille {

    private Permille() {}

    /** Each the nearest integer, at least 1 for an amount above 0; empty if no amount is. */
    static Optional<Weights> of(Map<String, Double> amounts) {
        double sum = amounts.values().stream().mapToDouble(Double::doubleValue).sum();
        if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
            return Optional.empty();
        }
        Map<String, Integer> weights = new TreeMap<>();
        amounts.forEach((route, amount) -> weights.put(
                route, amount > 0 ? (int) Math.max(1, Math.round(amount / sum * Simulator.MAX_WEIGHT)) : 0));
        return Optional.of(Weights.of(weights));
    }
}
