package io.steelyard.guard;

import io.steelyard.model.Belief;
import io.steelyard.model.Figure;
import io.steelyard.model.Shares;
import java.util.Map;

/**
 * How far a move may go before the utilisation that it is predicted to give some route, u = share · rate / capacity, is
 * above the limit: never make the worst route worse. Where the capacities have a unit of the policy's own, what is full is
 * not known, and the limit is the highest of now.
 *
 * @param fraction of the way, 0 to 1
 * @param route the one that allows no more; empty if all of it is allowed
 * @param predicted its utilisation at the end of the way
 * @param limit on it
 */
record Overload(double fraction, String route, double predicted, double limit) {

    /** Above the highest of now by so little is noise. */
    private static final double NOISE = 1.02;

    private static final Overload NONE = new Overload(1, "", 0, 1);

    /**
     * @param rate requests per second of the endpoint
     * @param full the utilisation that no route should exceed
     */
    static Overload of(Belief belief, double rate, Shares from, Shares to, double full) {
        double highest = 0;
        for (Map.Entry<String, Double> route : belief.capacities().entrySet()) {
            highest = Math.max(highest, from.of(route.getKey()) * rate / route.getValue());
        }
        double limit = belief.absolute() ? Math.max(full, highest) : NOISE * highest;
        Overload worst = NONE;
        for (Map.Entry<String, Double> route : belief.capacities().entrySet()) {
            double now = from.of(route.getKey());
            double then = to.of(route.getKey());
            double predicted = then * rate / route.getValue();
            if (then > now && predicted > limit * (1 + 1e-9)) {
                double fraction = Math.max(0, (limit * route.getValue() / rate - now) / (then - now));
                worst = fraction < worst.fraction ? new Overload(fraction, route.getKey(), predicted, limit) : worst;
            }
        }
        return worst;
    }

    boolean binds() {
        return fraction < 1;
    }

    Figure figure() {
        return Figure.of("utilisation", predicted, limit);
    }

    String text() {
        return "%s would be used to %s, the limit is %s (guard.overload, or the most used now)"
                .formatted(route, Text.percent(predicted), Text.percent(limit));
    }
}
