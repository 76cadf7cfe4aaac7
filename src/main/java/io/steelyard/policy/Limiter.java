package io.steelyard.policy;

import io.steelyard.model.Figure;
import io.steelyard.model.History;
import io.steelyard.model.InOrder;
import io.steelyard.model.Reason;
import io.steelyard.model.Shares;
import java.util.List;
import java.util.Set;

/**
 * Restrains an allocator. Pure and total, as a {@link Policy} is: the same history and the same wish give the same
 * answer, and anything odd is a {@link Veto}.
 */
@FunctionalInterface
public interface Limiter {

    /**
     * What becomes of a wish.
     *
     * @param history of the endpoint
     * @param wanted the shares that the allocator and the limiters before this one want; the shares in force if they
     *     want nothing
     * @return what is left of the wish
     */
    Verdict limit(History history, Shares wanted);

    /** What a limiter says to a wish. */
    sealed interface Verdict {}

    /** No objection. */
    record Pass() implements Verdict {}

    /**
     * These shares instead.
     *
     * @param safety true if it cannot wait: the move is made at once, alone, and whole
     * @param ejected routes that are taken out of traffic for a time; remembered with the move
     */
    record Bounded(Shares shares, boolean safety, Set<String> ejected, Reason reason, List<Figure> figures)
            implements Verdict {

        public Bounded {
            ejected = InOrder.copyOf(ejected);
            figures = List.copyOf(figures);
        }

        /**
         * The same, with no route taken out.
         *
         * @param shares of every route of the endpoint
         * @param safety true if it cannot wait
         * @param reason why, with its numbers
         * @param figures what was compared
         */
        public Bounded(Shares shares, boolean safety, Reason reason, List<Figure> figures) {
            this(shares, safety, Set.of(), reason, figures);
        }
    }

    /** Nothing at all may be moved now. */
    record Veto(Reason reason, List<Figure> figures) implements Verdict {

        public Veto {
            figures = List.copyOf(figures);
        }
    }
}
