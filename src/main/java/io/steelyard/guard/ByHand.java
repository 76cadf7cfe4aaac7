package io.steelyard.guard;

import io.steelyard.model.Capabilities;
import io.steelyard.model.Decision;
import io.steelyard.model.History;
import io.steelyard.model.Note;
import io.steelyard.model.Reading;
import io.steelyard.model.Reason;
import io.steelyard.model.Weights;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Weights that a person wants. None of the Guard's limits on steps and speed applies, because a person may know better;
 * what could never be meant is refused all the same.
 */
public final class ByHand {

    /** Stands where a policy's name would. */
    public static final String WHO = "operator";

    private ByHand() {}

    /**
     * A decision to set some weights of an endpoint; routes that are not named keep theirs.
     *
     * @throws IllegalArgumentException if a route does not exist, a weight is out of range, or no route would have
     *     traffic; the message says what
     * @throws IllegalStateException if a present weight is unknown
     */
    public static Decision.Reweigh decide(
            History history, Map<String, Integer> wanted, Note note, Capabilities capabilities) {
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
                new Reason(Reason.Code.BY_HAND, note.text()),
                List.of(),
                base,
                new Weights(weights));
    }

    private static void check(History history, String route, int weight, Capabilities capabilities) {
        Reading.OfRoute known = history.latest().routes().get(route);
        if (known == null) {
            throw new IllegalArgumentException("route " + route + " does not exist in " + history.pattern()
                    + "; it has " + String.join(", ", history.latest().routes().keySet()));
        }
        int most = capabilities.maxOfRoute(known.configured());
        if (weight < 0 || weight > most) {
            throw new IllegalArgumentException("weight of " + route + ": " + weight + " is not in 0 to " + most);
        }
        int least = capabilities.minOfRoute(known.configured());
        if (weight > 0 && weight < least) {
            throw new IllegalArgumentException("weight of " + route + ": " + weight + " is below " + least
                    + ", the least that reaches each of its " + known.configured()
                    + " backends; scale all weights up, or set it to 0");
        }
    }

    private static String id(History history) {
        return "%d-h%s-%08x"
                .formatted(
                        history.latest().generation(),
                        Long.toString(history.now().wall().toEpochMilli(), Character.MAX_RADIX),
                        history.pattern().hashCode());
    }
}
