package io.steelyard.guard;

import io.steelyard.model.Figure;
import io.steelyard.model.Shares;
import java.util.Map;

/**
 * Tells a change that matters from noise: some route's share must change by more than the dead band and by more than
 * two standard errors of its estimate.
 *
 * @param route the route that exceeds its band most, or comes nearest to it
 * @param change its relative change of share; infinite for a route that had none
 * @param band what it has to exceed
 * @param standardError of its share, relative
 */
record DeadBand(String route, double change, double band, double standardError) {

    static DeadBand of(Shares current, Shares target, double least, Map<String, Double> standardErrors) {
        DeadBand widest = new DeadBand("", 0, least, 0);
        for (String route : target.byRoute().keySet()) {
            double error = standardErrors.getOrDefault(route, 0.0);
            double change = change(current.of(route), target.of(route));
            DeadBand band = new DeadBand(route, change, Math.max(least, 2 * error), error);
            widest = band.excess() > widest.excess() ? band : widest;
        }
        return widest;
    }

    boolean exceeded() {
        return Math.abs(change) > band;
    }

    Figure figure() {
        return Figure.of("change", Double.isInfinite(change) ? 1 : Math.abs(change), band);
    }

    String text() {
        return route.isEmpty()
                ? "no share would change"
                : "the share of %s would change by %s, within the band of %s (two standard errors are %s)"
                        .formatted(route, Text.percent(change), Text.percent(band), Text.percent(2 * standardError));
    }

    private double excess() {
        return band > 0 ? Math.abs(change) / band : Math.abs(change) * 1e9;
    }

    private static double change(double from, double to) {
        return from > 0 ? to / from - 1 : to > 0 ? Double.POSITIVE_INFINITY : 0;
    }
}
