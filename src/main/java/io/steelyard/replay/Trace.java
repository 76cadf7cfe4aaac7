package io.steelyard.replay;

import io.steelyard.adapter.simulator.Truth;
import io.steelyard.model.Decision;
import io.steelyard.model.RouteKey;
import io.steelyard.model.Shares;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What really happened in a trial, poll by poll, as only the simulator knows it. Index 0 is the first poll. */
final class Trace {

    /** The truth just before a poll, under the weights that were in force during the second that ended with it. */
    static final class Step {
        /** Highest utilisation over the mean. */
        final double imbalance;

        /** Requests per second. */
        final double completions;

        /** Requests in all backends. */
        final double inside;

        /** Mean seconds, of the requests that completed. */
        final double responseTime;

        /** Requests per second that reached no backend. */
        final double lost;

        /** Of the traffic, by route. */
        final double[] shares;

        /** The best constant shares for the present capacities; all 0 without any. */
        final double[] oracle;

        /** Rate over capacity, by route. */
        final double[] utilisations;

        private Step(Truth truth, String pattern, List<String> routes) {
            imbalance = truth.imbalance(pattern);
            lost = truth.lost(pattern);
            shares = new double[routes.size()];
            oracle = new double[routes.size()];
            utilisations = new double[routes.size()];
            Optional<Shares> best = truth.oracle(pattern);
            double arrivals = 0;
            double completed = 0;
            double within = 0;
            double time = 0;
            for (int i = 0; i < routes.size(); i++) {
                String id = routes.get(i);
                Truth.RouteState route = truth.route(pattern, id);
                shares[i] = route.arrivals();
                utilisations[i] = route.utilisation();
                oracle[i] = best.map(all -> all.of(id)).orElse(0.0);
                arrivals += route.arrivals();
                completed += route.completions();
                within += route.inside();
                time += route.completions() * route.responseTime();
            }
            for (int i = 0; i < shares.length && arrivals > 0; i++) {
                shares[i] /= arrivals;
            }
            completions = completed;
            inside = within;
            responseTime = completed > 0 ? time / completed : 0;
        }
    }

    /**
     * A write.
     *
     * @param poll after which it was made, as an index
     * @param distance how much traffic it moved
     */
    record Write(int poll, double distance, Map<String, Integer> before, Map<String, Integer> after) {

        /** True if this one took back what another did. */
        boolean reverses(Write earlier) {
            double direction = 0;
            for (String route : after.keySet()) {
                direction += change(route) * earlier.change(route);
            }
            return direction < 0;
        }

        private double change(String route) {
            return share(after, route) - share(before, route);
        }
    }

    final List<Step> steps = new ArrayList<>();
    final List<Write> writes = new ArrayList<>();

    /** How often each reason was given. */
    final Map<String, Integer> reasons = new TreeMap<>();

    private final String pattern;
    private final List<String> routes;

    Trace(Truth first, String pattern) {
        this.pattern = pattern;
        this.routes = first.routes().keySet().stream()
                .filter(key -> key.pattern().equals(pattern))
                .map(RouteKey::route)
                .toList();
    }

    List<String> routes() {
        return routes;
    }

    void add(Truth truth) {
        steps.add(new Step(truth, pattern, routes));
    }

    void decided(Decision decision) {
        reasons.merge(decision.reason().code().label(), 1, Integer::sum);
    }

    void wrote(Map<String, Integer> before, Map<String, Integer> after) {
        double moved = 0;
        for (String route : after.keySet()) {
            moved += Math.abs(share(after, route) - share(before, route)) / 2;
        }
        writes.add(new Write(steps.size() - 1, moved, before, after));
    }

    /** Mean response time of the requests that completed in [from, to); NaN without any. */
    double responseTime(int from, int to) {
        double time = 0;
        double completions = 0;
        for (Step step : steps.subList(from, to)) {
            time += step.completions * step.responseTime;
            completions += step.completions;
        }
        return completions > 0 ? time / completions : Double.NaN;
    }

    private static double share(Map<String, Integer> weights, String route) {
        double sum = weights.values().stream().mapToLong(Integer::longValue).sum();
        return sum > 0 ? weights.getOrDefault(route, 0) / sum : 0;
    }
}
