package io.steelyard.model;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Requests that arrived at routes while some readings were taken: what was completed, and what more was in flight at the
 * end than at the beginning, where the loads tell that. A route with a backlog completes what it can, whatever arrives.
 *
 * @param readings that follow each other, at least one
 * @param seconds what one of them stands for
 * @param counted true if a load is a number of requests
 */
record Arrivals(List<Reading> readings, double seconds, boolean counted) {

    /** At one route. */
    double at(String route) {
        double completed = 0;
        for (Reading reading : readings) {
            Reading.OfRoute of = reading.routes().get(route);
            completed += of == null ? 0 : of.totals().requestsPerSecond();
        }
        return Math.max(0, seconds * (completed + readings.size() * growth(route)));
    }

    double everywhere() {
        double all = 0;
        for (String route : last().roster().ids()) {
            all += at(route);
        }
        return all;
    }

    /** Of what is in flight, per second; 0 if it cannot be told. */
    private double growth(String route) {
        double elapsed = last().startedAt().secondsSince(readings.get(0).startedAt());
        OptionalDouble from = inFlight(readings.get(0), route);
        OptionalDouble to = inFlight(last(), route);
        return counted && elapsed > 0 && from.isPresent() && to.isPresent()
                ? (to.getAsDouble() - from.getAsDouble()) / elapsed
                : 0;
    }

    /** Empty if the load of one of its backends is not known. */
    private static OptionalDouble inFlight(Reading reading, String route) {
        Reading.OfRoute of = reading.routes().get(route);
        return of == null || of.totals().measured().backends() < of.totals().backends()
                ? OptionalDouble.empty()
                : OptionalDouble.of(of.totals().measured().load());
    }

    private Reading last() {
        return readings.get(readings.size() - 1);
    }
}
