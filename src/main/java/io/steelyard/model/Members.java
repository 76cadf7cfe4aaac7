package io.steelyard.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The members of an endpoint's routes, where a route's weight is the sum of theirs, and what each of them should weigh.
 * Immutable.
 *
 * @param routes as they were last read
 * @param written of the routes that a write of ours changed since then, or still may, what it gave them by name; empty
 *     where nobody knows
 */
record Members(Map<String, Reading.OfRoute> routes, Map<String, Map<String, Integer>> written) {

    static final Members NONE = new Members(Map.of(), Map.of());

    static Members of(Reading reading) {
        return new Members(reading.routes(), Map.of());
    }

    /** The balancer has taken a write, and this is what it made of it. */
    Members written(Decision.Reweigh write, Map<String, Map<String, Integer>> given) {
        return replaced(write, write::changes, given);
    }

    /** Nobody knows what a write has made of some of its routes. */
    Members doubted(Decision.Reweigh write, Predicate<String> routes) {
        return replaced(write, routes, Map.of());
    }

    private Members replaced(Decision.Reweigh write, Predicate<String> which, Map<String, Map<String, Integer>> given) {
        Map<String, Map<String, Integer>> next = new HashMap<>(written);
        write.weights().byRoute().keySet().stream()
                .filter(which)
                .forEach(route -> next.put(route, given.getOrDefault(route, Map.of())));
        return new Members(routes, next);
    }

    /** What the members of a route should weigh; empty if that is not known, or not how its weight comes about. */
    Map<String, Integer> of(String route) {
        Map<String, Integer> known = written.get(route);
        return known == null ? weights(routes.get(route)) : known;
    }

    /** The same of all routes of which it is known and that have more than one. */
    Map<String, Map<String, Integer>> several() {
        Map<String, Map<String, Integer>> several = new HashMap<>();
        routes.keySet().stream().filter(route -> of(route).size() > 1).forEach(route -> several.put(route, of(route)));
        return several;
    }

    /** True if a reading tells whether somebody set what the members of a route weigh. */
    boolean judge(String route, Reading reading) {
        return !of(route).isEmpty() && !weights(reading.routes().get(route)).isEmpty();
    }

    /** True if one that was there, and is, weighs something else. Whoever joins or leaves changes none of the others. */
    boolean edited(String route, Reading reading) {
        Map<String, Integer> should = of(route);
        Map<String, Integer> found = weights(reading.routes().get(route));
        return !found.equals(should)
                && should.entrySet().stream()
                        .anyMatch(member -> !found.getOrDefault(member.getKey(), member.getValue())
                                .equals(member.getValue()));
    }

    /** True if some came or went: by their names, or where these are not known by how many they are. */
    boolean others(String route, Reading reading) {
        Reading.OfRoute then = routes.get(route);
        Reading.OfRoute now = reading.routes().get(route);
        if (then == null || now == null) {
            return false;
        }
        boolean named = !then.weights().isEmpty() && !now.weights().isEmpty();
        return named ? !then.weights().keySet().equals(now.weights().keySet()) : then.members() != now.members();
    }

    /** What they should weigh together, where that is known. */
    Optional<Integer> weight(String route) {
        Map<String, Integer> each = of(route);
        return each.isEmpty() ? Optional.empty() : Optional.of(sum(each));
    }

    /** True if the same members should weigh the same. */
    boolean sameAs(Members other) {
        return routes.entrySet().stream().allMatch(each -> {
            Reading.OfRoute here = each.getValue();
            Reading.OfRoute there = other.routes.get(each.getKey());
            return there != null
                    && here.members() == there.members()
                    && here.configured() == there.configured()
                    && of(each.getKey()).equals(other.of(each.getKey()));
        });
    }

    /**
     * Those that weigh something else by now, where it is known what they weighed.
     *
     * @param before the weight of the route
     */
    List<Edit.OfMember> changes(String route, int before, Reading reading) {
        Map<String, Integer> last = of(route).isEmpty() ? weights(routes.get(route)) : of(route);
        if (sum(last) != before) {
            return List.of();
        }
        Map<String, Integer> now = new TreeMap<>(weights(reading.routes().get(route)));
        return now.entrySet().stream()
                .filter(member -> !member.getValue().equals(last.get(member.getKey())))
                .map(member ->
                        new Edit.OfMember(member.getKey(), last.getOrDefault(member.getKey(), 0), member.getValue()))
                .toList();
    }

    static int sum(Map<String, Integer> weights) {
        return weights.values().stream().mapToInt(each -> each).sum();
    }

    private static Map<String, Integer> weights(Reading.@Nullable OfRoute route) {
        return route == null ? Map.of() : route.weights();
    }
}
