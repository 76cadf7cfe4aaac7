package io.steelyard.model;

import java.time.Duration;
import java.time.Instant;

/**
 * One reading of both clocks.
 *
 * @param wall the time of day, for people, logs and exported timestamps; may jump
 * @param elapsed time since the agent started, on a clock that never jumps; every decision uses this one
 */
public record Moment(Instant wall, Duration elapsed) implements Comparable<Moment> {

    /** {@link #since} in seconds. */
    public double secondsSince(Moment earlier) {
        return elapsed.getSeconds()
                - earlier.elapsed.getSeconds()
                + (elapsed.getNano() - earlier.elapsed.getNano()) / 1e9;
    }

    /** How long {@code earlier} lies back; negative if it lies ahead. */
    public Duration since(Moment earlier) {
        return elapsed.minus(earlier.elapsed);
    }

    /** True if it lies before the agent started: an earlier run saw it. */
    public boolean beforeStart() {
        return elapsed.isNegative();
    }

    /** When it was a time of day, which an earlier run may have seen. */
    public Moment at(Instant then) {
        return plus(Duration.between(wall, then));
    }

    /** The same of what is known to lie before the agent started, whatever the time of day was set to meanwhile. */
    public Moment atBeforeStart(Instant then) {
        Duration guess = at(then).elapsed;
        return new Moment(then, guess.isNegative() ? guess : Duration.ofNanos(-1));
    }

    /** True if it is earlier by the clock that never jumps. */
    public boolean isBefore(Moment other) {
        return elapsed.compareTo(other.elapsed) < 0;
    }

    /** So much later, by both clocks. */
    public Moment plus(Duration duration) {
        return new Moment(wall.plus(duration), elapsed.plus(duration));
    }

    @Override
    public int compareTo(Moment other) {
        return elapsed.compareTo(other.elapsed);
    }
}
