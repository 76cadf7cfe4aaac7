package io.steelyard.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.steelyard.model.RouteKey;
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

    private record Told(String selector, boolean shared, Labels labels) {}

    private record Known(Map<String, Labels> endpoints, Map<RouteKey, Labels> routes, Map<RouteKey, Told> infos) {

        static Known none() {
            return new Known(new HashMap<>(), new HashMap<>(), new HashMap<>());
        }
    }

    private final Known before;
    private final Known known = Known.none();

    private LabelSets(Known before) {
        this.before = before;
    }

    static LabelSets none() {
        return new LabelSets(Known.none());
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

    Labels of(String pattern, String route) {
        RouteKey key = new RouteKey(pattern, route);
        Labels old = before.routes.get(key);
        Labels labels = old == null ? Labels.of(ROUTE, new String[] {LabelText.of(pattern), LabelText.of(route)}) : old;
        known.routes.put(key, labels);
        return labels;
    }

    Labels info(String pattern, String route, String selector, boolean shared) {
        RouteKey key = new RouteKey(pattern, route);
        Told old = before.infos.get(key);
        Told told = old != null && old.selector.equals(selector) && old.shared == shared
                ? old
                : new Told(selector, shared, describe(pattern, route, selector, shared));
        known.infos.put(key, told);
        return told.labels;
    }

    private static Labels describe(String pattern, String route, String selector, boolean shared) {
        String[] values = {LabelText.of(pattern), LabelText.of(route), LabelText.of(selector), Boolean.toString(shared)
        };
        return Labels.of(INFO, values);
    }
}
