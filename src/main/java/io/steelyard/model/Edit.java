package io.steelyard.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A change of weights that was not ours.
 *
 * @param at when it was seen; before the start of the agent if an earlier run saw it
 * @param changes of the routes' weights against those that we had seen or written last, in order of their ids
 * @param leftAt if it was found at a start: the time of day from which those are that an earlier run had left
 */
public record Edit(Moment at, List<Change> changes, Optional<Instant> leftAt) {

    public Edit {
        changes = List.copyOf(changes);
    }

    /** Seen while we watched. */
    public Edit(Moment at, List<Change> changes) {
        this(at, changes, Optional.empty());
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

    /** When it was seen, and under what circumstances, such as {@code seen at 2026-01-01T12:00:00Z}. */
    public String seen() {
        return "seen at " + second(at.wall())
                + leftAt.map(left ->
                                ", at the start of an agent; the one before it had left others, of " + second(left))
                        .orElse("")
                + (at.beforeStart() ? ", before a restart of the agent" : "");
    }

    private static Instant second(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
