package io.steelyard.metrics;

import io.steelyard.metrics.AgentSettings.Depth;
import io.steelyard.model.Attribution;
import io.steelyard.model.Backend;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Observation;
import io.steelyard.model.Route;
import io.steelyard.model.RouteKey;
import io.steelyard.model.Totals;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * Turns one snapshot into series: the rows of its endpoints, routes and backends, as deep as is wanted and as many as
 * the limit allows. All endpoints come first, then all routes, then the backends, so that the limit costs detail first.
 */
final class Levels {

    private final Observation.Seen seen;
    private final LabelSets labels;
    private final Function<String, Optional<Ledger.Wish>> wishes;
    private final AgentSettings.Series wanted;
    private final int limit;
    private final Columns columns = new Columns();
    // Of one endpoint, route or backend, until it is known whether there is room for it.
    private final List<Catalogue> drafted = new ArrayList<>();
    private final double[] draft = new double[Catalogue.values().length];
    private int series;
    private int dropped;

    /**
     * @param labels of the snapshot before, which are used again
     * @param wishes endpoint to what is wanted of it; empty if no policy owns it
     * @param reserved how many of the series that may be are taken by others
     */
    Levels(
            Observation.Seen seen,
            LabelSets labels,
            Function<String, Optional<Ledger.Wish>> wishes,
            AgentSettings.Series wanted,
            int reserved) {
        this.seen = seen;
        this.labels = labels;
        this.wishes = wishes;
        this.wanted = wanted;
        this.limit = wanted.most() - reserved;
    }

    /** The series, and how many were left out. */
    record Rows(Columns columns, int series, int dropped) {}

    Rows rows() {
        draft(Catalogue.SNAPSHOT_TIMESTAMP, Seconds.of(seen.endedAt().wall()));
        draft(Catalogue.SNAPSHOT_GENERATION, (double) seen.generation());
        draft(Catalogue.ENDPOINTS, seen.snapshot().endpoints().size());
        commit(LabelSet.EMPTY);
        List<Endpoint> endpoints = seen.snapshot().endpoints().stream()
                .filter(endpoint -> wanted.shown().test(endpoint.pattern()))
                .toList();
        endpoints.forEach(this::endpoint);
        if (wanted.depth().includes(Depth.ROUTE)) {
            endpoints.forEach(this::routes);
        }
        if (wanted.depth().includes(Depth.BACKEND)) {
            Attribution attribution = Attribution.of(seen.snapshot());
            endpoints.forEach(endpoint -> backends(endpoint, attribution));
        }
        return new Rows(columns, series, dropped);
    }

    private void endpoint(Endpoint endpoint) {
        Totals totals = seen.tally().endpoint(endpoint.pattern());
        draft(Catalogue.ROUTES, endpoint.routes().size());
        if (totals.requestsPerSecond() > 0 || endpoint.routes().stream().allMatch(Route::rateKnown)) {
            draft(Catalogue.ENDPOINT_RATE, totals.requestsPerSecond());
        }
        draft(Catalogue.ENDPOINT_LOAD, totals.load());
        draft(Catalogue.IMBALANCE, seen.tally().imbalance(endpoint));
        if (fits(drafted.size())) {
            commit(labels.of(endpoint.pattern()));
        }
    }

    private void routes(Endpoint endpoint) {
        Optional<Ledger.Wish> wish = wishes.apply(endpoint.pattern());
        boolean shared = seen.tally().shared().contains(endpoint.pattern());
        for (Route route : endpoint.routes()) {
            draft(endpoint, route);
            wish.ifPresent(of -> desire(route, of));
            if (fits(drafted.size() + 1)) {
                LabelSets.Labelled labelled = labels.of(endpoint.pattern(), route, shared);
                commit(labelled.labels());
                info(Catalogue.ROUTE_INFO, labelled.info());
            }
        }
    }

    private void draft(Endpoint endpoint, Route route) {
        Totals totals = seen.tally().route(endpoint.pattern(), route.id());
        draft(Catalogue.BACKENDS, totals.backends());
        if (totals.requestsPerSecond() > 0 || route.rateKnown()) {
            draft(Catalogue.ROUTE_RATE, totals.requestsPerSecond());
        }
        draft(Catalogue.ROUTE_LOAD, totals.load());
        draft(Catalogue.ROUTE_LOAD_MAX, totals.loadMax());
        draft(Catalogue.ROUTE_ERRORS, totals.errorsPerSecond());
        totals.responseTime().ifPresent(time -> draft(Catalogue.ROUTE_RESPONSE, Seconds.of(time)));
        route.weight().ifPresent(weight -> draft(Catalogue.ROUTE_WEIGHT, weight));
    }

    private void desire(Route route, Ledger.Wish wish) {
        Integer weight = wish.weights().get(route.id());
        if (weight != null) {
            draft(Catalogue.ROUTE_DESIRED_WEIGHT, weight);
        } else {
            route.weight().ifPresent(observed -> draft(Catalogue.ROUTE_DESIRED_WEIGHT, observed));
        }
        Integer backends = wish.backends().get(route.id());
        if (backends != null) {
            draft(Catalogue.ROUTE_DESIRED_BACKENDS, backends);
        }
    }

    private void backends(Endpoint endpoint, Attribution attribution) {
        for (Route route : endpoint.routes()) {
            RouteKey key = new RouteKey(endpoint.pattern(), route.id());
            // A name twice in a route is the balancer's mistake; a series twice would make the whole scrape invalid.
            Set<String> names = new HashSet<>();
            for (Backend backend : route.backends()) {
                if (names.add(backend.id())) {
                    backend(key, backend, attribution);
                }
            }
        }
    }

    private void backend(RouteKey route, Backend backend, Attribution attribution) {
        if (backend.requestsPerSecond().isPresent()) {
            double rate = backend.requestsPerSecond().getAsDouble();
            draft(Catalogue.BACKEND_RATE, attribution.trivial() ? rate : attribution.part(route, backend) * rate);
        }
        draft(Catalogue.BACKEND_LOAD, backend.load());
        if (fits(drafted.size() + 1)) {
            LabelSets.Labelled labelled = labels.of(route, backend);
            commit(labelled.labels());
            info(Catalogue.BACKEND_INFO, labelled.info());
        }
    }

    private void draft(Catalogue row, OptionalDouble value) {
        if (value.isPresent()) {
            draft(row, value.getAsDouble());
        }
    }

    private void draft(Catalogue row, double value) {
        draft[drafted.size()] = value;
        drafted.add(row);
    }

    /** Half an endpoint or route would be a lie, so it is all of its series or none. */
    private boolean fits(int more) {
        if (series + more <= limit) {
            return true;
        }
        dropped += more;
        drafted.clear();
        return false;
    }

    private void commit(LabelSet labelled) {
        for (int at = 0; at < drafted.size(); at++) {
            columns.add(drafted.get(at), labelled, draft[at]);
        }
        series += drafted.size();
        drafted.clear();
    }

    private void info(Catalogue row, LabelSet labelled) {
        columns.add(row, labelled, 1);
        series++;
    }
}
