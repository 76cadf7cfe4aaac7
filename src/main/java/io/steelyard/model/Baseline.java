package io.steelyard.model;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The weights that an endpoint must show at the start of the next run, unless a later write of ours explains others.
 *
 * @param since the time of day at which a run first knew them
 * @param incarnation of the balancer that had them; in another one others are no edit
 * @param routes by id
 * @param lastWrite the id of the newest write of ours to this endpoint that they account for; empty if none is known
 * @param proposed since then, for others to follow: all of it may be found as well
 */
public record Baseline(
        Instant since,
        String incarnation,
        SortedMap<String, OfRoute> routes,
        Optional<String> lastWrite,
        Optional<Decision.Reweigh> proposed) {

    /** Since when nothing was proposed. */
    public Baseline(Instant since, String incarnation, SortedMap<String, OfRoute> routes, Optional<String> lastWrite) {
        this(since, incarnation, routes, lastWrite, Optional.empty());
    }

    public Baseline {
        routes = Collections.unmodifiableSortedMap(new TreeMap<>(routes));
    }

    /**
     * Of one route.
     *
     * @param configured members that take traffic when all are up; 1 where the weight is no sum over them
     * @param members all of them; 0 where the weight is no sum over them
     * @param weights of the members by name, where the route's weight is their sum; empty elsewhere
     */
    public record OfRoute(int weight, int configured, int members, Map<String, Integer> weights) {

        public OfRoute {
            weights = Collections.unmodifiableMap(new TreeMap<>(weights));
        }

        private static OfRoute of(int weight, String route, Members all, boolean sums) {
            Optional<Reading.OfRoute> seen =
                    Optional.ofNullable(all.routes().get(route)).filter(known -> sums);
            return new OfRoute(
                    weight,
                    seen.map(Reading.OfRoute::configured).orElse(1),
                    seen.map(Reading.OfRoute::members).orElse(sums ? 1 : 0),
                    sums ? all.of(route) : Map.of());
        }

        private static OfRoute unseen(int weight, int members) {
            return new OfRoute(weight, Math.max(1, members), members, Map.of());
        }

        /**
         * With another weight it is not known any more what each member has, unless that was read.
         *
         * @param read of the members, maybe at another time
         */
        private OfRoute with(int other, Map<String, Integer> read) {
            boolean fits = !read.isEmpty() && Members.sum(read) == other;
            if (fits || other != weight) {
                return new OfRoute(other, configured, members, fits ? read : Map.of());
            }
            return this;
        }

        private Reading.OfRoute reading() {
            return new Reading.OfRoute(
                    OptionalInt.of(weight),
                    configured,
                    members,
                    1,
                    new Totals.Sum().totals(),
                    Map.of(),
                    weights,
                    List.of());
        }
    }

    /** @param sums true if the weight of a route is the sum of those of its members */
    static Baseline of(Moment since, Reading latest, Ownership ownership, boolean sums) {
        SortedMap<String, OfRoute> routes = new TreeMap<>();
        ownership
                .expected()
                .forEach((route, weight) -> routes.put(route, OfRoute.of(weight, route, ownership.members(), sums)));
        return new Baseline(
                since.wall(),
                latest.incarnation(),
                routes,
                ownership.lastWrite(),
                ownership.proposal().map(Decision.Reweigh::bare));
    }

    /**
     * The same endpoint with other weights, that account for a later write.
     *
     * @param members what those of routes were read back to weigh
     */
    Baseline with(Instant at, Map<String, Integer> weights, String write, Map<String, Map<String, Integer>> members) {
        SortedMap<String, OfRoute> next = new TreeMap<>();
        weights.forEach((route, weight) -> {
            Map<String, Integer> read = members.getOrDefault(route, Map.of());
            OfRoute before = routes.getOrDefault(route, OfRoute.unseen(weight, read.size()));
            next.put(route, before.with(weight, read));
        });
        return new Baseline(at, incarnation, next, Optional.of(write), Optional.empty());
    }

    /** The same, which accounts for a write. */
    public Baseline after(Optional<String> write) {
        return new Baseline(since, incarnation, routes, write, proposed);
    }

    /** True if it differs from an earlier one by what is proposed and was before, if at all. */
    public boolean proposesAfter(Baseline other) {
        return expectsLike(other) && proposed.isPresent() && other.proposed.isPresent();
    }

    private boolean expectsLike(Baseline other) {
        return incarnation.equals(other.incarnation)
                && routes.equals(other.routes)
                && lastWrite.equals(other.lastWrite);
    }

    /** True if a later run would judge by both alike. */
    public boolean judgesLike(Baseline other) {
        return expectsLike(other)
                && proposed.map(Decision.Reweigh::weights).equals(other.proposed.map(Decision.Reweigh::weights));
    }

    SortedMap<String, Integer> weights() {
        SortedMap<String, Integer> weights = new TreeMap<>();
        routes.forEach((route, each) -> weights.put(route, each.weight));
        return weights;
    }

    Members members() {
        Map<String, Reading.OfRoute> readings = new TreeMap<>();
        routes.forEach((route, each) -> readings.put(route, each.reading()));
        return new Members(readings, Map.of());
    }
}
