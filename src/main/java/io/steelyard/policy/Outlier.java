package io.steelyard.policy;

import io.steelyard.model.Figure;
import io.steelyard.model.History;
import io.steelyard.model.Reason;
import io.steelyard.model.Reason.Code;
import io.steelyard.model.Shares;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Takes most of the traffic from a route that fails, or is slow, beyond its peers. Over the last readings, in each of so
 * many polls in a row, one of
 *
 * <pre>
 * e_i ≥ failure_ratio                                                       whatever the others do
 * e_i > median + deviations · 1.4826 MAD  and  e_i ≥ median + 0.05          e = failed / all requests
 * t_i > median + deviations · 1.4826 MAD  and  t_i > 2 median               t = response time
 * </pre>
 *
 * with at least min_requests requests, the last two among three routes or more. MAD is the median of the distances from
 * the median, 1.4826 of which is a standard deviation of normal values (Hampel, 1974; Envoy's and Linkerd's outlier
 * detection do the same on hosts). Such a route keeps a small part of its share for the time ejection · 2^(n−1), n the
 * ejections within the last minutes, and comes back over the ramp. The worst go first, up to max_ejected of the traffic
 * or one route; never more than half of it, because then it is not the routes that are at fault.
 *
 * <p>A route that looks idle because it fails fast gets no more than it has: one whose load is below half of the median
 * while it fails more than the others, or, where failures are not known, while it answers one and a half times what its
 * weight would give it.
 */
public final class Outlier implements Limiter {

    /** More than this is the common cause of all, not an outlier. */
    private static final double HALF = 0.5;

    /** A route begins again with this part of its share. */
    private static final double BEGIN = 0.1;

    private final OutlierParameters parameters;

    /**
     * For any balancer.
     *
     * @param parameters as configured
     */
    public Outlier(OutlierParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public Verdict limit(History history, Shares wanted) {
        Map<String, String> bad =
                new LinkedHashMap<>(Signs.last(history, parameters).outliers());
        for (int back = 1; back < parameters.polls(); back++) {
            bad.keySet()
                    .retainAll(Signs.at(history, parameters, back).outliers().keySet());
        }
        Shares inForce = history.shares().orElse(wanted);
        Ejections ejections = new Ejections(history, parameters);
        Set<String> out = new TreeSet<>();
        Map<String, String> texts = new TreeMap<>();
        Map<String, Double> factors = new TreeMap<>();
        double ejected = 0;
        for (String route : worstFirst(wanted, bad, ejections)) {
            double share = ejections.isOut(route) ? ejections.shareBefore(route) : inForce.of(route);
            boolean fits = ejected + share <= parameters.maxEjected() || (out.isEmpty() && share <= HALF);
            if (fits) {
                ejected += share;
                out.add(route);
                factors.put(route, parameters.keep());
                texts.put(
                        route,
                        bad.getOrDefault(
                                route, "is out for " + ejections.left(route).toSeconds() + "s more"));
            } else {
                texts.put(route, bad.getOrDefault(route, "should be out") + ", but stays in (max_ejected)");
            }
        }
        for (String route : wanted.byRoute().keySet()) {
            double rise = out.contains(route) ? 1 : ejections.rise(route, BEGIN);
            if (rise < 1 && !bad.containsKey(route)) {
                factors.put(route, rise);
                texts.put(route, "comes back");
            }
        }
        Map<String, Double> amounts = new TreeMap<>(wanted.byRoute());
        amounts.replaceAll((route, share) -> share * factors.getOrDefault(route, 1.0));
        cap(history, inForce, amounts, texts);
        if (amounts.values().stream().noneMatch(amount -> amount > 0)) {
            return new Veto(new Reason(Code.OUTLIER, "no route would be left: " + texts), List.of());
        }
        Shares shares = Shares.inProportion(amounts);
        if (shares.distance(wanted) < 1e-9) {
            return new Pass();
        }
        return new Bounded(
                shares,
                false,
                out,
                new Reason(Code.OUTLIER, text(texts)),
                List.of(Figure.of("ejected", ejected, parameters.maxEjected())));
    }

    /** Those that are bad now, the largest first, then those whose time is not over. */
    private static List<String> worstFirst(Shares wanted, Map<String, String> bad, Ejections ejections) {
        return wanted.byRoute().keySet().stream()
                .filter(route -> bad.containsKey(route) || ejections.isOut(route))
                .sorted(Comparator.comparing((String route) -> !bad.containsKey(route))
                        .thenComparing(route -> -wanted.of(route)))
                .toList();
    }

    /** A route that looks idle because it fails fast gets no more than it has. */
    private void cap(History history, Shares inForce, Map<String, Double> amounts, Map<String, String> texts) {
        Signs.last(history, parameters).failingFast(inForce).forEach((route, why) -> {
            double sum =
                    amounts.values().stream().mapToDouble(Double::doubleValue).sum();
            double most = inForce.of(route);
            double share = amounts.getOrDefault(route, 0.0);
            double others = sum - share;
            if (most < 1 && others > 0 && share / sum > most + 1e-9) {
                amounts.put(route, others * most / (1 - most));
                texts.merge(route, why + ", gets no more", (one, two) -> one + ", " + two);
            }
        });
    }

    private static String text(Map<String, String> texts) {
        StringBuilder text = new StringBuilder();
        texts.entrySet().stream()
                .limit(5)
                .forEach(each -> text.append(text.isEmpty() ? "" : ", ")
                        .append(each.getKey())
                        .append(' ')
                        .append(each.getValue()));
        return texts.size() > 5 ? text + " and " + (texts.size() - 5) + " more" : text.toString();
    }

    /** The type {@code outlier}. */
    public static final class Factory implements LimiterFactory<OutlierParameters> {

        @Override
        public String type() {
            return "outlier";
        }

        @Override
        public String help() {
            return "Takes most of the traffic from a route that fails, or is slow, beyond its peers, for a time that grows"
                    + " with repeats; gives nothing more to one that looks idle because it fails.";
        }

        @Override
        public Class<OutlierParameters> parameters() {
            return OutlierParameters.class;
        }

        @Override
        public Limiter create(OutlierParameters parameters, PolicyContext context) {
            return new Outlier(parameters);
        }
    }
}
