package io.steelyard.guard;

import io.steelyard.model.Belief;
import io.steelyard.model.Figure;
import io.steelyard.model.History;
import io.steelyard.model.Move;
import io.steelyard.model.Roster;
import io.steelyard.model.Shares;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Compares what the policy predicted with what came of it. If its model of the load is right, the capacity of a route
 * stays what it is while its share changes. If every move of a share shifts the estimate the other way, the loads go
 * further than predicted, and the next move will go too far again:
 *
 * <pre>slope = Σ Δ ln s (Δ ln s − Δ ln c) / Σ (Δ ln s)²      over the routes of the last moves</pre>
 *
 * 1 is right. Requests in flight taken for a utilisation give 1 / (1 − ρ), which rings from 2 on. Below 1 is no fault of
 * the model: capacities that drift make the policy follow them, which looks the same; traffic that does not move at all is
 * the rule of the ineffective moves.
 *
 * <p>A failed test holds for a minute after the last move; only that move itself may be taken back meanwhile, if the policy
 * would rather be where it was. Then one more is made, as much smaller as the loads went too far:
 * what is wrong by the factor of the slope is right when divided by it. To hold until the moves are forgotten would leave
 * an endpoint for ten minutes where the last wrong move brought it.
 *
 * @param moves so many were compared
 * @param slope observed / predicted
 */
record SelfTest(int moves, double slope) {

    /** Fewer prove nothing. */
    private static final int ENOUGH = 4;

    /** So many of the newest count. */
    private static final int MOST = 5;

    /** Σ (Δ ln s)² of at least so much, or it is noise. */
    private static final double SIZE = 0.05;

    private static final Duration REST = Duration.ofMinutes(1);

    static SelfTest of(History history, Belief now) {
        List<Move> moves = history.moves();
        double products = 0;
        double squares = 0;
        int counted = 0;
        for (int i = Math.max(0, moves.size() - MOST); i < moves.size(); i++) {
            Belief before = moves.get(i).belief();
            Belief after = i + 1 < moves.size() ? moves.get(i + 1).belief() : now;
            if (before.capacities().isEmpty() || after.capacities().isEmpty()) {
                continue;
            }
            counted++;
            for (Map.Entry<String, Double> share :
                    Traffic.logarithms(history, moves.get(i)).entrySet()) {
                double predicted = share.getValue();
                double then = before.capacities().getOrDefault(share.getKey(), 0.0);
                double later = after.capacities().getOrDefault(share.getKey(), 0.0);
                if (then > 0 && later > 0) {
                    squares += predicted * predicted;
                    products += predicted * (predicted - Math.log(later / then));
                }
            }
        }
        return new SelfTest(counted, squares >= SIZE ? products / squares : 1);
    }

    boolean failed(double most) {
        return moves >= ENOUGH && slope > most;
    }

    /** True while nothing more is to be tried. */
    static boolean rests(History history) {
        return history.writtenAt()
                .filter(at -> history.now().since(at).compareTo(REST) < 0)
                .isPresent();
    }

    /**
     * The split before the last move, if the policy would rather be there: to go back is no new experiment. Not if that move
     * itself went back, nor if it would give traffic to a route that is to have none, or take all from one.
     */
    static Optional<Shares> back(History history, Shares current, Shares target) {
        List<Move> moves = history.moves();
        Move last = moves.get(moves.size() - 1);
        boolean returned = moves.size() > 1
                && last.after().byRoute().equals(moves.get(moves.size() - 2).before());
        return returned
                ? Optional.empty()
                : Traffic.split(last.before(), history.latest().routes())
                        .filter(before -> before.distance(target) < current.distance(target))
                        .filter(before -> sameRoutes(before, target));
    }

    private static boolean sameRoutes(Shares one, Shares other) {
        Roster both = one.roster().and(other.roster());
        return IntStream.range(0, both.size()).allMatch(place -> one.at(both, place) > 0 == other.at(both, place) > 0);
    }

    Figure figure(double most) {
        return Figure.of("overreaction", slope, most);
    }

    String text(double most) {
        return verdict(most) + "; is the concurrency right? A smaller move follows a minute after the last";
    }

    String takingBack(double most) {
        return "the last move is taken back: " + verdict(most);
    }

    private String verdict(double most) {
        return String.format(
                Locale.ROOT,
                "over the last %d moves the loads moved %.1f times as far as predicted, the limit is %.1f"
                        + " (guard.overreaction)",
                moves,
                slope,
                most);
    }
}
