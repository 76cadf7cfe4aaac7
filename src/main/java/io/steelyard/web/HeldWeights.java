package io.steelyard.web;

import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Hold;
import io.steelyard.model.Moment;
import io.steelyard.model.Note;
import io.steelyard.model.Observation;
import io.steelyard.model.Reason;
import io.steelyard.model.Route;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Weights that an endpoint has by hand, held against those that the balancer has.
 *
 * @param routes those that were set; none if an older version has kept the order
 * @param seen false if the balancer was not read since they were set, or the endpoint is not there: then nothing is known
 * @param lapsed true if it was found before that the balancer does not have them: what counts where it was not seen since
 */
record HeldWeights(String pattern, Note note, List<OfRoute> routes, boolean seen, boolean lapsed) {

    /** @param now what the balancer says; empty if it does not say, or has no such route */
    record OfRoute(String route, int set, OptionalInt now) {
        boolean inForce() {
            return now.isPresent() && now.getAsInt() == set;
        }
    }

    /** All of them, first those that are not in force. */
    static List<HeldWeights> of(View view) {
        return of(view.control(), view);
    }

    /** Those of what operators have said, or had, or would have, by the newest reading. */
    static List<HeldWeights> of(Control control, View view) {
        if (control.held().isEmpty()) {
            return List.of();
        }
        Set<String> underWay = view.entries().stream()
                .filter(entry -> entry.isUnderWay() && byHand(entry.decision()))
                .map(entry -> entry.decision().pattern())
                .collect(Collectors.toSet());
        return control.held().entrySet().stream()
                .map(each -> of(view, each.getKey(), each.getValue(), underWay.contains(each.getKey())))
                .sorted(Comparator.comparing((HeldWeights each) -> !each.isUndone())
                        .thenComparing(HeldWeights::pattern))
                .toList();
    }

    private static boolean byHand(Decision decision) {
        return decision instanceof Decision.Reweigh && decision.reason().code() == Reason.Code.BY_HAND;
    }

    /** @param underWay true while they are being written: what is read meanwhile may still be what they replace */
    private static HeldWeights of(View view, String pattern, Hold hold, boolean underWay) {
        Moment written = view.lastTry(pattern)
                .filter(end -> hold.note().since().isBefore(end))
                .orElse(hold.note().since());
        Optional<Endpoint> endpoint = view.good()
                .filter(read -> !underWay && !read.startedAt().isBefore(written))
                .map(Observation.Seen::snapshot)
                .flatMap(snapshot -> snapshot.endpoints().stream()
                        .filter(each -> each.pattern().equals(pattern))
                        .findFirst());
        Map<String, OptionalInt> weights = endpoint.map(Endpoint::routes).orElse(List.of()).stream()
                .collect(Collectors.toMap(Route::id, Route::weight));
        return new HeldWeights(
                pattern,
                hold.note(),
                hold.weights().entrySet().stream()
                        .map(set -> new OfRoute(
                                set.getKey(), set.getValue(), weights.getOrDefault(set.getKey(), OptionalInt.empty())))
                        .toList(),
                endpoint.isPresent(),
                !hold.inForce());
    }

    /** True if the balancer is known to have other weights. */
    boolean isUndone() {
        return !inForce().orElse(true);
    }

    /** Whether they are in force; empty if that is not known. */
    Optional<Boolean> inForce() {
        if (seen && !routes.isEmpty()) {
            return Optional.of(routes.stream().allMatch(OfRoute::inForce));
        }
        return lapsed ? Optional.of(false) : Optional.empty();
    }

    /** "a set to 0, is 100": the routes that have other weights than were set; empty if none is known to. */
    String difference() {
        return routes.stream()
                .filter(route -> !route.inForce())
                .map(route -> route.route() + " set to " + route.set() + ", is "
                        + (route.now().isPresent() ? route.now().getAsInt() : "not known"))
                .collect(Collectors.joining("; "));
    }

    /** "a 0, b 10", or "NOT IN FORCE: a set to 0, is 100". */
    String text() {
        if (routes.isEmpty()) {
            return "weights that an older version did not keep";
        }
        if (isUndone()) {
            return "NOT IN FORCE: " + difference();
        }
        return routes.stream().map(route -> route.route() + " " + route.set()).collect(Collectors.joining(", "))
                + (seen ? "" : " (not read back yet)");
    }
}
