package io.steelyard.policy;

import io.steelyard.model.History;
import io.steelyard.model.Moment;
import io.steelyard.model.Move;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which routes are out as outliers, and since when, by the moves of the last minutes: a move that ejects a route after
 * one that did not, or after none, is the beginning of an ejection.
 */
final class Ejections {

    private final History history;
    private final OutlierParameters parameters;

    Ejections(History history, OutlierParameters parameters) {
        this.history = history;
        this.parameters = parameters;
    }

    /** True until its time is over. */
    boolean isOut(String route) {
        return !left(route).isZero();
    }

    /** How long it is still out. */
    Duration left(String route) {
        Duration left = begun(route)
                .map(since -> time(route).minus(history.now().since(since)))
                .orElse(Duration.ZERO);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** 1 for a route that was not out lately; else by the time since it may come back. */
    double rise(String route, double begin) {
        Optional<Moment> since = begun(route);
        if (since.isEmpty() || parameters.ramp().isZero()) {
            return 1;
        }
        Duration back = history.now().since(since.get()).minus(time(route));
        return Math.min(
                1, Math.max(begin, (double) back.toNanos() / parameters.ramp().toNanos()));
    }

    /** Its share when its newest ejection began; 0 if there was none. */
    double shareBefore(String route) {
        Move first = first(route);
        if (first == null) {
            return 0;
        }
        double sum =
                first.before().values().stream().mapToDouble(Integer::intValue).sum();
        return sum > 0 ? first.before().getOrDefault(route, 0) / sum : 0;
    }

    private Optional<Moment> begun(String route) {
        return Optional.ofNullable(first(route)).map(Move::at);
    }

    /** The move that began the newest ejection. */
    private @org.jspecify.annotations.Nullable Move first(String route) {
        Move first = null;
        boolean before = false;
        for (Move move : history.moves()) {
            boolean ejects = move.belief().ejected().contains(route);
            first = ejects && !before ? move : first;
            before = ejects;
        }
        return first;
    }

    private Duration time(String route) {
        List<Move> moves = history.moves();
        int times = 0;
        boolean before = false;
        for (Move move : moves) {
            boolean ejects = move.belief().ejected().contains(route);
            times += ejects && !before ? 1 : 0;
            before = ejects;
        }
        Duration time = parameters.ejection().multipliedBy(1L << Math.min(10, Math.max(0, times - 1)));
        return time.compareTo(parameters.maxEjection()) < 0 ? time : parameters.maxEjection();
    }
}
