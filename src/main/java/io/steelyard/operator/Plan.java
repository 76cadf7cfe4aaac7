package io.steelyard.operator;

import io.steelyard.model.Control;
import io.steelyard.model.Edit;
import io.steelyard.model.Move;
import io.steelyard.model.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an order changes, or has changed.
 *
 * @param before what operators had said until then
 * @param after what they say then; after a write that was refused that is what they had said before
 * @param weights if it changes weights
 * @param suspended whether the endpoint is left alone because of somebody's edit
 * @param outcome of the write; empty if there was none, or none yet
 * @param text what else is to be known, in a sentence
 */
public record Plan(
        Control before,
        Control after,
        Optional<Change> weights,
        Suspended suspended,
        Optional<Outcome> outcome,
        Optional<String> text) {

    /**
     * Weights of one endpoint, route id to weight.
     *
     * @param takesBack what was written and is taken back; empty if nothing is
     */
    public record Change(
            String pattern, Map<String, Integer> before, Map<String, Integer> after, Optional<Move> takesBack) {
        public Change {
            before = Collections.unmodifiableMap(new TreeMap<>(before));
            after = Collections.unmodifiableMap(new TreeMap<>(after));
        }
    }

    /**
     * Before the order, and after it.
     *
     * @param edit for which it was left alone until then; empty: it was not
     */
    public record Suspended(Optional<Edit> edit, boolean after) {
        public static final Suspended NEVER = new Suspended(Optional.empty(), false);

        public boolean before() {
            return edit.isPresent();
        }
    }

    /** True if all stays as it is: nothing else is said, nothing written, and no edit answered. */
    public boolean changesNothing() {
        return after.saysTheSameAs(before) && weights.isEmpty() && !suspended.before();
    }

    /** Of an order that changes no more than what operators say. */
    public static Plan of(Control before, Control after) {
        return new Plan(before, after, Optional.empty(), Suspended.NEVER, Optional.empty(), Optional.empty());
    }

    /** The same, of which something else is to be known. */
    public Plan saying(String what) {
        return new Plan(before, after, weights, suspended, outcome, Optional.of(what));
    }

    /**
     * A short text that two plans have in common if they end the same, take back the same and leave the same weights.
     * Whoever agreed to one has agreed to the other.
     */
    public String basis() {
        return Basis.of(this);
    }

    /**
     * What was changed since another plan was made for the same order, a few words and the numbers each; empty if both have the
     * same basis.
     */
    public List<String> since(Plan then) {
        return Basis.news(then, this);
    }

    /**
     * The same when its write has ended.
     *
     * @param now what counts by then
     * @param left true if the endpoint is left alone by then because of somebody's edit
     */
    public Plan ended(Outcome how, Control now, boolean left) {
        return new Plan(before, now, weights, new Suspended(suspended.edit, left), Optional.of(how), text);
    }

    /** The same with something else that is to be known. */
    public Plan with(String more) {
        return new Plan(
                before,
                after,
                weights,
                suspended,
                outcome,
                Optional.of(text.map(said -> said + "; " + more).orElse(more)));
    }
}
