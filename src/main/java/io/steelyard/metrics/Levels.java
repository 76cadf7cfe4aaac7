package io.steelyard.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Observation;
import io.steelyard.model.Route;
import io.steelyard.model.Totals;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Turns one snapshot into series: the rows of its endpoints and routes, as many as the limit allows. */
final class Levels {

    private final Observation.Seen seen;
    private final LabelSets labels;
    private final Function<String, Optional<Map<String, Integer>>> wanted;
    private final int limit;
    private final Map<Catalogue, List<GaugeDataPointSnapshot>> points = new EnumMap<>(Catalogue.class);
    private final List<InfoDataPointSnapshot> infos = new ArrayList<>();
    private final Map<Catalogue, Double> draft = new EnumMap<>(Catalogue.class);
    private int series;
    private int dropped;

    /**
     * @param labels of the snapshot before, which are used again
     * @param wanted endpoint to the weights that are wanted and differ from the observed ones; empty if no policy owns it
     */
    Levels(
            Observation.Seen seen,
            LabelSets labels,
            Function<String, Optional<Map<String, Integer>>> wanted,
            int limit) {
        this.seen = seen;
        this.labels = labels;
        this.wanted = wanted;
        this.limit = limit;
    }

    /** The series, and how many were left out. */
    record Rows(MetricSnapshots families, int series, int dropped) {}

    Rows rows() {
        List<Endpoint> endpoints = seen.snapshot().endpoints();
        draft.put(Catalogue.SNAPSHOT_TIMESTAMP, Seconds.of(seen.endedAt().wall()));
        draft.put(Catalogue.SNAPSHOT_GENERATION, (double) seen.generation());
        draft.put(Catalogue.ENDPOINTS, (double) endpoints.size());
        commit(Labels.EMPTY);
        endpoints.forEach(this::endpoint);
        endpoints.forEach(this::routes);
        return new Rows(new MetricSnapshots(families()), series, dropped);
    }

    private void endpoint(Endpoint endpoint) {
        Totals totals = seen.tally().endpoint(endpoint.pattern());
        draft.put(Catalogue.ROUTES, (double) endpoint.routes().size());
        if (totals.requestsPerSecond() > 0 || endpoint.routes().stream().allMatch(Route::rateKnown)) {
            draft.put(Catalogue.ENDPOINT_RATE, totals.requestsPerSecond());
        }
        draft(Catalogue.ENDPOINT_LOAD, totals.load());
        draft(Catalogue.IMBALANCE, seen.tally().imbalance(endpoint));
        if (fits(draft.size())) {
            commit(labels.of(endpoint.pattern()));
        }
    }

    private void routes(Endpoint endpoint) {
        Optional<Map<String, Integer>> desired = wanted.apply(endpoint.pattern());
        boolean shared = seen.tally().shared().contains(endpoint.pattern());
        for (Route route : endpoint.routes()) {
            draft(endpoint, route);
            desired.ifPresent(weights -> desire(route, weights));
            if (fits(draft.size() + 1)) {
                LabelSets.OfRoute labelled = labels.of(endpoint.pattern(), route, shared);
                commit(labelled.labels());
                infos.add(new InfoDataPointSnapshot(labelled.info()));
                series++;
            }
        }
    }

    private void draft(Endpoint endpoint, Route route) {
        Totals totals = seen.tally().route(endpoint.pattern(), route.id());
        draft.put(Catalogue.BACKENDS, (double) totals.backends());
        if (totals.requestsPerSecond() > 0 || route.rateKnown()) {
            draft.put(Catalogue.ROUTE_RATE, totals.requestsPerSecond());
        }
        draft(Catalogue.ROUTE_LOAD, totals.load());
        draft(Catalogue.ROUTE_LOAD_MAX, totals.loadMax());
        draft(Catalogue.ROUTE_ERRORS, totals.errorsPerSecond());
        totals.responseTime().ifPresent(time -> draft.put(Catalogue.ROUTE_RESPONSE, Seconds.of(time)));
        route.weight().ifPresent(weight -> draft.put(Catalogue.ROUTE_WEIGHT, (double) weight));
    }

    private void desire(Route route, Map<String, Integer> weights) {
        Integer weight = weights.get(route.id());
        if (weight != null) {
            draft.put(Catalogue.ROUTE_DESIRED_WEIGHT, (double) weight);
        } else {
            route.weight().ifPresent(observed -> draft.put(Catalogue.ROUTE_DESIRED_WEIGHT, (double) observed));
        }
    }

    private void draft(Catalogue row, OptionalDouble value) {
        if (value.isPresent()) {
            draft.put(row, value.getAsDouble());
        }
    }

    /** Half an endpoint or route would be a lie, so it is all of its series or none. */
    private boolean fits(int more) {
        if (series + more <= limit) {
            return true;
        }
        dropped += more;
        draft.clear();
        return false;
    }

    private void commit(Labels labelled) {
        draft.forEach((row, value) -> points.computeIfAbsent(row, key -> new ArrayList<>())
                .add(new GaugeDataPointSnapshot(value, labelled, null)));
        series += draft.size();
        draft.clear();
    }

    private List<MetricSnapshot> families() {
        List<MetricSnapshot> families = new ArrayList<>();
        points.forEach((row, values) -> families.add(new GaugeSnapshot(row.metadata(), values)));
        if (!infos.isEmpty()) {
            families.add(new InfoSnapshot(Catalogue.ROUTE_INFO.metadata(), infos));
        }
        return families;
    }
}
