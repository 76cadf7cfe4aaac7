package io.steelyard.guard;

import io.steelyard.model.Belief;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Decision;
import io.steelyard.model.History;
import io.steelyard.model.Move;
import io.steelyard.model.Note;
import io.steelyard.model.Reading;
import io.steelyard.model.Reason;
import io.steelyard.model.Weights;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Weights that a person wants. None of the Guard's limits on steps and speed applies, because a person may know better;
 * what could never be meant is refused all the same.
 */
public final class OperatorDecision {

    /** Stands where a policy's name would. */
    public static final String WHO = "operator";

    private OperatorDecision() {}

    /**
     * A decision to set some weights of an endpoint; routes that are not named keep theirs.
     *
     * @throws IllegalArgumentException if a route does not exist, a weight is out of range, or no route would have
     *     traffic; the message says what
     * @throws IllegalStateException if a present weight is unknown
     */
    public static Decision.Reweigh decide(
            History history, Map<String, Integer> wanted, Note note, Capabilities capabilities) {
        return decide(history, wanted, note.text(), Optional.empty(), capabilities);
    }

    /**
     * A decision to set the weights that a move has replaced, as far as its routes are still there.
     *
     * @throws IllegalArgumentException if they cannot be set any more
     * @throws IllegalStateException if a present weight is unknown
     */
    public static Decision.Reweigh takeBack(History history, Move move, Note note, Capabilities capabilities) {
        return decide(
                history,
                before(history, move),
                note.text() + "; takes back " + name(move),
                Optional.of(move.decision().id()),
                capabilities);
    }

    /** True if the weights that a move has replaced are in force already. */
    public static boolean undone(History history, Move move) {
        return history.weights()
                .filter(now -> now.entrySet().containsAll(before(history, move).entrySet()))
                .isPresent();
    }

    /** Which write a move was: its decision, when that was made, and by whom. */
    public static String name(Move move) {
        Decision.Reweigh decision = move.decision();
        return "decision " + decision.id() + " of " + decision.at().wall().truncatedTo(ChronoUnit.SECONDS) + " "
                + (decision.policy().equals(WHO)
                        ? decision.reason().text()
                        : "by policy " + decision.policy() + ", "
                                + decision.reason().code().label());
    }

    private static Map<String, Integer> before(History history, Move move) {
        Map<String, Integer> before = new TreeMap<>(move.before());
        before.keySet().retainAll(history.latest().routes().keySet());
        return before;
    }

    private static Decision.Reweigh decide(
            History history,
            Map<String, Integer> wanted,
            String why,
            Optional<String> takesBack,
            Capabilities capabilities) {
        SortedMap<String, Integer> base = history.weights()
                .orElseThrow(() -> new IllegalStateException("a weight of " + history.pattern() + " is unknown now"));
        SortedMap<String, Integer> weights = new TreeMap<>(base);
        wanted.forEach((route, weight) -> {
            check(history, route, weight, capabilities);
            weights.put(route, weight);
        });
        return new Decision.Reweigh(
                id(history),
                history.now(),
                WHO,
                history.pattern(),
                new Reason(Reason.Code.BY_HAND, why),
                List.of(),
                base,
                history.members(),
                new Weights(weights),
                Belief.NONE,
                takesBack);
    }

    private static void check(History history, String route, int weight, Capabilities capabilities) {
        Reading.OfRoute known = history.latest().routes().get(route);
        if (known == null) {
            throw new IllegalArgumentException("route " + route + " does not exist in " + history.pattern()
                    + "; it has " + String.join(", ", history.latest().routes().keySet()));
        }
        int most = capabilities.maxOfRoute(known.configured());
        int least = capabilities.minOfRoute(known.configured());
        if (weight < 0 || (capabilities.unit() == Capabilities.Unit.ROUTE && weight > most)) {
            throw new IllegalArgumentException("weight of " + route + ": " + weight + " is not in 0 to " + most);
        }
        if (weight > most) {
            throw new IllegalArgumentException("weight of " + route + ": " + weight + " is above " + most
                    + ", the most that " + members(known) + " can have (" + capabilities.maxWeight()
                    + " each); set all weights of " + history.pattern() + " by hand, scaled down");
        }
        if (weight > 0 && weight < least) {
            throw new IllegalArgumentException("weight of " + route + ": " + weight + " is below " + least
                    + ", the least that reaches " + members(known) + " (1 each); set all weights of "
                    + history.pattern() + " by hand, scaled up, or this one to 0");
        }
    }

    /** Those that a weight is divided among, and why there are not more. */
    private static String members(Reading.OfRoute route) {
        int out = route.members() - route.configured();
        return "its " + route.configured() + " server" + (route.configured() == 1 ? "" : "s")
                + (out == 0 ? "" : " in use, without " + out + " that somebody set to 0,");
    }

    private static String id(History history) {
        return "%d-h%s-%08x"
                .formatted(
                        history.latest().generation(),
                        Long.toString(history.now().wall().toEpochMilli(), Character.MAX_RADIX),
                        history.pattern().hashCode());
    }
}
