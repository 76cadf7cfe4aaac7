package io.steelyard.guard;

import io.steelyard.model.History;
import io.steelyard.model.Move;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.Reason.Code;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Moves that the traffic did not follow: it sticks to where it is, or the balancer does not do what it says. */
final class Ineffective {

    /** So many moves are looked at. */
    static final int OF = 5;

    private Ineffective() {}

    /**
     * Why nothing more should be moved, if so many of the last moves had no effect. Moves of which it cannot be told, too
     * small or too little traffic, do not count.
     */
    static Optional<Reason> of(History history, int most) {
        List<Move> moves = history.moves();
        int judged = 0;
        int without = 0;
        double newest = 0;
        for (int i = moves.size() - 1; i >= 0 && judged < OF; i--) {
            OptionalDouble part = moves.get(i).followed();
            if (part.isPresent()) {
                judged++;
                if (part.getAsDouble() < Outcome.LEAST) {
                    newest = without++ == 0 ? part.getAsDouble() : newest;
                }
            }
        }
        return without < most
                ? Optional.empty()
                : Optional.of(new Reason(
                        Code.NOT_EFFECTIVE,
                        ("of the last %d moves %d had less than half of their effect on the traffic, the last %s"
                                        + " (guard.ineffective; is it sticky? guard.effect_lag)")
                                .formatted(judged, without, Text.percent(newest))));
    }
}
