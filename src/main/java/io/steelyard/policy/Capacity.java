package io.steelyard.policy;

import io.steelyard.model.Advice;
import io.steelyard.model.History;
import io.steelyard.model.Reading;
import io.steelyard.model.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How many backends each route should have so that their load is near a target, for an autoscaler to follow.
 *
 * <pre>
 * u(L) = L / (L + k)                       L itself if k is infinite
 * wanted = ceil( mean of n · u(L) / u(target_load) )
 * </pre>
 *
 * over the last readings, those at the present weights if there are some, each with n backends at a load of L. For a load in proportion to the rate this is the
 * formula of the Kubernetes HPA; for requests in flight it is the same on the utilisation that they show. It starts from
 * what is measured now, so that near the target, where an autoscaler keeps it, k hardly matters. A saturated route,
 * u ≥ 0.95, hides its demand: at least twice as many are wanted, and the advice says "at least".
 *
 * <p>The rules of the HPA follow: no change within the tolerance; up at once, by no more than 4 or twice as many as there
 * are; down only to the most that was wanted within {@code down_after}. A route whose load is unknown has no
 * advice: an autoscaler must fall back to its own rules then, and never take it for 0.
 */
public final class Capacity implements Signal {

    private static final double SATURATED = 0.95;

    /** Readings averaged, at most. */
    private static final int READINGS = 15;

    private static final int STEP = 4;

    private final String policy;
    private final CapacityParameters parameters;
    private final double concurrency;
    private final Duration interval;

    /**
     * For the balancer of the context.
     *
     * @param parameters as configured
     * @param context tells the interval and the concurrency that the kind of load suggests
     */
    public Capacity(CapacityParameters parameters, PolicyContext context) {
        this.policy = context.name();
        this.parameters = parameters;
        this.concurrency =
                parameters.concurrency().orElse(context.capabilities().concurrency());
        this.interval = context.interval();
    }

    @Override
    public Advice advise(History history) {
        Optional<String> unusable = unusable(history);
        List<Reading> usable = history.steady().isEmpty() ? history.readings() : history.steady();
        List<Reading> recent = usable.subList(Math.max(0, usable.size() - READINGS), usable.size());
        Map<String, Advice.OfRoute> routes = new TreeMap<>();
        List<String> unknown = new ArrayList<>();
        if (unusable.isEmpty()) {
            history.latest().routes().forEach((id, route) -> {
                OptionalDouble used = used(recent, id);
                if (used.isPresent() && route.totals().load().isPresent()) {
                    routes.put(id, advice(history, id, route.totals(), used.getAsDouble()));
                } else {
                    unknown.add(id);
                }
            });
        }
        Optional<String> withheld = unusable.or(() -> unknown.isEmpty()
                ? Optional.empty()
                : Optional.of("the load of " + String.join(", ", unknown.subList(0, Math.min(5, unknown.size())))
                        + (unknown.size() > 5 ? " and " + (unknown.size() - 5) + " more" : "") + " is not known"));
        return new Advice(history.latest().startedAt(), policy, history.pattern(), routes, withheld);
    }

    private Optional<String> unusable(History history) {
        Reading latest = history.latest();
        if (latest.suspect().isPresent()) {
            return latest.suspect();
        }
        return history.now().since(latest.startedAt()).compareTo(interval.multipliedBy(2)) > 0
                ? Optional.of("the newest reading is more than two poll intervals old")
                : Optional.empty();
    }

    /** How many fully used backends the traffic of the route is worth, mean over the readings; empty if never known. */
    private OptionalDouble used(List<Reading> readings, String route) {
        return readings.stream()
                .map(reading -> Optional.ofNullable(reading.routes().get(route)).map(Reading.OfRoute::totals))
                .flatMap(Optional::stream)
                .filter(totals -> totals.load().isPresent())
                .mapToDouble(
                        totals -> totals.backends() * utilisation(totals.load().getAsDouble()))
                .average();
    }

    private Advice.OfRoute advice(History history, String route, Totals totals, double used) {
        int backends = totals.backends();
        double ratio = used / backends / utilisation(parameters.targetLoad());
        boolean atLeast = Double.isFinite(concurrency) && used / backends >= SATURATED;
        double need = atLeast ? Math.max(ratio, 2) : Math.abs(ratio - 1) <= parameters.tolerance() ? 1 : ratio;
        int wanted = bounded(Math.ceil(backends * need - 1e-9));
        int fast = Math.min(wanted, Math.max(backends + STEP, 2 * backends));
        int slow = Math.max(fast, Math.min(backends, history.mostWanted(route, parameters.downAfter())));
        return new Advice.OfRoute(
                wanted, bounded(slow), backends, atLeast, totals.load().orElseThrow());
    }

    private int bounded(double count) {
        return (int) Math.max(parameters.min(), Math.min(parameters.max(), count));
    }

    private double utilisation(double load) {
        return Double.isInfinite(concurrency) ? load : load / (load + concurrency);
    }

    /** The type {@code capacity}. */
    public static final class Factory implements SignalFactory<CapacityParameters> {

        @Override
        public String type() {
            return "capacity";
        }

        @Override
        public String help() {
            return "Says how many backends each route should have, for KEDA or an HPA; moves nothing.";
        }

        @Override
        public Class<CapacityParameters> parameters() {
            return CapacityParameters.class;
        }

        @Override
        public Signal create(CapacityParameters parameters, PolicyContext context) {
            return new Capacity(parameters, context);
        }
    }
}
