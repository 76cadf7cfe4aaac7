package io.steelyard.guard;

import io.steelyard.model.Figure;
import io.steelyard.model.Roster;
import io.steelyard.model.Shares;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells a change that matters from noise: some route's share must change by more than the dead band, by more than two
 * standard errors of its estimate, and by most of a unit of weight where the sum of the weights is fixed. A share of four
 * thousandths and a third is not to be had in thousandths; without this it would be wanted for ever, and each time the noise of
 * other routes would decide anew which way they are rounded.
 *
 * @param route the route that exceeds its band most, or comes nearest to it
 * @param change its relative change of share; infinite for a route that had none
 * @param band what it has to exceed
 * @param standardError of its share, relative
 */
record DeadBand(String route, double change, double band, double standardError) {

    /** Of a unit of weight. Above half, or what is rounded up now would be rounded down at the next look. */
    private static final double MOST_OF_A_UNIT = 0.75;

    /** So large a fall is no noise, however unsure the share is: nothing can fall by more than all of it. */
    private static final double NEARLY_ALL = 0.85;

    /**
     * @param least change that matters, relative
     * @param unit the share that one unit of weight is; 0 where any sum of weights will do
     */
    static DeadBand of(Shares current, Shares target, double least, Map<String, Double> standardErrors, double unit) {
        DeadBand widest = new DeadBand("", 0, least, 0);
        Roster roster = target.roster();
        double most = 0;
        for (int place = 0; place < roster.size(); place++) {
            String route = roster.id(place);
            @Nullable Double known = standardErrors.get(route);
            double error = known == null ? 0 : known;
            double now = current.at(roster, place);
            double change = change(now, target.at(roster, place));
            double rounding = now > 0 ? MOST_OF_A_UNIT * unit / now : 0;
            double noise = change < 0 ? Math.min(2 * error, NEARLY_ALL) : 2 * error;
            double band = Math.max(rounding, Math.max(least, noise));
            double excess = band > 0 ? Math.abs(change) / band : Math.abs(change) * 1e9;
            if (excess > most) {
                most = excess;
                widest = new DeadBand(route, change, band, error);
            }
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
                : "the share of " + route + " would change by " + Text.percent(change) + ", within the band of "
                        + Text.percent(band) + " (two standard errors are " + Text.percent(2 * standardError) + ")";
    }

    private static double change(double from, double to) {
        return from > 0 ? to / from - 1 : to > 0 ? Double.POSITIVE_INFINITY : 0;
    }
}
