package io.steelyard.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.steelyard.model.Route;
import io.steelyard.model.RouteKey;
import io.steelyard.model.Selector;
import java.util.HashMap;
import java.util.Map;

/**
 * The label sets of one snapshot. Checking and copying them is most of the work of building series, and the next
 * snapshot nearly always has the same, so each takes over those of the one before. Not safe for several threads.
 */
final class LabelSets {

    private static final String[] ENDPOINT = Catalogue.ROUTES.labelNames();
    private static final String[] ROUTE = Catalogue.BACKENDS.labelNames();
    private static final String[] INFO = Catalogue.ROUTE_INFO.labelNames();

    /**
     * Those of one route.
     *
     * @param labels of its numbers
     * @param info of {@code steelyard_route_info}
     */
    record OfRoute(Selector selector, boolean shared, Labels labels, Labels info) {

        private static OfRoute of(String pattern, Route route, boolean shared) {
            String endpoint = LabelText.of(pattern);
            String id = LabelText.of(route.id());
            String selector = LabelText.of(route.selector().toString());
            return new OfRoute(
                    route.selector(),
                    shared,
                    Labels.of(ROUTE, new String[] {endpoint, id}),
                    Labels.of(INFO, new String[] {endpoint, id, selector, Boolean.toString(shared)}));
        }

        private boolean describes(Route route, boolean nowShared) {
            // As written, not as understood: what is shown is the text.
            return shared == nowShared
                    && selector.labels().raw().equals(route.selector().labels().raw());
        }
    }

    private record Known(Map<String, Labels> endpoints, Map<RouteKey, OfRoute> routes) {}

    private final Known before;
    private final Known known;

    private LabelSets(Known before) {
        this.before = before;
        this.known = new Known(new HashMap<>(2 * before.endpoints.size()), new HashMap<>(2 * before.routes.size()));
    }

    static LabelSets none() {
        return new LabelSets(new Known(Map.of(), Map.of()));
    }

    /** For the next snapshot; what this one did not ask for is forgotten. */
    LabelSets next() {
        return new LabelSets(known);
    }

    Labels of(String pattern) {
        Labels old = before.endpoints.get(pattern);
        Labels labels = old == null ? Labels.of(ENDPOINT, new String[] {LabelText.of(pattern)}) : old;
        known.endpoints.put(pattern, labels);
        return labels;
    }

    OfRoute of(String pattern, Route route, boolean shared) {
        RouteKey key = new RouteKey(pattern, route.id());
        OfRoute old = before.routes.get(key);
        OfRoute labels = old != null && old.describes(route, shared) ? old : OfRoute.of(pattern, route, shared);
        known.routes.put(key, labels);
        return labels;
    }
}
