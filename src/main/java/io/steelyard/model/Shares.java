package io.steelyard.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A split of an endpoint's traffic: one number of at least 0 for each route, together 1. Immutable. */
public final class Shares {

    private static final double TOLERANCE = 1e-9;

    private final Roster roster;
    private final double[] parts;

    private Shares(Roster roster, double[] parts) {
        this.roster = roster;
        this.parts = parts;
        double sum = 0;
        for (int place = 0; place < parts.length; place++) {
            double part = parts[place];
            if (!(part >= 0 && part <= 1 + TOLERANCE)) { // asked for every route of every decision
                throw new IllegalArgumentException("share of " + roster.id(place) + ": " + part + " is not in 0..1");
            }
            sum += part;
        }
        Check.that(Math.abs(sum - 1) <= TOLERANCE * Math.max(1, parts.length), "shares sum to %s, not 1", sum);
    }

    /**
     * Shares in proportion to some amounts.
     *
     * @throws IllegalArgumentException if an amount is negative or not finite, or all are 0
     */
    public static Shares inProportion(Map<String, ? extends Number> amounts) {
        Roster roster = Roster.of(amounts.keySet());
        double[] byPlace = new double[roster.size()];
        int next = 0;
        for (Number amount : amounts.values()) {
            byPlace[roster.named(next++)] = amount.doubleValue();
        }
        return inProportion(roster, byPlace);
    }

    /**
     * The same.
     *
     * @param amounts by place in the roster
     */
    public static Shares inProportion(Roster roster, double[] amounts) {
        double sum = Sum.of(amounts);
        Check.that(
                sum > 0 && sum < Double.POSITIVE_INFINITY,
                "amounts of %s have no finite, positive sum, but %s",
                roster,
                sum);
        double[] parts = new double[amounts.length];
        for (int place = 0; place < parts.length; place++) {
            parts[place] = amounts[place] / sum;
        }
        return new Shares(roster, parts);
    }

    /** The routes, also those with a share of 0. */
    public Roster roster() {
        return roster;
    }

    /** By the place in a roster; 0 for a route that is not there. Quick if it is the one of these shares. */
    public double at(Roster asked, int place) {
        int own = roster.place(asked, place);
        return own < 0 ? 0 : parts[own];
    }

    /** 0 for a route that is not there. */
    public double of(String route) {
        int place = roster.place(route);
        return place < 0 ? 0 : parts[place];
    }

    /** Route id to share, in order of route id; a copy. */
    public SortedMap<String, Double> byRoute() {
        SortedMap<String, Double> shares = new TreeMap<>();
        for (int place = 0; place < parts.length; place++) {
            shares.put(roster.id(place), parts[place]);
        }
        return Collections.unmodifiableSortedMap(shares);
    }

    /** How much traffic must move to get from here to there: half the sum of |change of share|, 0 to 1. */
    public double distance(Shares other) {
        Roster both = roster.and(other.roster);
        double[] changes = new double[both.size()];
        for (int place = 0; place < changes.length; place++) {
            changes[place] = Math.abs(at(both, place) - other.at(both, place));
        }
        return 0.5 * Sum.of(changes);
    }

    /** The point at {@code fraction} of the way to {@code target}: 0 is here, 1 is there. */
    public Shares toward(Shares target, double fraction) {
        Roster both = roster.and(target.roster);
        double[] mixed = new double[both.size()];
        for (int place = 0; place < mixed.length; place++) {
            double here = at(both, place);
            mixed[place] = here + fraction * (target.at(both, place) - here);
        }
        return inProportion(both, mixed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shares shares && roster.equals(shares.roster) && Arrays.equals(parts, shares.parts);
    }

    @Override
    public int hashCode() {
        return 31 * roster.hashCode() + Arrays.hashCode(parts);
    }

    @Override
    public String toString() {
        return "Shares" + byRoute();
    }
}
