package io.steelyard.web;

import io.steelyard.model.Endpoint;
import io.steelyard.model.Route;
import io.steelyard.model.Tally;
import io.steelyard.model.Totals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * An endpoint as it is shown. The numbers are those of the metrics; what is unknown is empty.
 *
 * @param policy that owns it
 * @param backends how many distinct ones
 * @param shared true if it shares a backend with another endpoint
 * @param suspect why its reading is not acted on
 * @param latest the newest decision on it
 * @param suspended the decision that found an operator's edit, as long as the policies keep away
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
        Optional<Entry> suspended,
        List<RouteView> routes) {

    public EndpointView {
        routes = List.copyOf(routes);
    }

    /**
     * A route as it is shown.
     *
     * @param share its part of the endpoint's weight
     * @param desired the weight that the agent wants; empty if no policy owns the endpoint, or none is asked
     */
    public record RouteView(
            String id,
            String selector,
            OptionalInt weight,
            OptionalInt desired,
            OptionalDouble share,
            OptionalDouble requestsPerSecond,
            Totals totals) {}

    static EndpointView of(
            Tally tally,
            Endpoint endpoint,
            Optional<String> policy,
            boolean decides,
            Map<String, Integer> wanted,
            Optional<Entry> latest,
            Optional<Entry> suspended) {
        Totals totals = tally.endpoint(endpoint.pattern());
        boolean known = endpoint.routes().stream().allMatch(Route::rateKnown);
        long all = endpoint.routes().stream()
                .mapToLong(route -> route.weight().orElse(0))
                .sum();
        List<RouteView> routes = endpoint.routes().stream()
                .map(route -> route(tally, endpoint, route, decides && policy.isPresent(), wanted, all))
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
                suspended,
                routes);
    }

    private static RouteView route(
            Tally tally, Endpoint endpoint, Route route, boolean owned, Map<String, Integer> wanted, long all) {
        Totals totals = tally.route(endpoint.pattern(), route.id());
        Integer desired = wanted.get(route.id());
        OptionalInt shown = desired == null ? route.weight() : OptionalInt.of(desired);
        return new RouteView(
                route.id(),
                route.selector().toString(),
                route.weight(),
                owned ? shown : OptionalInt.empty(),
                route.weight().isPresent() && all > 0
                        ? OptionalDouble.of((double) route.weight().getAsInt() / all)
                        : OptionalDouble.empty(),
                rate(totals, route.rateKnown()),
                totals);
    }

    private static OptionalDouble rate(Totals totals, boolean known) {
        return known || totals.requestsPerSecond() > 0
                ? OptionalDouble.of(totals.requestsPerSecond())
                : OptionalDouble.empty();
    }
}
