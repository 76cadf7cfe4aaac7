package io.steelyard.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Weights that were set by hand, in {@code /api/v1/status}. */
final class HeldJson {

    private HeldJson() {}

    /**
     * Weights that were set by hand; first those that are not in force.
     *
     * @param inForce null if that is not known
     * @param text the same as {@code routes}, for people
     */
    record SetByHand(
            String endpoint,
            String who,
            String reason,
            String since,
            @Nullable String until,
            @Nullable Boolean inForce,
            String text,
            List<SetRoute> routes) {}

    /** @param now the weight that the balancer has; null if it has none, or that is not known */
    record SetRoute(String route, int set, @Nullable Integer now) {}

    static List<SetByHand> of(View view) {
        return HeldWeights.of(view).stream().map(HeldJson::held).toList();
    }

    private static SetByHand held(HeldWeights held) {
        return new SetByHand(
                held.pattern(),
                held.note().who(),
                held.note().reason(),
                Json.text(held.note().since()),
                ControlJson.until(held.note()),
                Json.orNull(held.inForce()),
                held.text(),
                held.routes().stream()
                        .map(route -> new SetRoute(route.route(), route.set(), Json.orNull(route.now())))
                        .toList());
    }
}
