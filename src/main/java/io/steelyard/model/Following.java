package io.steelyard.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Whether the traffic followed a move: the part of the change of the growing routes' shares of the weight that shows in
 * their shares of the rate. Of the growing ones, because a route that was overloaded goes on serving its backlog.
 */
final class Following {

    /** Readings before and after, at most. */
    private static final int MOST = 8;

    /** And at least. */
    private static final int LEAST = 2;

    /** A smaller move is not judged. */
    private static final double DISTANCE = 0.05;

    /** Nor one whose effect drowns in the chance of the requests: the standard error of the part. */
    private static final double CHANCE = 0.15;

    private Following() {}

    /** 1 if all of it followed, 0 if nothing did; empty if it cannot be told, or not yet. */
    static OptionalDouble of(List<Reading> readings, Horizon horizon, Move move) {
        Map<String, Double> change = move.change(route -> live(readings.get(readings.size() - 1), horizon, route));
        if (Move.distance(change) < DISTANCE
                || move.at().isBefore(readings.get(0).startedAt())) {
            return OptionalDouble.empty();
        }
        List<Reading> before = new ArrayList<>();
        List<Reading> after = new ArrayList<>();
        Moment effective = move.at().plus(horizon.effectLag());
        for (Reading reading : readings) {
            if (reading.startedAt().isBefore(move.at()) && shows(reading, move.before())) {
                before.add(reading);
            } else if (!reading.startedAt().isBefore(effective)
                    && shows(reading, move.after().byRoute())) {
                after.add(reading);
            }
        }
        after = after.subList(Math.min(after.size(), horizon.settle()), after.size());
        if (before.size() < LEAST || after.size() < LEAST) {
            return OptionalDouble.empty();
        }
        return part(last(before), after.subList(0, Math.min(MOST, after.size())), change);
    }

    private static OptionalDouble part(List<Reading> before, List<Reading> after, Map<String, Double> change) {
        double expected = 0;
        double seen = 0;
        double variance = 0;
        double requestsBefore = requests(before);
        double requestsAfter = requests(after);
        if (requestsBefore <= 0 || requestsAfter <= 0) {
            return OptionalDouble.empty();
        }
        for (Map.Entry<String, Double> route : change.entrySet()) {
            double wanted = route.getValue();
            if (wanted > 0) {
                double then = requests(before, route.getKey()) / requestsBefore;
                double now = requests(after, route.getKey()) / requestsAfter;
                expected += wanted * wanted;
                seen += wanted * (now - then);
                variance += wanted * wanted * (then * (1 - then) / requestsBefore + now * (1 - now) / requestsAfter);
            }
        }
        return Math.sqrt(variance) / expected > CHANCE ? OptionalDouble.empty() : OptionalDouble.of(seen / expected);
    }

    private static boolean shows(Reading reading, Map<String, Integer> weights) {
        return reading.weights().filter(weights::equals).isPresent();
    }

    private static double live(Reading reading, Horizon horizon, String route) {
        Reading.OfRoute of = reading.routes().get(route);
        return of != null && horizon.capabilities().skipsDeadBackends() ? of.liveFraction() : 1;
    }

    private static List<Reading> last(List<Reading> readings) {
        return readings.subList(Math.max(0, readings.size() - MOST), readings.size());
    }

    /** About how many; a reading stands for the time until the next. */
    private static double requests(List<Reading> readings) {
        double rate = readings.stream()
                .mapToDouble(reading -> reading.routes().values().stream()
                        .mapToDouble(route -> route.totals().requestsPerSecond())
                        .sum())
                .sum();
        return rate * interval(readings);
    }

    private static double requests(List<Reading> readings, String route) {
        double rate = 0;
        for (Reading reading : readings) {
            Reading.OfRoute of = reading.routes().get(route);
            rate += of == null ? 0 : of.totals().requestsPerSecond();
        }
        return rate * interval(readings);
    }

    private static double interval(List<Reading> readings) {
        long span = readings.get(readings.size() - 1)
                .startedAt()
                .since(readings.get(0).startedAt())
                .toNanos();
        return Math.max(1e-3, span / 1e9 / (readings.size() - 1));
    }
}
