package io.steelyard.model;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** What was decided for one endpoint after one observation, with the reason and the numbers. Only the Guard makes one. */
public sealed interface Decision extends Event {

    /** Names the decision in logs, metrics and records; the same inputs give the same id again. */
    String id();

    /** When it was made: the time of the observation that it follows. */
    Moment at();

    /** The policy's name. */
    String policy();

    /** The endpoint that it is about. */
    String pattern();

    /** Why, in an operator's words with their numbers. */
    Reason reason();

    /** The numbers that were compared, in the order of the comparisons. */
    List<Figure> figures();

    /** What kind of decision it is, for counters and lists. */
    default Action action() {
        if (this instanceof Reweigh) {
            return Action.SHIFT;
        }
        return switch (reason().code()) {
            case REBALANCE, BALANCED, NO_DATA, NO_CHOICE -> Action.NONE;
            default -> Action.HOLD;
        };
    }

    /** The kinds of decisions: a closed set, the values of a metric label. */
    enum Action {
        /** There is nothing to do. */
        NONE,
        /** Weights change. */
        SHIFT,
        /** A rule holds a change back. */
        HOLD;

        /** For metric labels and JSON: the name in lower case. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Leave the weights as they are. */
    record Hold(String id, Moment at, String policy, String pattern, Reason reason, List<Figure> figures)
            implements Decision {

        public Hold {
            figures = List.copyOf(figures);
        }
    }

    /**
     * Change the weights.
     *
     * @param base the observed weights that this was computed from; if the balancer has others when it comes to the
     *     write, the decision is void
     * @param members what the members of these routes should weigh, by route and name, where a route's weight is the sum of
     *     several and it is known; the same holds for them
     * @param weights the new weight of every route of the endpoint
     * @param belief what the policy believed
     * @param takesBack the id of the decision whose write it takes back, if it is there for that
     */
    record Reweigh(
            String id,
            Moment at,
            String policy,
            String pattern,
            Reason reason,
            List<Figure> figures,
            Map<String, Integer> base,
            Map<String, Map<String, Integer>> members,
            Weights weights,
            Belief belief,
            Optional<String> takesBack)
            implements Decision {

        /** Of routes whose members have no weights of their own. */
        public Reweigh(
                String id,
                Moment at,
                String policy,
                String pattern,
                Reason reason,
                List<Figure> figures,
                Map<String, Integer> base,
                Weights weights,
                Belief belief,
                Optional<String> takesBack) {
            this(id, at, policy, pattern, reason, figures, base, Map.of(), weights, belief, takesBack);
        }

        /** The same without a belief. */
        public Reweigh(
                String id,
                Moment at,
                String policy,
                String pattern,
                Reason reason,
                List<Figure> figures,
                Map<String, Integer> base,
                Weights weights) {
            this(id, at, policy, pattern, reason, figures, base, weights, Belief.NONE, Optional.empty());
        }

        public Reweigh {
            figures = List.copyOf(figures);
            base = Collections.unmodifiableMap(new TreeMap<>(base));
            members = InOrder.copyOf(members);
            Check.that(
                    base.keySet().equals(weights.byRoute().keySet()),
                    "endpoint %s: weights for %s, but its routes are %s",
                    pattern,
                    weights.byRoute().keySet(),
                    base.keySet());
        }

        /** What must be in force when it comes to the write. */
        public InForce assumed() {
            return new InForce(base, members);
        }

        /** True if it changes the weight of this route. */
        public boolean changes(String route) {
            return !Objects.equals(base.get(route), weights.byRoute().get(route));
        }

        /** The same without what nobody needs once it was written, for those who keep many. */
        public Reweigh withoutMembers() {
            return members.isEmpty()
                    ? this
                    : new Reweigh(id, at, policy, pattern, reason, figures, base, weights, belief, takesBack);
        }

        /** The same without what it was decided by, as a later run knows it. */
        Reweigh bare() {
            return new Reweigh(id, at, policy, pattern, reason, List.of(), base, weights, Belief.NONE, takesBack);
        }
    }
}
