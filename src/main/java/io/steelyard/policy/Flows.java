package io.steelyard.policy;

import io.steelyard.model.History;
import io.steelyard.model.Reading;
import io.steelyard.model.Totals;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What went into each route and stayed there, in the mean over the settled readings.
 *
 * @param routes by id; a route without measured backends in half of the readings is absent
 */
record Flows(Map<String, Flow> routes) {

    /** Ends of the readings, as a part of them, that the growth of what is in flight is taken between. */
    private static final int PART = 4;

    /**
     * One route, all backends together.
     *
     * @param completed requests per second
     * @param load sum of the loads: requests in the route, if that is what the load counts
     * @param growth of the load per second
     */
    record Flow(double completed, double load, double growth) {

        /** Requests per second that arrive: what is completed, and what stays in the queue. */
        double arriving() {
            return Math.max(0, completed + growth);
        }
    }

    /** @param counts true if the load counts requests, so that its growth is a difference of rates */
    static Flows of(History history, boolean counts) {
        List<Reading> steady = history.steady();
        Map<String, Flow> routes = new TreeMap<>();
        for (String id : history.latest().routes().keySet()) {
            List<Reading> measured = steady.stream()
                    .filter(reading -> measured(reading, id)
                            .filter(totals -> totals.backends() > 0)
                            .isPresent())
                    .toList();
            if (measured.size() >= 2 && measured.size() * 2 >= steady.size()) {
                routes.put(id, flow(measured, id, counts));
            }
        }
        return new Flows(Collections.unmodifiableMap(routes));
    }

    private static Flow flow(List<Reading> readings, String id, boolean counts) {
        int end = Math.max(1, readings.size() / PART);
        List<Reading> first = readings.subList(0, end);
        List<Reading> last = readings.subList(readings.size() - end, readings.size());
        double seconds = middle(last) - middle(first);
        double growth = counts && seconds > 0 ? (load(last, id) - load(first, id)) / seconds : 0;
        double completed = readings.stream()
                .mapToDouble(reading -> measured(reading, id).orElseThrow().requestsPerSecond())
                .average()
                .orElse(0);
        return new Flow(completed, load(readings, id), growth);
    }

    private static double load(List<Reading> readings, String id) {
        return readings.stream()
                .mapToDouble(reading -> measured(reading, id).orElseThrow().load())
                .average()
                .orElse(0);
    }

    private static double middle(List<Reading> readings) {
        return readings.stream()
                .mapToDouble(reading -> reading.startedAt().elapsed().toNanos() / 1e9)
                .average()
                .orElse(0);
    }

    private static Optional<Totals.Measured> measured(Reading reading, String id) {
        return Optional.ofNullable(reading.routes().get(id))
                .map(route -> route.totals().measured());
    }

    /** Requests per second of all routes. */
    double arriving() {
        return sum(Flow::arriving);
    }

    double completed() {
        return sum(Flow::completed);
    }

    double load() {
        return sum(Flow::load);
    }

    double growth() {
        return sum(Flow::growth);
    }

    private double sum(ToDoubleFunction<Flow> of) {
        return routes.values().stream().mapToDouble(of).sum();
    }
}
