package io.steelyard.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The routes of an endpoint in order of their ids, each with a place, so that what is known of routes can stand in arrays.
 * Readings that follow each other share one roster as long as they show the same routes: then a place in one is that place
 * in all. Immutable.
 */
public final class Roster {

    private final String[] ids;
    private final int[] named;

    private Roster(SortedSet<String> sorted, Collection<String> inTheirOrder) {
        ids = sorted.toArray(String[]::new);
        named = inTheirOrder.stream().mapToInt(this::place).toArray();
    }

    /**
     * The routes with these ids, in any order.
     *
     * @param ids all different
     */
    public static Roster of(Collection<String> ids) {
        return new Roster(new TreeSet<>(ids), ids);
    }

    /** The roster of these routes: this one, if it has the same; quick if they come in the order in which its own came. */
    Roster adapted(Set<String> others) {
        if (others.size() != ids.length) {
            return of(others);
        }
        int i = 0;
        for (String id : others) {
            if (!ids[named[i++]].equals(id) && place(id) < 0) {
                return of(others);
            }
        }
        return this;
    }

    /** How many routes there are; places go from 0 to one less. */
    public int size() {
        return ids.length;
    }

    /** The ids by place. */
    public List<String> ids() {
        return List.of(ids);
    }

    /** The id of the route at a place, from 0 to {@link #size} less one. */
    public String id(int place) {
        return ids[place];
    }

    /** The place of the first, second ... of the routes in the order in which the balancer named them. */
    public int named(int i) {
        return named[i];
    }

    /** Below 0 if the route is not in it. */
    public int place(String id) {
        return Arrays.binarySearch(ids, id);
    }

    /** Where that route of another roster is in this one, below 0 if it is not; at once if they are the same. */
    @SuppressWarnings("ReferenceEquality") // a short way; equal ones take the long one to the same place
    int place(Roster other, int place) {
        return this == other ? place : place(other.ids[place]);
    }

    /** The routes of both; this one itself if they are equal. */
    public Roster and(Roster other) {
        if (equals(other)) {
            return this;
        }
        TreeSet<String> all = new TreeSet<>(ids());
        all.addAll(other.ids());
        return of(all);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Roster roster && Arrays.equals(ids, roster.ids));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return "Roster" + Arrays.toString(ids);
    }
}
