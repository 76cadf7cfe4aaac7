package io.steelyard.policy;

import io.steelyard.model.Figure;
import io.steelyard.model.History;
import io.steelyard.model.Reason;
import io.steelyard.model.Shares;
import java.util.List;

/**
 * Restrains an allocator. Pure and total, as a {@link Policy} is: the same history and the same wish give the same
 * answer, and anything odd is a {@link Veto}.
 */
@FunctionalInterface
public interface Limiter {

    /**
     * What becomes of a wish.
     *
     * @param wanted the shares that the allocator and the limiters before this one want; the shares in force if they
     *     want nothing
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
     */
    record Bounded(Shares shares, boolean safety, Reason reason, List<Figure> figures) implements Verdict {

        public Bounded {
            figures = List.copyOf(figures);
        }
    }

    /** Nothing at all may be moved now. */
    record Veto(Reason reason, List<Figure> figures) implements Verdict {

        public Veto {
            figures = List.copyOf(figures);
        }
    }
}
