package io.steelyard.policy;

import io.steelyard.model.Figure;
import io.steelyard.model.History;
import io.steelyard.model.Reading;
import io.steelyard.model.Reason;
import io.steelyard.model.Shares;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Splits the traffic so that every backend is equally loaded: shares in proportion to n · c, backends times capacity
 * per backend.
 *
 * <p>What a load means is not known, so capacity is estimated by a family with one parameter, the concurrency k:
 *
 * <pre>c = x · (1 + k / L)        x = rate per backend, L = load per backend</pre>
 *
 * <ul>
 *   <li>k = ∞, c ∝ x / L: a load proportional to rate, such as CPU; the ratio of gRFC A58 (qps / utilization).
 *   <li>k = 1: requests in flight at a server that works on one at a time, L = ρ / (1 − ρ).
 *   <li>A queue that only grows has c → x: the observed throughput is the capacity.
 * </ul>
 *
 * With a finite k a small feedback on the load, (mean load / L)^β, drains an old backlog, which the capacity alone
 * would keep in place.
 *
 * <p>A route without a usable estimate counts with the median capacity of the others, but gains nothing by that. A route at weight 0 stays there
 * unless it was put there for want of backends.
 */
public final class EqualLoad implements Policy {

    private static final double FEEDBACK = 0.2;

    private final double concurrency;

    /**
     * @param concurrency k, above 0; {@link Double#POSITIVE_INFINITY} for a load proportional to rate
     */
    public EqualLoad(double concurrency) {
        if (!(concurrency > 0)) {
            throw new IllegalArgumentException("concurrency: " + concurrency + " is not above 0; a number or inf");
        }
        this.concurrency = concurrency;
    }

    /**
     * @param prior the concurrency that the balancer's kind of load suggests, taken while it is {@code auto}
     */
    public EqualLoad(EqualLoadParameters parameters, double prior) {
        this(parameters.concurrency().orElse(prior));
    }

    @Override
    public Proposal propose(History history) {
        Set<String> open = openRoutes(history);
        if (open.size() < 2 && !emptyRouteHasWeight(history)) {
            return new Proposal.Hold(
                    Reason.Code.NO_CHOICE,
                    open.size() + " of " + history.latest().routes().size()
                            + " routes can carry traffic (backends and a weight above 0); nothing to divide");
        }
        if (open.isEmpty()) {
            return new Proposal.Hold(Reason.Code.NO_CHOICE, "no route has backends and a weight above 0");
        }
        Map<String, Window> windows = new LinkedHashMap<>();
        List<List<Reading>> blocks = Window.blocks(history);
        for (String route : open) {
            Window.of(blocks, route, concurrency).ifPresent(window -> windows.put(route, window));
        }
        if (windows.isEmpty() || windows.size() * 2 < open.size()) {
            return new Proposal.Hold(
                    Reason.Code.NO_DATA,
                    "load and rate are known of " + windows.size() + " of " + open.size() + " routes in "
                            + history.steady().size() + " readings; at least half of them must be, twice");
        }
        return target(history, open, windows);
    }

    private Proposal target(History history, Set<String> open, Map<String, Window> windows) {
        double meanLoad =
                windows.values().stream().mapToDouble(Window::load).average().orElseThrow();
        double maxLoad =
                windows.values().stream().mapToDouble(Window::load).max().orElseThrow();
        Map<String, Double> amounts = new TreeMap<>();
        double weight = 0;
        for (Map.Entry<String, Reading.OfRoute> route :
                history.latest().routes().entrySet()) {
            Window window = windows.get(route.getKey());
            if (window != null) {
                weight += route.getValue().weight().orElse(0);
                amounts.put(
                        route.getKey(),
                        route.getValue().totals().backends() * window.capacity() * feedback(meanLoad, window.load()));
            }
        }
        double known =
                amounts.values().stream().mapToDouble(Double::doubleValue).sum();
        double perWeight = weight > 0 ? known / weight : 0;
        double median = median(windows);
        history.latest()
                .routes()
                .forEach((id, route) ->
                        amounts.putIfAbsent(id, open.contains(id) ? guess(route, median, perWeight) : 0));
        Shares shares = Shares.inProportion(amounts);
        double imbalance = maxLoad / meanLoad;
        int readings =
                windows.values().stream().mapToInt(Window::readings).max().orElseThrow();
        return new Proposal.Target(
                shares,
                errors(shares, open, windows),
                new Reason(
                        Reason.Code.REBALANCE,
                        String.format(
                                Locale.ROOT,
                                "load max %.2f / mean %.2f = %.2f over %d readings, concurrency %s",
                                maxLoad,
                                meanLoad,
                                imbalance,
                                readings,
                                Double.isInfinite(concurrency)
                                        ? "inf"
                                        : String.format(Locale.ROOT, "%.3g", concurrency))),
                List.of(
                        Figure.of("load_max", maxLoad),
                        Figure.of("load_mean", meanLoad),
                        Figure.of("imbalance", imbalance, 1)));
    }

    /** Routes that may carry traffic. */
    private static Set<String> openRoutes(History history) {
        Set<String> open = new LinkedHashSet<>();
        history.latest().routes().forEach((id, route) -> {
            boolean wanted = route.weight().orElse(0) > 0 || history.evacuated().contains(id);
            if (wanted && route.totals().backends() > 0) {
                open.add(id);
            }
        });
        return open;
    }

    private static boolean emptyRouteHasWeight(History history) {
        return history.latest().routes().values().stream()
                .anyMatch(
                        route -> route.weight().orElse(0) > 0 && route.totals().backends() == 0);
    }

    private double feedback(double meanLoad, double load) {
        return Double.isInfinite(concurrency) ? 1 : Math.pow(meanLoad / load, FEEDBACK);
    }

    private static double median(Map<String, Window> windows) {
        double[] sorted =
                windows.values().stream().mapToDouble(Window::capacity).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The median of the others, but no more than it has now: a route of which nothing is known gains nothing. */
    private static double guess(Reading.OfRoute route, double median, double perWeight) {
        double likeTheOthers = route.totals().backends() * median;
        double now = route.weight().orElse(0) * perWeight;
        return now > 0 ? Math.min(likeTheOthers, now) : likeTheOthers;
    }

    /** From the errors of the capacities to those of the shares: var ln s = (1−s)² v + Σ over others of s² v. */
    private Map<String, Double> errors(Shares shares, Set<String> open, Map<String, Window> windows) {
        double all = windows.entrySet().stream()
                .mapToDouble(each -> square(shares.of(each.getKey())) * variance(each.getValue()))
                .sum();
        Map<String, Double> errors = new TreeMap<>();
        open.forEach(route -> errors.put(route, 1.0)); // a guess
        windows.forEach((route, window) -> {
            double share = shares.of(route);
            double own = variance(window);
            errors.put(route, Math.sqrt(all - square(share) * own + square(1 - share) * own));
        });
        return errors;
    }

    /** Of the logarithm of what a route is given: of its capacity, and of the feedback on its load. */
    private double variance(Window window) {
        double feedback = Double.isInfinite(concurrency) ? 0 : square(FEEDBACK * Math.min(1, window.loadError()));
        return square(window.relativeError()) + feedback;
    }

    private static double square(double value) {
        return value * value;
    }
}
