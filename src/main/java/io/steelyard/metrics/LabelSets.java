package io.steelyard.metrics;

import io.steelyard.model.Backend;
import io.steelyard.model.Route;
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
    private static final String[] ROUTE_INFO = Catalogue.ROUTE_INFO.labelNames();
    private static final String[] BACKEND = Catalogue.BACKEND_LOAD.labelNames();
    private static final String[] BACKEND_INFO = Catalogue.BACKEND_INFO.labelNames();

    /**
     * Those of one route or backend.
     *
     * @param text what the info says, as the balancer has it; other text needs another label set
     * @param shared what the info of a route says beside that
     * @param labels of its numbers
     * @param info of {@code steelyard_route_info} or {@code steelyard_backend_info}
     */
    record Labelled(String text, boolean shared, LabelSet labels, LabelSet info) {

        boolean says(String words, boolean sharing) {
            return shared == sharing && text.equals(words);
        }
    }

    private record BackendKey(RouteKey route, String backend) {}

    private record Known(
            Map<String, LabelSet> endpoints, Map<RouteKey, Labelled> routes, Map<BackendKey, Labelled> backends) {}

    private final Known before;
    private final Known known;

    private LabelSets(Known before) {
        this.before = before;
        this.known = new Known(
                new HashMap<>(2 * before.endpoints.size()),
                new HashMap<>(2 * before.routes.size()),
                new HashMap<>(2 * before.backends.size()));
    }

    static LabelSets none() {
        return new LabelSets(new Known(Map.of(), Map.of(), Map.of()));
    }

    /** For the next snapshot; what this one did not ask for is forgotten. */
    LabelSets next() {
        return new LabelSets(known);
    }

    LabelSet of(String pattern) {
        LabelSet old = before.endpoints.get(pattern);
        LabelSet labels = old == null ? LabelSet.of(ENDPOINT, LabelText.of(pattern)) : old;
        known.endpoints.put(pattern, labels);
        return labels;
    }

    Labelled of(String pattern, Route route, boolean shared) {
        RouteKey key = new RouteKey(pattern, route.id());
        // As written, not as understood: what is shown is the text.
        String text = route.selector().labels().raw();
        Labelled old = before.routes.get(key);
        Labelled labels = old != null && old.says(text, shared) ? old : made(key, text, shared);
        known.routes.put(key, labels);
        return labels;
    }

    private static Labelled made(RouteKey key, String selector, boolean shared) {
        String endpoint = LabelText.of(key.pattern());
        String id = LabelText.of(key.route());
        return new Labelled(
                selector,
                shared,
                LabelSet.of(ROUTE, endpoint, id),
                LabelSet.of(ROUTE_INFO, endpoint, id, LabelText.of(selector), Boolean.toString(shared)));
    }

    Labelled of(RouteKey route, Backend backend) {
        BackendKey key = new BackendKey(route, backend.id());
        Labelled old = before.backends.get(key);
        Labelled labels =
                old != null && old.says(backend.address(), false) ? old : made(route, backend.id(), backend.address());
        known.backends.put(key, labels);
        return labels;
    }

    private static Labelled made(RouteKey route, String backend, String address) {
        String endpoint = LabelText.of(route.pattern());
        String routeId = LabelText.of(route.route());
        String id = LabelText.of(backend);
        return new Labelled(
                address,
                false,
                LabelSet.of(BACKEND, endpoint, routeId, id),
                LabelSet.of(BACKEND_INFO, endpoint, routeId, id, LabelText.of(address)));
    }
}
