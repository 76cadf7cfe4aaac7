package io.steelyard.guard;

import io.steelyard.model.History;
import io.steelyard.model.Move;
import io.steelyard.model.Reading;
import io.steelyard.model.Shares;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How a balancer splits the traffic: by weight, of which the part counts that is {@link Reading.OfRoute#live live}. */
final class Traffic {

    private Traffic() {}

    /** The split by such weights; empty if no route can take any traffic. */
    static Optional<Shares> split(Map<String, Integer> weights, Map<String, Reading.OfRoute> routes) {
        Map<String, Double> amounts = new TreeMap<>();
        weights.forEach((id, weight) -> amounts.put(id, weight * live(routes.get(id))));
        return amounts.values().stream().anyMatch(amount -> amount > 0)
                ? Optional.of(Shares.inProportion(amounts))
                : Optional.empty();
    }

    /** The sum of the weights that take traffic. */
    static double sum(Map<String, Integer> weights, Map<String, Reading.OfRoute> routes) {
        return weights.entrySet().stream()
                .mapToDouble(weight -> weight.getValue() * live(routes.get(weight.getKey())))
                .sum();
    }

    static double distance(History history, Move move) {
        Map<String, Reading.OfRoute> routes = at(history, move);
        return move.distance(route -> live(routes.get(route)));
    }

    /** What a move changed the logarithm of each share by; a route that had or got nothing is left out. */
    static Map<String, Double> logarithms(History history, Move move) {
        Map<String, Reading.OfRoute> routes = at(history, move);
        Optional<Shares> before = split(move.before(), routes);
        Optional<Shares> after = split(move.after().byRoute(), routes);
        Map<String, Double> changes = new TreeMap<>();
        if (before.isPresent() && after.isPresent()) {
            after.get().byRoute().forEach((route, share) -> {
                if (share > 0 && before.get().of(route) > 0) {
                    changes.put(route, Math.log(share / before.get().of(route)));
                }
            });
        }
        return changes;
    }

    static Map<String, Double> change(History history, Move move) {
        Map<String, Reading.OfRoute> routes = at(history, move);
        return move.change(route -> live(routes.get(route)));
    }

    private static double live(Reading.@Nullable OfRoute route) {
        return route == null ? 1 : route.live();
    }

    /** What the move was decided by: the newest reading before it, or the oldest that is left. */
    private static Map<String, Reading.OfRoute> at(History history, Move move) {
        Reading seen = history.readings().get(0);
        for (Reading reading : history.readings()) {
            seen = reading.startedAt().isBefore(move.at()) ? reading : seen;
        }
        return seen.routes();
    }
}
