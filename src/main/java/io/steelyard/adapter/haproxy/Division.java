package io.steelyard.adapter.haproxy;

import io.steelyard.actuator.UnacceptableWeightsException;
import io.steelyard.actuator.UnknownTargetException;
import io.steelyard.model.Weights;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Divides the weights of routes among their servers and says which servers have to change.
 *
 * <p>A route whose weight is the sum of its servers already is left as it is. Any other weight goes to all its
 * configured servers, up or down, in the {@link Proportion} of their {@link Claims}, so that one that comes back has its
 * fair weight and the sum is the route's weight whoever is up. Since {@link Weights} are never all zero, neither are
 * the servers'.
 */
final class Division {

    static final int MOST = 256;

    /** One command: the weight that a server is to have. */
    record Change(Server server, int weight) {

        boolean raises() {
            return weight > server.weight();
        }
    }

    private Division() {}

    /** The changes in their order: what raises comes before what lowers, so that the sum never drops on the way. */
    static List<Change> changes(Proxy proxy, Map<String, List<Server>> routes, Claims claims, Weights weights) {
        checkKnown(proxy, routes, weights);
        List<Change> changes = new ArrayList<>();
        weights.byRoute().forEach((route, weight) -> {
            List<Server> servers = routes.getOrDefault(route, List.of());
            if (weight != Routing.weight(servers)) {
                changes.addAll(divide(proxy, route, weight, servers, claims.of(proxy, route, servers)));
            }
        });
        return changes.stream()
                .filter(change -> change.weight() != change.server().weight())
                .sorted(Comparator.comparing(Change::raises).reversed())
                .toList();
    }

    private static List<Change> divide(
            Proxy proxy, String route, int weight, List<Server> servers, List<Claim> claims) {
        if (weight == 0) {
            return servers.stream().map(server -> new Change(server, 0)).toList();
        }
        checkRoom(proxy, route, weight, claims.size(), servers.size());
        return new Proportion(claims).divide(weight);
    }

    /** A server must not get more than it can have, nor 0 by rounding, which would pass for taken out and stay so. */
    private static void checkRoom(Proxy proxy, String route, int weight, int taking, int servers) {
        int most = MOST * taking;
        if (weight >= taking && weight <= most) {
            return;
        }
        String its = "its " + taking + " server" + (taking == 1 ? "" : "s") + (taking < servers ? " in use" : "");
        throw new UnacceptableWeightsException("proxy " + proxy.name() + ", route " + route + ": weight " + weight
                + (weight > most
                        ? " is above " + most + ", the most that " + its + " can have (" + MOST
                                + " each); scale all weights down"
                        : " is below " + taking + ", 1 for each of " + its + "; scale all weights up"));
    }

    private static void checkKnown(Proxy proxy, Map<String, List<Server>> routes, Weights weights) {
        List<String> unknown = weights.byRoute().keySet().stream()
                .filter(route -> !routes.containsKey(route))
                .toList();
        if (!unknown.isEmpty()) {
            throw new UnknownTargetException("proxy " + proxy.name() + " has no route " + String.join(", ", unknown)
                    + "; it has " + String.join(", ", routes.keySet()));
        }
    }
}
