package io.steelyard.agent;

import io.steelyard.model.Control;
import io.steelyard.model.Edit;
import io.steelyard.model.Endpoint;
import io.steelyard.model.History;
import io.steelyard.model.Hold;
import io.steelyard.model.Observation;
import io.steelyard.model.Reading;
import io.steelyard.model.Route;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Weights that were set by hand and that a restart of the balancer has undone. They are not written again: nobody knows
 * whether they still fit what has come up. But whoever reads the order must not believe that it is in force.
 */
final class Setback {

    private Setback() {}

    /**
     * The same orders, where those that this reading shows to be undone say so, and those that it shows to be in force do no
     * more; this very object if there are none.
     *
     * @param before the memory of an endpoint, without this reading
     */
    static Control told(Control control, Observation.Seen seen, Function<String, Optional<History>> before) {
        Control told = control;
        for (Map.Entry<String, Hold> held : control.held().entrySet()) {
            String pattern = held.getKey();
            Hold order = held.getValue();
            Optional<Endpoint> endpoint = seen.snapshot().endpoints().stream()
                    .filter(each -> each.pattern().equals(pattern))
                    .findFirst();
            Hold next = endpoint.map(found -> isThere(order, found)
                            ? order.asOrdered()
                            : before.apply(pattern)
                                    .flatMap(history -> undone(order, history.latest(), found, seen))
                                    .map(order::notInForce)
                                    .orElse(order))
                    .orElse(order);
            if (!next.equals(order)) {
                told = told.holding(seen.endedAt(), pattern, Optional.of(next));
            }
        }
        return told;
    }

    private static boolean isThere(Hold order, Endpoint found) {
        return !order.weights().isEmpty()
                && order.weights().entrySet().stream()
                        .allMatch(set -> found.routes().stream()
                                .anyMatch(route -> route.id().equals(set.getKey())
                                        && route.weight().equals(OptionalInt.of(set.getValue()))));
    }

    private static Optional<String> undone(Hold order, Reading before, Endpoint found, Observation.Seen seen) {
        String incarnation = seen.snapshot().incarnation();
        if (before.incarnation().isEmpty() || before.incarnation().equals(incarnation)) {
            return Optional.empty();
        }
        List<Edit.Change> changes = found.routes().stream()
                .filter(route -> order.weights().isEmpty() || order.weights().containsKey(route.id()))
                .flatMap(route -> change(route, before.routes().get(route.id())).stream())
                .toList();
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.of("NOT IN FORCE since " + seen.endedAt().wall().truncatedTo(ChronoUnit.SECONDS) + ": "
                        + seen.snapshot().source() + " restarted or was reloaded, and set back "
                        + new Edit(seen.endedAt(), changes).text() + "; set them again, or re-arm");
    }

    private static Optional<Edit.Change> change(Route now, Reading.@Nullable OfRoute before) {
        return before == null
                        || now.weight().isEmpty()
                        || before.weight().isEmpty()
                        || now.weight().equals(before.weight())
                ? Optional.empty()
                : Optional.of(new Edit.Change(
                        now.id(), before.weight().getAsInt(), now.weight().getAsInt(), List.of()));
    }
}
