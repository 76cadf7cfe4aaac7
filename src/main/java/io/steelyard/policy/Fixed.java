package io.steelyard.policy;

import io.steelyard.model.Belief;
import io.steelyard.model.Figure;
import io.steelyard.model.History;
import io.steelyard.model.Reading;
import io.steelyard.model.Reason;
import io.steelyard.model.Reason.Code;
import io.steelyard.model.Shares;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Proposes weights that somebody has fixed, to the routes that have backends. */
final class Fixed {

    /** So small a difference is rounding, not drift. */
    static final double ROUNDING = 0.005;

    private Fixed() {}

    /**
     * A target if the weights in force differ.
     *
     * @param code of the target
     * @param why begins the reason
     */
    static Proposal propose(History history, Map<String, Double> weights, Code code, String why) {
        Map<String, Reading.OfRoute> routes = history.latest().routes();
        Optional<String> foreign = routes.keySet().stream()
                .filter(route -> !weights.containsKey(route))
                .filter(route -> weight(routes, route) > 0)
                .findFirst();
        if (foreign.isPresent()) {
            return new Proposal.Hold(
                    Code.NO_CHOICE,
                    "route " + foreign.get() + " has weight " + weight(routes, foreign.get())
                            + " and is not among the configured weights; add it there");
        }
        Map<String, Double> amounts = new TreeMap<>();
        routes.forEach(
                (id, route) -> amounts.put(id, route.totals().backends() == 0 ? 0 : weights.getOrDefault(id, 0.0)));
        return amounts.values().stream().anyMatch(amount -> amount > 0)
                ? drift(history, Shares.inProportion(amounts), code, why)
                : new Proposal.Hold(Code.NO_CHOICE, "no route with a configured weight above 0 has backends");
    }

    private static Proposal drift(History history, Shares wanted, Code code, String why) {
        double drift = history.shares().map(wanted::distance).orElse(1.0);
        List<Figure> figures = List.of(Figure.of("drift", drift, ROUNDING));
        if (drift <= ROUNDING) {
            return new Proposal.Hold(new Reason(Code.BALANCED, why), figures);
        }
        String text = String.format(
                Locale.ROOT, "%s; %.1f%% of the traffic is not where its weights would put it", why, 100 * drift);
        return new Proposal.Target(
                wanted, Map.of(), Belief.NONE, Proposal.Manner.EXACT, new Reason(code, text), figures);
    }

    private static int weight(Map<String, Reading.OfRoute> routes, String route) {
        Reading.OfRoute of = routes.get(route);
        return of == null ? 0 : of.weight().orElse(0);
    }
}
