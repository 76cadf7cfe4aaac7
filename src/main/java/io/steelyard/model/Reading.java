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
 */
public record Reading(
        long generation,
        Moment startedAt,
        String incarnation,
        Optional<String> suspect,
        Totals endpoint,
        Map<String, OfRoute> routes,
        Roster roster,
        Optional<SortedMap<String, Integer>> weights) {

    /** The part of a route's backends whose coming or going unsettles it. */
    private static final double MANY = 0.3;

    /**
     * One route in a reading.
     *
     * @param weight the observed weight, empty if unknown
     * @param configured members when all are up
     * @param totals sums over the live members
     * @param states how many of the live members are in each state, an open set of words; of many words some
     * @param joined when each of the live members joined, of those that joined lately; the newest reading only has it
     */
    public record OfRoute(
            OptionalInt weight, int configured, Totals totals, Map<String, Integer> states, List<Instant> joined) {

        /** More words than this are no states. */
        private static final int STATES_MOST = 16;

        /** Nobody takes longer to warm up. */
        private static final Duration LATELY = Duration.ofHours(1);

        /** Without states and ages. */
        public OfRoute(OptionalInt weight, int configured, Totals totals) {
            this(weight, configured, totals, Map.of(), List.of());
        }

        static OfRoute of(Route route, Totals totals, Instant now) {
            Map<String, Integer> states = new TreeMap<>();
            List<Instant> joined = new ArrayList<>();
            for (Backend backend : route.backends()) {
                if (!backend.state().isEmpty()
                        && (states.size() < STATES_MOST || states.containsKey(backend.state()))) {
                    states.merge(backend.state(), 1, Integer::sum);
                }
                backend.connectedAt()
                        .filter(at -> at.isAfter(now.minus(LATELY)))
                        .ifPresent(joined::add);
            }
            return new OfRoute(route.weight(), route.configured(), totals, Map.copyOf(states), List.copyOf(joined));
        }

        OfRoute withoutAges() {
            return joined.isEmpty() ? this : new OfRoute(weight, configured, totals, states, List.of());
        }

        /** The part of the weight that takes traffic, on a balancer that skips members that are down. */
        public double liveFraction() {
            return configured == 0 ? 0 : (double) totals.backends() / configured;
        }
    }

    static Reading of(Observation.Seen seen, Endpoint endpoint) {
        Map<String, OfRoute> routes = new LinkedHashMap<>();
        SortedMap<String, Integer> weights = new TreeMap<>();
        for (Route route : endpoint.routes()) {
            Totals totals = seen.tally().route(endpoint.pattern(), route.id());
            routes.put(route.id(), OfRoute.of(route, totals, seen.endedAt().wall()));
            route.weight().ifPresent(weight -> weights.put(route.id(), weight));
        }
        return new Reading(
                seen.generation(),
                seen.startedAt(),
                seen.snapshot().incarnation(),
                endpoint.suspect(),
                seen.tally().endpoint(endpoint.pattern()),
                Collections.unmodifiableMap(routes),
                Roster.of(routes.keySet()),
                weights.size() == routes.size()
                        ? Optional.of(Collections.unmodifiableSortedMap(weights))
                        : Optional.empty());
    }

    Optional<Shares> split(boolean skipsDeadBackends) {
        double[] amounts = new double[roster.size()];
        boolean open = false;
        for (int place = 0; weights.isPresent() && place < amounts.length; place++) {
            OfRoute route = Objects.requireNonNull(routes.get(roster.id(place)));
            double live = skipsDeadBackends ? route.liveFraction() : 1;
            amounts[place] = route.weight().orElse(0) * live;
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
                weights);
    }

    /** The same, holding the roster and the weights of an earlier reading if they are equal, so that many share one. */
    Reading sharing(Reading earlier) {
        return new Reading(
                generation,
                startedAt,
                incarnation,
                suspect,
                endpoint,
                routes,
                roster.equals(earlier.roster) ? earlier.roster : roster,
                weights.equals(earlier.weights) ? earlier.weights : weights);
    }

    /** True if both show the same weights; quick if one {@link #sharing shares} those of the other. */
    boolean sameWeights(Reading other) {
        return weights.equals(other.weights);
    }
}
