package io.steelyard.model;

import java.util.List;

/**
 * A change of weights that was not ours.
 *
 * @param at when it was seen; before the start of the agent if an earlier run saw it
 * @param changes of the routes' weights against those that we had seen or written last, in order of their ids
 */
public record Edit(Moment at, List<Change> changes) {

    public Edit {
        changes = List.copyOf(changes);
    }

    /**
     * Of one route, whose weight may be the same if those of its members were changed.
     *
     * @param members whose weights add up to that of the route and changed, where the balancer has such
     */
    public record Change(String route, int from, int to, List<OfMember> members) {

        public Change {
            members = List.copyOf(members);
        }

        private String text() {
            boolean same = members.size() == 1 && members.get(0).name().equals(route);
            return route + " " + (from == to ? to + " as before" : from + " -> " + to)
                    + (members.isEmpty() || same ? "" : " (" + Printable.list(members, OfMember::text) + ")");
        }
    }

    /** Of a server, say. */
    public record OfMember(String name, int from, int to) {

        private String text() {
            return name + " " + from + " -> " + to;
        }
    }

    /** Its changes on one line, such as {@code green 100 -> 51 (green-2 50 -> 1)}. */
    public String text() {
        return Printable.list(changes, Change::text);
    }
}
