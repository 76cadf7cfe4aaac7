package io.steelyard.adapter.haproxy;

import io.steelyard.model.Labels;
import io.steelyard.model.RouteKey;
import io.steelyard.model.Selector;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one poll tells of servers and routes in words. It depends on names only, so it is nearly always what the poll
 * before told, and taken over from there. Not safe for several threads.
 */
final class Descriptions {

    /** Labels, and what they depend on beside names. */
    private record Labelled(boolean backup, Labels labels) {}

    private final Routing routing;
    private final Map<String, Labelled> serversBefore;
    private final Map<RouteKey, Selector> routesBefore;
    private final Map<String, Labelled> servers = new HashMap<>();
    private final Map<RouteKey, Selector> routes = new HashMap<>();

    private Descriptions(Routing routing, Map<String, Labelled> serversBefore, Map<RouteKey, Selector> routesBefore) {
        this.routing = routing;
        this.serversBefore = serversBefore;
        this.routesBefore = routesBefore;
    }

    static Descriptions first(Routing routing) {
        return new Descriptions(routing, Map.of(), Map.of());
    }

    /** For the next poll; what this one did not ask for is forgotten. */
    Descriptions next() {
        return new Descriptions(routing, servers, routes);
    }

    Labels of(Server server) {
        Labelled known = serversBefore.get(server.id());
        Labelled labelled = known != null && known.backup == server.backup()
                ? known
                : new Labelled(server.backup(), labels(server));
        servers.put(server.id(), labelled);
        return labelled.labels;
    }

    Selector of(Proxy proxy, String route) {
        RouteKey key = new RouteKey(proxy.name(), route);
        Selector known = routesBefore.get(key);
        Selector selector = known == null ? Selector.parse("proxy=" + proxy.name() + ",route=" + route) : known;
        routes.put(key, selector);
        return selector;
    }

    private Labels labels(Server server) {
        Optional<String> route = routing.route(server);
        return Labels.parse("proxy=" + server.proxy() + ",server=" + server.name()
                + route.map(id -> ",route=" + id).orElse(""));
    }
}
