package io.steelyard.model;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Our writes that came into force within the last minutes. Immutable.
 *
 * @param all the oldest first
 */
record Moves(List<Move> all) {

    static final Moves NONE = new Moves(List.of());

    /** Older ones are forgotten, but for those of the last write. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    Moves {
        all = List.copyOf(all);
    }

    Moves and(Move next) {
        List<Move> more = new ArrayList<>(all);
        more.add(next);
        return new Moves(more);
    }

    /** As they were at an earlier time, as far as that is still known. */
    Moves until(Moment time) {
        return new Moves(all.stream().filter(move -> !time.isBefore(move.at())).toList());
    }

    /** When the newest came into force. */
    Optional<Moment> lastAt() {
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.get(all.size() - 1).at());
    }

    /** Without those of long ago. */
    Moves forgetting(Moment now) {
        if (all.size() < 2 || isKept(all.get(0), now)) {
            return this;
        }
        Move last = all.get(all.size() - 1); // kept for whoever wants to take it back
        return new Moves(all.stream()
                .filter(move -> move.sameWrite(last) || isKept(move, now))
                .toList());
    }

    private static boolean isKept(Move move, Moment now) {
        return now.since(move.at()).compareTo(KEPT) <= 0;
    }

    /** With what came of those of which the newest reading tells it; empty if of none. */
    Optional<Moves> judged(List<Reading> readings, Horizon horizon) {
        List<Move> next = List.of();
        for (int i = 0; i < all.size(); i++) {
            OptionalDouble part = all.get(i).followed().isPresent()
                    ? OptionalDouble.empty()
                    : Following.of(readings, horizon, all, i);
            if (part.isPresent()) {
                next = next.isEmpty() ? new ArrayList<>(all) : next;
                next.set(i, all.get(i).following(part));
            }
        }
        return next.isEmpty() ? Optional.empty() : Optional.of(new Moves(next));
    }

    /**
     * What can be taken back, the newest first: neither what takes another back, nor what was taken back whole.
     *
     * @param undoneAt what was in force by then is not any more
     */
    List<Move> standing(Optional<Moment> undoneAt) {
        Set<String> takenBack = new HashSet<>();
        List<Move> standing = new ArrayList<>();
        for (Iterator<Move> newest = writes(undoneAt).descendingIterator(); newest.hasNext(); ) {
            Move move = newest.next();
            if (move.decision().takesBack().isEmpty()) {
                if (!takenBack.contains(move.decision().id())) {
                    standing.add(move);
                }
            } else if (move.whole()) {
                takenBack.add(move.decision().takesBack().get());
            }
        }
        return standing;
    }

    /** One for each write: nobody decided the weights between the parts of one that landed in parts. */
    private Deque<Move> writes(Optional<Moment> undoneAt) {
        Deque<Move> writes = new ArrayDeque<>();
        for (Move move : all) {
            if (undoneAt.isEmpty() || undoneAt.get().isBefore(move.at())) {
                boolean part = !writes.isEmpty() && writes.getLast().sameWrite(move);
                writes.addLast(part ? writes.removeLast().and(move) : move);
            }
        }
        return writes;
    }
}
