package io.steelyard.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an earlier run left of an endpoint: the weights that must be found, and its last write if it is not known what became
 * of it.
 */
public record Remains(Baseline baseline, Optional<Write> unsure) {

    /**
     * A write of which the audit log tells.
     *
     * @param result what became of it, as {@link Outcome#word} says it; empty: the run ended before that was known
     * @param members what the members of routes were last given, by it or a write before it
     */
    public record Write(Decision.Reweigh decision, Optional<String> result, Map<String, Map<String, Integer>> members) {

        public Write {
            members = InOrder.copyOf(members);
        }

        /**
         * Of which no outcome was written down, or not yet. What it was decided by is not known any more.
         *
         * @param members what those of routes were given by a write before it; counts where it is what this one found
         * @throws IllegalArgumentException if nobody can have decided so
         */
        public static Write open(
                String id,
                Moment at,
                String policy,
                String pattern,
                Reason reason,
                Map<String, Integer> before,
                Map<String, Integer> after,
                Map<String, Map<String, Integer>> members) {
            return new Write(
                    new Decision.Reweigh(id, at, policy, pattern, reason, List.of(), before, Weights.of(after)),
                    Optional.empty(),
                    fitting(members, before));
        }

        /**
         * The same with its outcome.
         *
         * @param given what the members of routes weigh since; empty if that is not known
         */
        public Write ended(String word, Map<String, Map<String, Integer>> given) {
            return new Write(decision, Optional.of(word), given.isEmpty() ? members : given);
        }

        /** What it gave members itself, as far as that is known: with the new weights of their routes. */
        Map<String, Map<String, Integer>> given() {
            return fitting(members, decision.weights().byRoute());
        }

        private static Map<String, Map<String, Integer>> fitting(
                Map<String, Map<String, Integer>> members, Map<String, Integer> weights) {
            Map<String, Map<String, Integer>> fitting = new HashMap<>(members);
            fitting.entrySet()
                    .removeIf(route -> Members.sum(route.getValue()) != weights.getOrDefault(route.getKey(), -1));
            return fitting;
        }
    }

    /**
     * What was kept, and what was written since.
     *
     * @param newest the newest write to the endpoint of which the audit log tells, whether what was kept accounts for it or
     *     not
     */
    public static Remains of(Baseline kept, Optional<Write> newest) {
        Optional<Write> later = newest.filter(
                write -> !kept.lastWrite().equals(Optional.of(write.decision().id())));
        return later.map(write -> since(kept, write)).orElseGet(() -> new Remains(kept, Optional.empty()));
    }

    private static Remains since(Baseline kept, Write write) {
        Decision.Reweigh decision = write.decision();
        boolean applied = write.result().filter("applied"::equals).isPresent();
        boolean refused = write.result().filter("refused"::equals).isPresent();
        return new Remains(
                kept.with(
                        decision.at().wall(),
                        applied ? decision.weights().byRoute() : decision.base(),
                        decision.id(),
                        write.members()),
                Optional.of(write).filter(unsure -> !applied && !refused));
    }
}
