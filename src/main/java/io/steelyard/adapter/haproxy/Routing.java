package io.steelyard.adapter.haproxy;

import io.steelyard.model.InForce;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which servers make up a route. */
final class Routing {

    private final Optional<Pattern> routeBy;
    private final Warnings warnings = new Warnings();
    private final Claims claims = new Claims();

    Routing(Optional<String> routeBy) {
        this.routeBy = routeBy.map(Pattern::compile);
    }

    /** The servers of each route, up or down, in HAProxy's order. */
    Map<String, List<Server>> routes(Proxy proxy) {
        Map<String, List<Server>> routes = new LinkedHashMap<>();
        List<String> out = new ArrayList<>();
        for (Server server : proxy.servers()) {
            Optional<String> route = route(server);
            if (route.isPresent()) {
                routes.computeIfAbsent(route.get(), id -> new ArrayList<>(1)).add(server);
            } else {
                out.add(server.name());
            }
        }
        warn(proxy, out);
        return routes;
    }

    /**
     * Empty for a server that takes no part in the split by weights: one whose name does not match, or a backup, which
     * HAProxy uses only while all others are down.
     */
    Optional<String> route(Server server) {
        return server.backup() ? Optional.empty() : routeByName(server);
    }

    private Optional<String> routeByName(Server server) {
        if (routeBy.isEmpty()) {
            return Optional.of(server.name());
        }
        Matcher match = routeBy.get().matcher(server.name());
        return match.find() ? Optional.ofNullable(match.group(1)).filter(id -> !id.isEmpty()) : Optional.empty();
    }

    private void warn(Proxy proxy, List<String> out) {
        if (!out.isEmpty()) {
            String names = out.stream().limit(5).collect(Collectors.joining(", ")) + (out.size() > 5 ? ", …" : "");
            warnings.once(
                    proxy.name(),
                    "proxy " + proxy.name() + ": " + out.size() + " of "
                            + proxy.servers().size() + " servers belong to no route and keep their weights, as "
                            + reason() + ": " + names);
        }
    }

    private String reason() {
        return "backups"
                + routeBy.map(pattern -> " or because they do not match route_by " + pattern)
                        .orElse("");
    }

    /** Which servers of a route its weight goes to. */
    Claims claims() {
        return claims;
    }

    /** The weight of each route: the sum over all its servers, so that a server that goes down changes nothing. */
    InForce inForce(Proxy proxy) {
        return inForce(proxy, List.of());
    }

    /** The same once these changes are made. */
    InForce inForce(Proxy proxy, List<Division.Change> changes) {
        Map<String, Integer> changed = new HashMap<>();
        changes.forEach(change -> changed.put(change.server().name(), change.weight()));
        Map<String, Integer> weights = new HashMap<>();
        Map<String, Map<String, Integer>> several = new HashMap<>();
        routes(proxy).forEach((route, servers) -> {
            Map<String, Integer> members = weights(servers);
            members.replaceAll((name, weight) -> changed.getOrDefault(name, weight));
            weights.put(route, members.values().stream().mapToInt(each -> each).sum());
            if (servers.size() > 1) {
                several.put(route, members);
            }
        });
        return new InForce(weights, several);
    }

    /** By name. */
    static Map<String, Integer> weights(List<Server> servers) {
        Map<String, Integer> weights = new HashMap<>();
        servers.forEach(server -> weights.put(server.name(), server.weight()));
        return weights;
    }

    static int weight(List<Server> servers) {
        int sum = 0;
        for (Server server : servers) {
            sum += server.weight();
        }
        return sum;
    }
}
