package io.steelyard.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Which of our writes can be taken back. */
final class StandingMoves {

    private StandingMoves() {}

    /**
     * Neither what takes another back, nor what was taken back whole; the newest first.
     *
     * @param moves the oldest first
     */
    static List<Move> of(List<Move> moves) {
        Set<String> takenBack = new HashSet<>();
        List<Move> standing = new ArrayList<>();
        for (Iterator<Move> newest = writes(moves).descendingIterator(); newest.hasNext(); ) {
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
    private static Deque<Move> writes(List<Move> moves) {
        Deque<Move> writes = new ArrayDeque<>();
        for (Move move : moves) {
            boolean part = !writes.isEmpty() && writes.getLast().sameWrite(move);
            writes.addLast(part ? writes.removeLast().and(move) : move);
        }
        return writes;
    }
}
