package io.steelyard.web;

import io.steelyard.model.Endpoint;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Route;
import io.steelyard.model.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last half hour of every route: mean rate and load, and the last weight, of each ten seconds. Bounded: 2 KB a
 * route, of so many routes. Safe for use by several threads.
 */
final class Past {

    static final Duration STEP = Duration.ofSeconds(10);
    static final int KEPT = 180;

    /** Routes beyond these have no history; the page says so. */
    static final int ROUTES_MOST = 5_000;

    private final Map<String, Map<String, Series>> endpoints = new TreeMap<>();
    private long first = -1;
    private long newest = -1;
    private Optional<Moment> seenAt = Optional.empty();
    private int routes;

    /** One route. A slot that nothing fell into is NaN. */
    private static final class Series {
        final float[] rate = blank();
        final float[] load = blank();
        final float[] weight = blank();
        long slot = -1;
        int rates;
        int loads;

        private static float[] blank() {
            float[] values = new float[KEPT];
            Arrays.fill(values, Float.NaN);
            return values;
        }

        void add(long now, Route route, Totals totals) {
            forward(now);
            int at = (int) (now % KEPT);
            if (route.rateKnown() || totals.requestsPerSecond() > 0) {
                rate[at] = mean(rate[at], rates++, totals.requestsPerSecond());
            }
            if (totals.load().isPresent()) {
                load[at] = mean(load[at], loads++, totals.load().getAsDouble());
            }
            route.weight().ifPresent(value -> weight[at] = value);
        }

        private static float mean(float before, int count, double value) {
            return (float) (count == 0 ? value : before + (value - before) / (count + 1));
        }

        /** Empties the slots between the last one and this. */
        private void forward(long now) {
            if (now == slot) {
                return;
            }
            for (long each = Math.max(slot + 1, now - KEPT + 1); each <= now; each++) {
                int at = (int) (each % KEPT);
                rate[at] = Float.NaN;
                load[at] = Float.NaN;
                weight[at] = Float.NaN;
            }
            slot = now;
            rates = 0;
            loads = 0;
        }
    }

    /** {@code GET /api/v1/history}; the points end with the present, unfinished step. */
    record HistoryJson(double stepSeconds, @Nullable String endsAt, int points, List<EndpointHistory> endpoints) {}

    record EndpointHistory(String endpoint, List<RouteHistory> routes) {}

    record RouteHistory(
            String route,
            List<@Nullable Double> requestsPerSecond,
            List<@Nullable Double> load,
            List<@Nullable Double> weight) {}

    synchronized void seen(Observation.Seen seen) {
        long slot = seen.endedAt().elapsed().dividedBy(STEP);
        if (newest < 0) {
            first = slot;
        }
        boolean began = slot != newest;
        newest = slot;
        seenAt = Optional.of(seen.endedAt());
        for (Endpoint endpoint : seen.snapshot().endpoints()) {
            for (Route route : endpoint.routes()) {
                Series series = series(endpoint.pattern(), route.id());
                if (series != null) {
                    series.add(slot, route, seen.tally().route(endpoint.pattern(), route.id()));
                }
            }
        }
        if (began) {
            forget();
        }
    }

    private @Nullable Series series(String pattern, String route) {
        Map<String, Series> known = endpoints.computeIfAbsent(pattern, key -> new TreeMap<>());
        Series series = known.get(route);
        if (series == null && routes < ROUTES_MOST) {
            series = new Series();
            known.put(route, series);
            routes++;
        }
        return series;
    }

    /** What was not seen for half an hour. */
    private void forget() {
        for (Iterator<Map<String, Series>> each = endpoints.values().iterator(); each.hasNext(); ) {
            Map<String, Series> known = each.next();
            known.values().removeIf(series -> series.slot <= newest - KEPT);
            if (known.isEmpty()) {
                each.remove();
            }
        }
        routes = endpoints.values().stream().mapToInt(Map::size).sum();
    }

    synchronized HistoryJson json(Predicate<String> wanted) {
        int points = newest < 0 ? 0 : (int) Math.min(KEPT, newest - first + 1);
        List<EndpointHistory> all = new ArrayList<>();
        endpoints.forEach((pattern, known) -> {
            if (wanted.test(pattern)) {
                List<RouteHistory> of = new ArrayList<>();
                known.forEach((route, series) -> of.add(new RouteHistory(
                        route,
                        values(series, series.rate, points),
                        values(series, series.load, points),
                        values(series, series.weight, points))));
                all.add(new EndpointHistory(pattern, of));
            }
        });
        return new HistoryJson(STEP.toSeconds(), Json.orNull(seenAt.map(Json::text)), points, all);
    }

    private List<@Nullable Double> values(Series series, float[] ring, int points) {
        List<@Nullable Double> values = new ArrayList<>(points);
        for (long slot = newest - points + 1; slot <= newest; slot++) {
            boolean there = slot <= series.slot && slot > series.slot - KEPT;
            float value = there ? ring[(int) (slot % KEPT)] : Float.NaN;
            values.add(Float.isNaN(value) ? null : Math.round(value * 1000.0) / 1000.0);
        }
        return values;
    }
}
