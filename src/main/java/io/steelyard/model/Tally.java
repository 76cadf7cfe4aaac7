package io.steelyard.model;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sums of one snapshot per endpoint and per route: the one place where they are made, so that metrics, decisions
 * and pages show the same numbers.
 *
 * <p>A backend that stands in several routes is not counted twice: its rate is divided among them by the traffic that
 * each sends to it, share of the route / backends of the route. So the rates of an endpoint's routes add up to the
 * rates of its distinct backends. A backend in routes of several endpoints is divided in the same way; the API cannot
 * tell more, and these endpoints are {@link #shared}.
 *
 * @param endpoints pattern to sums over the endpoint's distinct backends, in the snapshot's order
 * @param routes sums of each route, in the snapshot's order
 * @param shared patterns of the endpoints that share a backend with another endpoint
 */
public record Tally(Map<String, Totals> endpoints, Map<RouteKey, Totals> routes, Set<String> shared) {

    /** Counts a snapshot. */
    public static Tally of(Snapshot snapshot) {
        return new Count(snapshot).tally();
    }

    /**
     * The sums of an endpoint.
     *
     * @throws IllegalArgumentException if it is not in the snapshot
     */
    public Totals endpoint(String pattern) {
        return required(endpoints.get(pattern), pattern);
    }

    /**
     * The sums of a route.
     *
     * @throws IllegalArgumentException if it is not in the snapshot
     */
    public Totals route(String pattern, String route) {
        RouteKey key = new RouteKey(pattern, route);
        return required(routes.get(key), key);
    }

    /**
     * How uneven an endpoint is: the highest route load / the mean route load, over the routes that have weight and
     * known loads. 1 is perfect; empty while the mean is 0 or unknown.
     */
    public OptionalDouble imbalance(Endpoint endpoint) {
        double sum = 0;
        double highest = 0;
        int loads = 0;
        for (Route route : endpoint.routes()) {
            OptionalDouble load = route(endpoint.pattern(), route.id()).load();
            if (route.weight().orElse(0) > 0 && load.isPresent()) {
                sum += load.getAsDouble();
                highest = Math.max(highest, load.getAsDouble());
                loads++;
            }
        }
        return sum > 0 ? OptionalDouble.of(highest / (sum / loads)) : OptionalDouble.empty();
    }

    private static Totals required(@Nullable Totals totals, Object name) {
        if (totals == null) {
            throw new IllegalArgumentException(name + " is not in this snapshot");
        }
        return totals;
    }

    private static final class Count {
        private final Snapshot snapshot;
        private final Attribution attribution;
        private final Map<String, Totals> endpoints = new LinkedHashMap<>();
        private final Map<RouteKey, Totals> routes = new LinkedHashMap<>();
        private final Set<String> shared = new HashSet<>();

        Count(Snapshot snapshot) {
            this.snapshot = snapshot;
            this.attribution = Attribution.of(snapshot);
        }

        Tally tally() {
            snapshot.endpoints().forEach(this::count);
            return new Tally(
                    Collections.unmodifiableMap(endpoints),
                    Collections.unmodifiableMap(routes),
                    Collections.unmodifiableSet(shared));
        }

        private void count(Endpoint endpoint) {
            Totals.Sum whole = new Totals.Sum();
            Set<String> seen = new HashSet<>();
            for (Route route : endpoint.routes()) {
                RouteKey key = new RouteKey(endpoint.pattern(), route.id());
                Totals.Sum sum = new Totals.Sum();
                for (Backend backend : route.backends()) {
                    sum.add(backend, attribution.trivial() ? 1 : attribution.part(key, backend));
                    if (attribution.trivial() || seen.add(backend.id())) {
                        whole.add(backend, part(endpoint, backend));
                    }
                }
                routes.put(key, sum.totals());
            }
            endpoints.put(endpoint.pattern(), whole.totals());
        }

        private double part(Endpoint endpoint, Backend backend) {
            if (attribution.trivial() || !attribution.shared(endpoint.pattern(), backend)) {
                return 1;
            }
            shared.add(endpoint.pattern());
            return attribution.part(endpoint.pattern(), backend);
        }
    }
}
