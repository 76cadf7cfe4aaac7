package io.steelyard.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The weights of one endpoint as they are in force.
 *
 * @param byRoute route id to weight, of every route
 * @param members by route what its members weigh, by name, where the route's weight is the sum of several; empty elsewhere
 */
public record InForce(Map<String, Integer> byRoute, Map<String, Map<String, Integer>> members) {

    public InForce {
        byRoute = Collections.unmodifiableMap(new TreeMap<>(byRoute));
        members = InOrder.copyOf(members);
    }

    /** Of routes whose members have no weights of their own, or where these do not matter. */
    public static InForce of(Map<String, Integer> byRoute) {
        return new InForce(byRoute, Map.of());
    }

    /** For people: the weights of the routes, or where another has the same those of the members that it has otherwise. */
    public String against(InForce other) {
        if (!byRoute.equals(other.byRoute)) {
            return byRoute.toString();
        }
        SortedMap<String, Map<String, Integer>> differ = new TreeMap<>();
        members.forEach((route, own) -> {
            if (!own.equals(other.members.getOrDefault(route, own))) {
                differ.put(route, new TreeMap<>(own));
            }
        });
        return differ.toString();
    }

    /** True if these are weights of the same routes, and of the same members where both know them. */
    public boolean agrees(InForce other) {
        return byRoute.equals(other.byRoute)
                && members.entrySet().stream()
                        .allMatch(route ->
                                route.getValue().equals(other.members.getOrDefault(route.getKey(), route.getValue())));
    }

    /**
     * True if a later reading shows all of these: of the same routes and members, whoever has joined meanwhile. A route whose
     * members both know may then have another sum.
     */
    public boolean standIn(InForce found) {
        return byRoute.entrySet().stream().allMatch(route -> standIn(found, route.getKey(), route.getValue()));
    }

    private boolean standIn(InForce found, String route, Integer weight) {
        Map<String, Integer> own = members.get(route);
        Map<String, Integer> theirs = found.members.get(route);
        if (own == null || theirs == null || own.isEmpty()) {
            return weight.equals(found.byRoute.get(route));
        }
        return theirs.entrySet().containsAll(own.entrySet());
    }
}
