package io.steelyard.policy;

import io.steelyard.model.Figure;
import io.steelyard.model.History;
import io.steelyard.model.Reading;
import io.steelyard.model.Reason;
import io.steelyard.model.Reason.Code;
import io.steelyard.model.Shares;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives new backends their traffic slowly. A route counts with the mean of its backends' factors,
 *
 * <pre>
 * f(t) = max(minimum, (t / window)^(1 / aggression))   for a backend of age t below the window, else 1
 * s_i ∝ wanted_i · mean of f over the backends of i
 * </pre>
 *
 * the slow start of Envoy with its time factor and aggression, on routes. Not when more than half of the backends are
 * new, because then there is nobody who could take what they do not, and not on shares that nobody wants to change: these
 * have been through it. The age is that since the balancer saw the backend connect, so a restart of the agent makes nobody
 * young. Where the balancer does not tell it, nothing is limited.
 */
public final class WarmUp implements Limiter {

    private final WarmUpParameters parameters;

    /**
     * For a balancer that tells the ages of its backends.
     *
     * @param parameters as configured
     */
    public WarmUp(WarmUpParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public Verdict limit(History history, Shares wanted) {
        Instant now = history.now().wall();
        Map<String, Reading.OfRoute> routes = history.latest().routes();
        int all = 0;
        int young = 0;
        Map<String, Double> factors = new TreeMap<>();
        for (Map.Entry<String, Reading.OfRoute> route : routes.entrySet()) {
            Reading.OfRoute of = route.getValue();
            List<Double> fresh = of.joined().stream()
                    .map(at -> Duration.between(at, now))
                    .filter(age -> age.compareTo(parameters.window()) < 0)
                    .map(this::factor)
                    .toList();
            all += of.totals().backends();
            young += fresh.size();
            double missing = fresh.stream().mapToDouble(factor -> 1 - factor).sum();
            factors.put(
                    route.getKey(),
                    of.totals().backends() == 0 ? 1 : 1 - missing / of.totals().backends());
        }
        boolean unchanged =
                history.shares().map(inForce -> inForce.distance(wanted) < 1e-9).orElse(false);
        if (young == 0 || 2 * young > all || unchanged) {
            return new Pass();
        }
        Map<String, Double> amounts = new TreeMap<>(wanted.byRoute());
        amounts.replaceAll((route, share) -> share * factors.getOrDefault(route, 1.0));
        Shares shares = Shares.inProportion(amounts);
        String text = String.format(
                Locale.ROOT,
                "%d of %d backends are younger than %ds",
                young,
                all,
                parameters.window().toSeconds());
        return new Bounded(
                shares, false, new Reason(Code.WARM_UP, text), List.of(Figure.of("young", young, all / 2.0)));
    }

    private double factor(Duration age) {
        double part = Math.max(0, (double) age.toNanos() / parameters.window().toNanos());
        return Math.max(parameters.minimum(), Math.min(1, Math.pow(part, 1 / parameters.aggression())));
    }

    /** The type {@code warm-up}. */
    public static final class Factory implements LimiterFactory<WarmUpParameters> {

        @Override
        public String type() {
            return "warm-up";
        }

        @Override
        public String help() {
            return "Gives new backends their traffic slowly (slow start), by the time since they connected.";
        }

        @Override
        public Class<WarmUpParameters> parameters() {
            return WarmUpParameters.class;
        }

        @Override
        public Limiter create(WarmUpParameters parameters, PolicyContext context) {
            return new WarmUp(parameters);
        }
    }
}
