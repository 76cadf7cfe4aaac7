package io.steelyard.policy;

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

/**
 * The configured weights, whatever the load.
 *
 * <pre>s_i = w_i / Σ w_j     over the routes j that have backends</pre>
 *
 * What differs from that, after a reload of the balancer for example, is brought back by the Guard's steps, or only
 * reported. A route that carries traffic and is not configured is nobody's intention, so nothing is moved then. This is
 * the desired-state loop of every orchestrator, on weights.
 */
public final class Static implements Policy {

    /** So small a difference is rounding, not drift. */
    private static final double ROUNDING = 0.005;

    private final StaticParameters parameters;

    public Static(StaticParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public Proposal propose(History history) {
        Map<String, Reading.OfRoute> routes = history.latest().routes();
        Optional<String> foreign = routes.keySet().stream()
                .filter(route -> !parameters.weights().containsKey(route))
                .filter(route -> weight(routes, route) > 0)
                .findFirst();
        if (foreign.isPresent()) {
            return new Proposal.Hold(
                    Code.NO_CHOICE,
                    "route " + foreign.get() + " has weight " + weight(routes, foreign.get())
                            + " and is not among parameters.weights; add it there");
        }
        Map<String, Double> amounts = new TreeMap<>();
        routes.forEach((id, route) -> amounts.put(
                id, route.totals().backends() == 0 ? 0 : parameters.weights().getOrDefault(id, 0.0)));
        if (amounts.values().stream().noneMatch(amount -> amount > 0)) {
            return new Proposal.Hold(
                    Code.NO_CHOICE, "no route of parameters.weights with a weight above 0 has backends");
        }
        return drift(history, Shares.inProportion(amounts));
    }

    private Proposal drift(History history, Shares wanted) {
        double drift = history.shares().map(wanted::distance).orElse(1.0);
        List<Figure> figures = List.of(Figure.of("drift", drift, ROUNDING));
        if (drift <= ROUNDING) {
            return new Proposal.Hold(new Reason(Code.BALANCED, "the configured weights are in force"), figures);
        }
        Reason reason = new Reason(
                Code.DRIFT,
                String.format(Locale.ROOT, "%.1f%% of the traffic is not where the weights would put it", 100 * drift));
        return parameters.drift() == StaticParameters.Drift.REPORT
                ? new Proposal.Hold(reason, figures)
                : new Proposal.Target(wanted, Map.of(), Map.of(), Proposal.Manner.EXACT, reason, figures);
    }

    private static int weight(Map<String, Reading.OfRoute> routes, String route) {
        Reading.OfRoute of = routes.get(route);
        return of == null ? 0 : of.weight().orElse(0);
    }

    /** The type {@code static}. */
    public static final class Factory implements AllocatorFactory<StaticParameters> {

        @Override
        public String type() {
            return "static";
        }

        @Override
        public String help() {
            return "Keeps configured weights: restores what differs, or only reports it.";
        }

        @Override
        public Class<StaticParameters> parameters() {
            return StaticParameters.class;
        }

        @Override
        public Policy create(StaticParameters parameters, PolicyContext context) {
            return new Static(parameters);
        }
    }
}
