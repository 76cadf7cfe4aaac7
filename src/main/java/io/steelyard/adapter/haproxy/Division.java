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
 * <p>A route's weight goes to all its configured servers as evenly as integers allow, so that one that comes back has
 * its fair weight and the sum is the route's weight whoever is up; what does not divide goes to the usable ones first.
 * Since {@link Weights} are never all zero, neither are the servers'.
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
    static List<Change> changes(Proxy proxy, Map<String, List<Server>> routes, Weights weights) {
        checkKnown(proxy, routes, weights);
        List<Change> changes = new ArrayList<>();
        weights.byRoute()
                .forEach((route, weight) ->
                        changes.addAll(divide(proxy, route, weight, routes.getOrDefault(route, List.of()))));
        return changes.stream()
                .filter(change -> change.weight() != change.server().weight())
                .sorted(Comparator.comparing(Change::raises).reversed())
                .toList();
    }

    private static List<Change> divide(Proxy proxy, String route, int weight, List<Server> servers) {
        int most = MOST * servers.size();
        if (weight > most) {
            throw new UnacceptableWeightsException("proxy " + proxy.name() + ", route " + route + ": weight " + weight
                    + " is above " + most + ", the most that its " + servers.size() + " server"
                    + (servers.size() == 1 ? "" : "s") + " can have (" + MOST + " each); scale all weights down");
        }
        List<Server> inOrder = servers.stream()
                .sorted(Comparator.comparing(Server::usable).reversed().thenComparing(Server::name))
                .toList();
        int each = weight / servers.size();
        int surplus = weight % servers.size();
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < inOrder.size(); i++) {
            changes.add(new Change(inOrder.get(i), i < surplus ? each + 1 : each));
        }
        return changes;
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
