package io.steelyard.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint as one poll saw it, reduced to sums per route, so that many of them can be kept.
 *
 * @param generation of the snapshot
 * @param startedAt when the reading began
 * @param incarnation of the balancer
 * @param suspect why this reading must not be acted on; empty if it may be
 * @param endpoint sums over the endpoint's distinct backends
 * @param routes by id, in the snapshot's order
 * @param roster the same routes in order of their ids
 * @param weights the observed weights; empty if one of them is unknown
 * @param split how these weights split the traffic, of which the part counts that is live; empty if one is unknown or no route
 *     can take traffic
 */
public record Reading(
        long generation,
        Moment startedAt,
        String incarnation,
        Optional<String> suspect,
        Totals endpoint,
        Map<String, OfRoute> routes,
        Roster roster,
        Optional<SortedMap<String, Integer>> weights,
        Optional<Shares> split) {

    /** The part of a route's backends whose coming or going unsettles it. */
    private static final double MANY = 0.3;

    /**
     * One route in a reading.
     *
     * @param weight the observed weight, empty if unknown
     * @param configured members that take traffic when all are up
     * @param members all of them, also those that were taken out
     * @param live the part of the weight that takes traffic, 0 to 1
     * @param totals sums over the live members
     * @param states how many of the live members are in each state, an open set of words; of many words some
     * @param weights of the members by name, where the route's weight is their sum; empty elsewhere
     * @param joined when each of the live members joined, of those that joined lately; the newest reading only has it
     */
    public record OfRoute(
            OptionalInt weight,
            int configured,
            int members,
            double live,
            Totals totals,
            Map<String, Integer> states,
            Map<String, Integer> weights,
            List<Instant> joined) {

        /** More words than this are no states. */
        private static final int STATES_MOST = 16;

        /** Nobody takes longer to warm up. */
        private static final Duration LATELY = Duration.ofHours(1);

        /** Without states and ages. */
        public OfRoute(OptionalInt weight, int configured, double live, Totals totals) {
            this(weight, configured, configured, live, totals, Map.of(), Map.of(), List.of());
        }

        static OfRoute of(Route route, Totals totals, Instant now, @Nullable OfRoute before) {
            List<Instant> joined = new ArrayList<>(0);
            for (Backend backend : route.backends()) {
                backend.connectedAt()
                        .filter(at -> at.isAfter(now.minus(LATELY)))
                        .ifPresent(joined::add);
            }
            Map<String, Integer> states = states(route.backends(), before == null ? Map.of() : before.states);
            OfRoute fresh = new OfRoute(
                    route.weight(),
                    route.configured(),
                    route.members(),
                    route.live(),
                    totals,
                    states,
                    before != null && route.weights().equals(before.weights) ? before.weights : route.weights(),
                    List.copyOf(joined));
            return before != null && fresh.equals(before) ? before : fresh;
        }

        private static Map<String, Integer> states(List<Backend> backends, Map<String, Integer> before) {
            Integer all = backends.size();
            if (before.size() == 1 && backends.stream().allMatch(backend -> all.equals(before.get(backend.state())))) {
                return backends.isEmpty() ? Map.of() : before; // all are in one state, and were
            }
            Map<String, Integer> states = new TreeMap<>();
            for (Backend backend : backends) {
                if (!backend.state().isEmpty()
                        && (states.size() < STATES_MOST || states.containsKey(backend.state()))) {
                    states.merge(backend.state(), 1, Integer::sum);
                }
            }
            return states.equals(before) ? before : InOrder.copyOf(states);
        }

        OfRoute withoutAges() {
            return joined.isEmpty()
                    ? this
                    : new OfRoute(weight, configured, members, live, totals, states, weights, List.of());
        }
    }

    /**
     * @param before the reading before, if there is one: what is equal is taken over from there, so that many readings
     *     share it
     */
    static Reading of(Observation.Seen seen, Endpoint endpoint, Optional<Reading> before) {
        Map<String, OfRoute> routes = new LinkedHashMap<>();
        SortedMap<String, Integer> weights = new TreeMap<>();
        for (Route route : endpoint.routes()) {
            Totals totals = seen.tally().route(endpoint.pattern(), route.id());
            OfRoute earlier =
                    before.map(reading -> reading.routes.get(route.id())).orElse(null);
            routes.put(route.id(), OfRoute.of(route, totals, seen.endedAt().wall(), earlier));
            route.weight().ifPresent(weight -> weights.put(route.id(), weight));
        }
        Optional<SortedMap<String, Integer>> known = before.flatMap(Reading::weights);
        Optional<SortedMap<String, Integer>> all = weights.size() == routes.size()
                ? Optional.of(Collections.unmodifiableSortedMap(weights))
                : Optional.empty();
        Roster roster = before.map(reading -> reading.roster.adapted(routes.keySet()))
                .orElseGet(() -> Roster.of(routes.keySet()));
        Optional<Shares> split = all.isPresent() ? split(roster, routes) : Optional.empty();
        Optional<Shares> earlier = before.flatMap(Reading::split);
        return new Reading(
                seen.generation(),
                seen.startedAt(),
                seen.snapshot().incarnation(),
                endpoint.suspect(),
                seen.tally().endpoint(endpoint.pattern()),
                Collections.unmodifiableMap(routes),
                roster,
                all.equals(known) ? known : all,
                split.equals(earlier) ? earlier : split);
    }

    private static Optional<Shares> split(Roster roster, Map<String, OfRoute> routes) {
        double[] amounts = new double[roster.size()];
        boolean open = false;
        for (int place = 0; place < amounts.length; place++) {
            OfRoute route = Objects.requireNonNull(routes.get(roster.id(place)));
            amounts[place] = route.weight().orElse(0) * route.live();
            open |= amounts[place] > 0;
        }
        return open ? Optional.of(Shares.inProportion(roster, amounts)) : Optional.empty();
    }

    /**
     * True if the live backends of some route became fewer or more by so large a part that its traffic and its load
     * need some readings to follow. Single backends of many that come and go are no reason to wait.
     */
    boolean otherBackendsThan(Reading earlier) {
        return routes.entrySet().stream().anyMatch(route -> {
            OfRoute before = earlier.routes.get(route.getKey());
            int now = route.getValue().totals().backends();
            int then = before == null ? 0 : before.totals().backends();
            return Math.abs(now - then) > MANY * Math.max(now, then);
        });
    }

    /** The same without what only the newest reading has. */
    Reading withoutAges() {
        if (routes.values().stream().allMatch(route -> route.joined().isEmpty())) {
            return this;
        }
        Map<String, OfRoute> old = new LinkedHashMap<>(routes);
        old.replaceAll((id, route) -> route.withoutAges());
        return new Reading(
                generation,
                startedAt,
                incarnation,
                suspect,
                endpoint,
                Collections.unmodifiableMap(old),
                roster,
                weights,
                split);
    }

    /** True if both show the same weights; quick if one shares those of the other. */
    boolean sameWeights(Reading other) {
        return weights.equals(other.weights);
    }
}
