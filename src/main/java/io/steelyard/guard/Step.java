package io.steelyard.guard;

import io.steelyard.model.Figure;
import io.steelyard.model.History;
import java.time.Duration;
import java.util.Optional;

/**
 * How far a decision may go towards its target.
 *
 * @param distance how much traffic would have to move to get there
 * @param allowed how much may move now
 * @param moved how much was moved within the last minute
 * @param velocity how much may be moved within a minute
 */
record Step(double distance, double allowed, double moved, double velocity) {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** A rest of this little is no reason to write. */
    static final double NOTHING = 1e-3;

    static Step of(Limits limits, History history, double distance) {
        double moved = history.moves().stream()
                .filter(move -> history.now().since(move.at()).compareTo(MINUTE) < 0)
                .mapToDouble(move -> Traffic.distance(history, move))
                .sum();
        double left = limits.velocity() - moved;
        return new Step(distance, left < NOTHING ? 0 : Math.min(limits.maxStep(), left), moved, limits.velocity());
    }

    /** All of it at once, for safety. */
    static Step whole(double distance) {
        return new Step(distance, 1, 0, 1);
    }

    /** The part of the way that may be gone, 0 to 1. */
    double fraction() {
        return distance <= allowed ? 1 : allowed / distance;
    }

    Figure figure() {
        return Figure.of("step", distance, allowed);
    }

    String text() {
        return "%s of the traffic was moved within a minute, the limit is %s (guard.velocity)"
                .formatted(Text.percent(moved), Text.percent(velocity));
    }

    /** What makes the step shorter than wanted; empty if nothing does. */
    Optional<String> cutBy() {
        if (fraction() >= 1) {
            return Optional.empty();
        }
        return Optional.of(
                velocity - moved <= allowed
                        ? "guard.velocity (%s were moved within a minute)".formatted(Text.percent(moved))
                        : "guard.max_step");
    }
}
