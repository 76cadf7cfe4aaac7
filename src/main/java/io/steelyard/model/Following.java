package io.steelyard.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether the traffic followed a move: the part of the change of the growing routes' shares of the weight that shows in
 * their shares of the requests that arrive. Of the growing ones, because a route that was overloaded goes on serving its
 * backlog; of what arrives, where the loads tell it, because that backlog is a part of what all routes complete.
 *
 * <p>Compared are the last settled readings before the move with the first settled ones after it, until the next move.
 * That it did follow is told as soon as it shows; that it did not, only when no more readings can show it.
 */
final class Following {

    /** Readings before and after, at most. */
    private static final int MOST = 8;

    /** A smaller move is not judged. */
    private static final double DISTANCE = 0.05;

    /** Nor one whose effect drowns in the chance of the requests: the standard error of the part. */
    private static final double CHANCE = 0.15;

    private Following() {}

    /**
     * @param index of the move that is judged
     * @return 1 if all of it followed, 0 if nothing did; empty if it cannot be told, or not yet
     */
    static OptionalDouble of(List<Reading> readings, Horizon horizon, List<Move> moves, int index) {
        Move move = moves.get(index);
        Optional<Moment> next =
                index + 1 < moves.size() ? Optional.of(moves.get(index + 1).at()) : Optional.empty();
        int from = settled(readings, move.at(), horizon);
        int end = next.map(at -> firstFrom(readings, at)).orElse(readings.size());
        boolean whole = next.isPresent() || end - from >= MOST;
        if (from > end
                || wasJudged(readings, from, next)
                || move.at().isBefore(readings.get(0).startedAt())) {
            return OptionalDouble.empty();
        }
        List<Reading> after = showing(
                readings.subList(from, Math.min(end, from + MOST)), move.after().byRoute());
        List<Reading> before = before(readings, horizon, moves, index);
        if (before.isEmpty() || after.isEmpty()) {
            return OptionalDouble.empty();
        }
        Reading latest = readings.get(readings.size() - 1);
        Map<String, Double> change = move.change(route -> live(latest, route));
        if (Move.distance(change) < DISTANCE) {
            return OptionalDouble.empty();
        }
        double seconds = seconds(readings);
        boolean counted = Double.isFinite(horizon.capabilities().concurrency());
        OptionalDouble part =
                part(new Arrivals(before, seconds, counted), new Arrivals(after, seconds, counted), change);
        return whole || part.orElse(0) >= Outcome.LEAST ? part : OptionalDouble.empty();
    }

    /** True if the newest reading adds nothing: what could be told was told at an earlier one. */
    private static boolean wasJudged(List<Reading> readings, int from, Optional<Moment> next) {
        int last = readings.size() - 1;
        boolean closed = next.isPresent()
                && last > 0
                && readings.get(last - 1).startedAt().compareTo(next.get()) > 0;
        return closed || last - from >= MOST;
    }

    private static List<Reading> before(List<Reading> readings, Horizon horizon, List<Move> moves, int index) {
        Move move = moves.get(index);
        int first = index > 0 ? settled(readings, moves.get(index - 1).at(), horizon) : 0;
        int end = firstFrom(readings, move.at());
        if (end < readings.size() && readings.get(end).startedAt().compareTo(move.at()) <= 0) {
            end++;
        }
        return end <= first ? List.of() : showing(readings.subList(Math.max(first, end - MOST), end), move.before());
    }

    /** The first reading that shows what a move at that time did. */
    private static int settled(List<Reading> readings, Moment at, Horizon horizon) {
        return firstFrom(readings, at.plus(horizon.effectLag())) + horizon.settle();
    }

    /** The first reading that began then or later. */
    private static int firstFrom(List<Reading> readings, Moment time) {
        int index = readings.size();
        while (index > 0 && !readings.get(index - 1).startedAt().isBefore(time)) {
            index--;
        }
        return index;
    }

    private static List<Reading> showing(List<Reading> readings, Map<String, Integer> weights) {
        return readings.stream()
                .filter(reading -> reading.weights().filter(weights::equals).isPresent())
                .toList();
    }

    private static OptionalDouble part(Arrivals before, Arrivals after, Map<String, Double> change) {
        double expected = 0;
        double seen = 0;
        double variance = 0;
        double requestsBefore = before.everywhere();
        double requestsAfter = after.everywhere();
        if (requestsBefore <= 0 || requestsAfter <= 0) {
            return OptionalDouble.empty();
        }
        for (Map.Entry<String, Double> route : change.entrySet()) {
            double wanted = route.getValue();
            if (wanted > 0) {
                double then = before.at(route.getKey()) / requestsBefore;
                double now = after.at(route.getKey()) / requestsAfter;
                expected += wanted * wanted;
                seen += wanted * (now - then);
                variance += wanted * wanted * (then * (1 - then) / requestsBefore + now * (1 - now) / requestsAfter);
            }
        }
        return Math.sqrt(variance) / expected > CHANCE ? OptionalDouble.empty() : OptionalDouble.of(seen / expected);
    }

    private static double live(Reading reading, String route) {
        Reading.OfRoute of = reading.routes().get(route);
        return of == null ? 1 : of.live();
    }

    /** What one reading stands for: the least time between two that follow each other, so that a gap counts once. */
    private static double seconds(List<Reading> readings) {
        Duration least = Duration.ofSeconds(1);
        for (int i = 1; i < readings.size(); i++) {
            Duration gap = readings.get(i).startedAt().since(readings.get(i - 1).startedAt());
            least = i == 1 || gap.compareTo(least) < 0 ? gap : least;
        }
        return Math.max(1e-3, least.toNanos() / 1e9);
    }
}
