package io.steelyard.web;

import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Route;
import io.steelyard.model.Tally;
import io.steelyard.model.Totals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * An endpoint as it is shown. The numbers are those of the metrics; what is unknown is empty.
 *
 * @param policy that owns it
 * @param backends how many distinct ones
 * @param shared true if it shares a backend with another endpoint
 * @param suspect why its reading is not acted on
 * @param latest the newest decision on it
 * @param wanted the decision that wants other weights than there are; it may be older than the newest
 * @param changed the newest decision that changed its weights, as far as it is kept
 * @param unwritten the newest tries to write it, if they did not succeed
 * @param suspended true if policies keep away because of an operator's edit
 */
public record EndpointView(
        String pattern,
        Optional<String> policy,
        OptionalDouble requestsPerSecond,
        OptionalDouble load,
        OptionalDouble imbalance,
        int backends,
        boolean shared,
        Optional<String> suspect,
        Optional<Entry> latest,
        Optional<Entry> wanted,
        Optional<Entry> changed,
        Optional<Unwritten> unwritten,
        boolean suspended,
        List<RouteView> routes) {

    public EndpointView {
        routes = List.copyOf(routes);
    }

    /**
     * A route as it is shown.
     *
     * @param share its part of the endpoint's weight
     * @param desired the weight that the agent wants; empty if no policy owns the endpoint, or none is asked
     * @param desiredShare its part of the weights that the agent wants
     */
    public record RouteView(
            String id,
            String selector,
            OptionalInt weight,
            OptionalInt desired,
            OptionalDouble share,
            OptionalDouble desiredShare,
            OptionalDouble requestsPerSecond,
            Totals totals) {}

    static EndpointView of(
            Tally tally,
            Endpoint endpoint,
            Optional<String> policy,
            boolean decides,
            Optional<Entry> wanted,
            Optional<Entry> latest,
            Optional<Entry> changed,
            Optional<Unwritten> unwritten,
            boolean suspended) {
        Totals totals = tally.endpoint(endpoint.pattern());
        boolean known = endpoint.routes().stream().allMatch(Route::rateKnown);
        Map<String, Integer> weights = wanted.map(EndpointView::weights).orElse(Map.of());
        long all = sum(endpoint, Route::weight);
        long then = sum(endpoint, route -> desired(route, weights));
        boolean owned = decides && policy.isPresent();
        boolean moves = endpoint.routes().stream()
                .anyMatch(route -> !desired(route, weights).equals(route.weight()));
        List<RouteView> routes = endpoint.routes().stream()
                .map(route -> {
                    Totals of = tally.route(endpoint.pattern(), route.id());
                    OptionalInt desired = owned ? desired(route, weights) : OptionalInt.empty();
                    return new RouteView(
                            route.id(),
                            route.selector().toString(),
                            route.weight(),
                            desired,
                            share(route.weight(), all),
                            share(desired, then),
                            rate(of, route.rateKnown()),
                            of);
                })
                .toList();
        return new EndpointView(
                endpoint.pattern(),
                policy,
                rate(totals, known),
                totals.load(),
                tally.imbalance(endpoint),
                totals.backends(),
                tally.shared().contains(endpoint.pattern()),
                endpoint.suspect(),
                latest,
                wanted.filter(entry -> owned && moves),
                changed,
                unwritten,
                suspended,
                routes);
    }

    private static Map<String, Integer> weights(Entry change) {
        return change.decision() instanceof Decision.Reweigh reweigh
                ? reweigh.weights().byRoute()
                : Map.of();
    }

    private static OptionalInt desired(Route route, Map<String, Integer> weights) {
        Integer desired = weights.get(route.id());
        return desired == null ? route.weight() : OptionalInt.of(desired);
    }

    private static long sum(Endpoint endpoint, Function<Route, OptionalInt> weight) {
        return endpoint.routes().stream()
                .mapToLong(route -> weight.apply(route).orElse(0))
                .sum();
    }

    private static OptionalDouble share(OptionalInt weight, long all) {
        return weight.isPresent() && all > 0
                ? OptionalDouble.of((double) weight.getAsInt() / all)
                : OptionalDouble.empty();
    }

    private static OptionalDouble rate(Totals totals, boolean known) {
        return known || totals.requestsPerSecond() > 0
                ? OptionalDouble.of(totals.requestsPerSecond())
                : OptionalDouble.empty();
    }
}
