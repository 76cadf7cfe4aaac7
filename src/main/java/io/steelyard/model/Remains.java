package io.steelyard.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an earlier run left of an endpoint: the weights that must be found, and its last writes.
 *
 * @param unsure the last one, if it is not known what became of it
 * @param last it, whatever became of it
 */
public record Remains(Baseline baseline, Optional<Write> unsure, Optional<Write> last) {

    /** Of which no write is known. */
    public Remains(Baseline baseline) {
        this(baseline, Optional.empty(), Optional.empty());
    }

    /**
     * A write of which the audit log tells.
     *
     * @param result what became of it, as {@link Outcome#word} says it; empty: the run ended before that was known
     * @param members what the members of routes were last given, by it or a write before it
     * @param before what those before it changed, the oldest first
     */
    public record Write(
            Decision.Reweigh decision,
            Optional<String> result,
            Map<String, Map<String, Integer>> members,
            List<Move> before) {

        /** More than one can take back within the time that they are remembered. */
        private static final int MOST = 64;

        public Write {
            members = InOrder.copyOf(members);
            before = List.copyOf(before.subList(Math.max(0, before.size() - MOST), before.size()));
        }

        /** Before which nothing was written. */
        public Write(Decision.Reweigh decision, Optional<String> result, Map<String, Map<String, Integer>> members) {
            this(decision, result, members, List.of());
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
                Optional<String> takesBack,
                Map<String, Map<String, Integer>> members) {
            return new Write(
                    new Decision.Reweigh(
                            id,
                            at,
                            policy,
                            pattern,
                            reason,
                            List.of(),
                            before,
                            Weights.of(after),
                            Belief.NONE,
                            takesBack),
                    Optional.empty(),
                    fitting(members, before));
        }

        /** The same, which came after another one. */
        public Write after(Write earlier) {
            return new Write(
                    decision, result, members, earlier.foundBy(decision.base()).moves());
        }

        /** The same; applied, whatever was heard of it, if these weights were found after it. */
        private Write foundBy(Map<String, Integer> weights) {
            return !refused() && agree(weights, decision.weights().byRoute()) ? ended("applied", Map.of()) : this;
        }

        /** What it and those before it changed, as far as they were applied, the oldest first. */
        private List<Move> moves() {
            if (!applied()) {
                return before;
            }
            List<Move> moves = new ArrayList<>(before);
            moves.add(Move.of(decision, decision.base(), decision.weights().byRoute(), decision.at()));
            return moves;
        }

        private boolean applied() {
            return result.filter("applied"::equals).isPresent();
        }

        private boolean refused() {
            return result.filter("refused"::equals).isPresent();
        }

        /** Itself, or where nothing was sent for it the newest before it that was applied. */
        private Optional<Write> sent() {
            if (!refused()) {
                return Optional.of(this);
            }
            return before.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new Write(before.get(before.size() - 1).decision(), Optional.of("applied"), Map.of()));
        }

        /** As far as it is known; empty if the run ended before that. */
        public Optional<Outcome> outcome() {
            Moment at = decision.at();
            return result.map(word -> applied()
                    ? new Outcome.Applied(decision, at, at)
                    : new Outcome.Failed(
                            decision,
                            at,
                            at,
                            Outcome.Failure.ERROR,
                            Map.of(),
                            "before the agent's start; the audit log says more"));
        }

        /**
         * The same with its outcome.
         *
         * @param given what the members of routes weigh since; empty if that is not known
         */
        public Write ended(String word, Map<String, Map<String, Integer>> given) {
            return new Write(decision, Optional.of(word), given.isEmpty() ? members : given, before);
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
        Baseline baseline = later.map(write -> since(kept, write)).orElse(kept);
        Optional<Write> unsure = later.filter(write -> !write.applied() && !write.refused());
        return new Remains(
                baseline, unsure, unsure.isPresent() ? newest : newest.map(write -> write.foundBy(kept.weights())));
    }

    /** The last write of which anything was sent to the balancer; empty if none is known. */
    public Optional<Write> sent() {
        return last.flatMap(Write::sent);
    }

    /** What was written, as far as it was applied, the oldest first. */
    List<Move> moves() {
        return last.map(Write::moves).orElse(List.of());
    }

    /** True if the routes that both know weigh the same: others may come and go. */
    private static boolean agree(Map<String, Integer> one, Map<String, Integer> other) {
        boolean common = one.keySet().stream().anyMatch(other::containsKey);
        return common
                && one.entrySet().stream()
                        .allMatch(route -> other.getOrDefault(route.getKey(), route.getValue())
                                .equals(route.getValue()));
    }

    /** When the newest of the moves was made that is not in force any more, though none of ours came after it. */
    Optional<Moment> undoneAt() {
        List<Move> moves = moves();
        Map<String, Integer> then = baseline.weights();
        for (int i = moves.size() - 1; i >= 0; i--) {
            Move move = moves.get(i);
            if (!agree(then, move.after().byRoute())) {
                return Optional.of(move.at());
            }
            then = move.before();
        }
        return Optional.empty();
    }

    private static Baseline since(Baseline kept, Write write) {
        Decision.Reweigh decision = write.decision();
        return kept.with(
                decision.at().wall(),
                write.applied() ? decision.weights().byRoute() : decision.base(),
                decision.id(),
                write.members());
    }
}
