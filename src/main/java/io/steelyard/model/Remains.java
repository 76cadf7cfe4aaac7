package io.steelyard.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an earlier run left of an endpoint: the weights that must be found, and its last writes.
 *
 * @param baseline those weights; empty if none were kept: then nothing is judged by it, but what was written counts
 * @param last the newest write, whatever became of it
 */
public record Remains(Optional<Baseline> baseline, Optional<Write> last) {

    /** Of which no write is known. */
    public Remains(Baseline baseline) {
        this(Optional.of(baseline), Optional.empty());
    }

    /**
     * A write of which the audit log tells.
     *
     * @param at when it had ended; of one whose end nobody wrote down the latest time at which it can have
     * @param result what became of it, as {@link Outcome#word} says it; empty: the run ended before that was known
     * @param members what the members of routes were last given, by it or a write before it
     * @param found the weights that were found after it; empty if that is not known
     * @param before those before it, each without its own, the oldest first
     */
    public record Write(
            Decision.Reweigh decision,
            Moment at,
            Optional<String> result,
            Map<String, Map<String, Integer>> members,
            Optional<Map<String, Integer>> found,
            List<Write> before) {

        /** More than one can take back within the time that they are remembered. */
        private static final int MOST = 64;

        public Write {
            members = InOrder.copyOf(members);
            found = found.map(InOrder::copyOf);
            before = List.copyOf(before.subList(Math.max(0, before.size() - MOST), before.size()));
        }

        /** Before which nothing was written, and after which nothing was found. */
        public Write(Decision.Reweigh decision, Optional<String> result, Map<String, Map<String, Integer>> members) {
            this(decision, decision.at(), result, members, Optional.empty(), List.of());
        }

        /**
         * Of which no outcome was written down, or not yet. What it was decided by is not known any more.
         *
         * @param latest at which it can have ended
         * @param members what those of routes were given by a write before it; counts where it is what this one found
         * @throws IllegalArgumentException if nobody can have decided so
         */
        public static Write open(
                String id,
                Moment at,
                Moment latest,
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
                    latest,
                    Optional.empty(),
                    fitting(members, before),
                    Optional.empty(),
                    List.of());
        }

        /** The same, which came after another one. */
        public Write after(Write earlier) {
            List<Write> all = new ArrayList<>(earlier.before);
            all.add(earlier.foundBy(decision.base(), decision.at()).alone());
            return new Write(decision, at, result, members, found, all);
        }

        private Write alone() {
            return new Write(decision, at, result, Map.of(), found, List.of());
        }

        /**
         * The same, after which these weights were found.
         *
         * @param then it had ended by that time
         */
        private Write foundBy(Map<String, Integer> weights, Moment then) {
            boolean sooner = result.isEmpty() && then.isBefore(at) && !then.isBefore(decision.at());
            return new Write(decision, sooner ? then : at, result, members, Optional.of(weights), before);
        }

        /** What it and those before it changed, the oldest first. */
        private List<Move> moves() {
            return Stream.concat(before.stream(), Stream.of(this))
                    .flatMap(write -> write.move().stream())
                    .toList();
        }

        private Optional<Move> move() {
            return landed().filter(weights -> !weights.equals(decision.base()))
                    .map(weights -> Move.of(decision, decision.base(), weights, at));
        }

        /**
         * The weights of its routes after it, as far as it made them; empty if that is not known. Of one that was not heard to
         * be applied, what was found after it tells how far it came: what it does not explain counts as all of it, because
         * somebody may have changed it since.
         */
        private Optional<Map<String, Integer>> landed() {
            Map<String, Integer> wanted = decision.weights().byRoute();
            if (is("applied")) {
                return Optional.of(wanted);
            }
            if (refused()) {
                return Optional.of(decision.base());
            }
            return found.map(weights -> {
                Map<String, Integer> landed = new HashMap<>(wanted);
                landed.replaceAll((route, weight) -> between(
                        decision.base().getOrDefault(route, weight), weights.getOrDefault(route, weight), weight));
                return Members.sum(landed) > 0 ? landed : wanted;
            });
        }

        private static int between(int before, int found, int after) {
            return Math.min(before, after) <= found && found <= Math.max(before, after) ? found : after;
        }

        private boolean is(String word) {
            return result.filter(word::equals).isPresent();
        }

        private boolean refused() {
            return is("refused");
        }

        /** Itself, or where nothing was sent for it the newest before it of which anything was. */
        private Optional<Write> sent() {
            return Stream.concat(before.stream(), Stream.of(this))
                    .filter(write -> !write.refused())
                    .reduce((earlier, later) -> later);
        }

        /** As far as it is known; empty if the run ended before that. */
        public Optional<Outcome> outcome() {
            boolean inForce = !refused()
                    && found.filter(weights -> agree(weights, decision.weights().byRoute()))
                            .isPresent();
            if (is("applied") || inForce) {
                return Optional.of(new Outcome.Applied(decision, decision.at(), at));
            }
            return result.map(word -> new Outcome.Failed(
                    decision,
                    decision.at(),
                    at,
                    Outcome.Failure.ERROR,
                    Map.of(),
                    "before the agent's start; the audit log says more"));
        }

        /**
         * The same with its outcome.
         *
         * @param end when it had ended
         * @param given what the members of routes weigh since; empty if that is not known
         */
        public Write ended(String word, Moment end, Map<String, Map<String, Integer>> given) {
            return new Write(decision, end, Optional.of(word), given.isEmpty() ? members : given, found, before);
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
        boolean later = newest.filter(write ->
                        !kept.lastWrite().equals(Optional.of(write.decision().id())))
                .isPresent();
        return later
                ? new Remains(newest.map(write -> since(kept, write)), newest)
                : new Remains(
                        Optional.of(kept),
                        newest.map(write -> write.foundBy(
                                kept.weights(), write.decision().at().at(kept.since()))));
    }

    /** The last write, if it is not known what became of it: the weights found first tell. */
    public Optional<Write> unsure() {
        return last.filter(write -> write.landed().isEmpty());
    }

    /** The last write of which anything was sent to the balancer; empty if none is known. */
    public Optional<Write> sent() {
        return last.flatMap(Write::sent);
    }

    /** When the last write, or try to write, ended. */
    public Optional<Moment> triedAt() {
        return last.map(Write::at);
    }

    /** What was written, as far as it is known how far it came, the oldest first. */
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
        Map<String, Integer> then =
                baseline.<Map<String, Integer>>map(Baseline::weights).orElse(Map.of());
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
                write.is("applied") ? decision.weights().byRoute() : decision.base(),
                decision.id(),
                write.members());
    }
}
