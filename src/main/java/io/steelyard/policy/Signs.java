package io.steelyard.policy;

import io.steelyard.model.History;
import io.steelyard.model.Reading;
import io.steelyard.model.Shares;
import io.steelyard.model.Totals;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How well each route does, by some readings in a row.
 *
 * @param routes those of which enough is known
 */
record Signs(OutlierParameters parameters, Map<String, OfRoute> routes) {

    /** Of normal values the standard deviation is so many times the median distance from the median. */
    private static final double SPREAD = 1.4826;

    /** So much more of the requests must fail than at the median. */
    private static final double FAILURES = 0.05;

    /** So many times the response time of the median. */
    private static final double SLOWER = 2;

    /** A median of fewer says nothing about one of them. */
    private static final int PEERS = 3;

    /**
     * One route.
     *
     * @param requests about how many there were
     * @param failures the part of them that failed; empty if unknown
     * @param seconds mean response time; empty if unknown
     * @param load mean per backend; empty if unknown
     */
    record OfRoute(
            double requests, double rate, OptionalDouble failures, OptionalDouble seconds, OptionalDouble load) {}

    static Signs last(History history, OutlierParameters parameters) {
        return at(history, parameters, 0);
    }

    /** As they were so many readings ago. */
    static Signs at(History history, OutlierParameters parameters, int back) {
        List<Reading> all = history.readings();
        int end = all.size() - back;
        List<Reading> some = end <= 0 ? List.of() : all.subList(Math.max(0, end - parameters.readings()), end);
        Map<String, OfRoute> routes = new TreeMap<>();
        if (some.size() < Math.min(2, parameters.readings())) {
            return new Signs(parameters, routes);
        }
        double interval = interval(some);
        for (String route : history.latest().routes().keySet()) {
            Sum sum = new Sum();
            some.stream().map(reading -> reading.routes().get(route)).forEach(sum::add);
            if (sum.readings > 0) {
                routes.put(route, sum.route(interval));
            }
        }
        return new Signs(parameters, routes);
    }

    private static double interval(List<Reading> some) {
        Duration span = some.get(some.size() - 1).startedAt().since(some.get(0).startedAt());
        return some.size() < 2 ? 1 : span.toNanos() / 1e9 / (some.size() - 1);
    }

    /** Route to why it is one. */
    Map<String, String> outliers() {
        Map<String, String> found = new LinkedHashMap<>();
        OptionalDouble[] failing = limit(OfRoute::failures);
        OptionalDouble[] slow = limit(OfRoute::seconds);
        routes.forEach((id, route) -> {
            if (route.requests() >= parameters.minRequests()) {
                double failures = route.failures().orElse(0);
                if (failures >= parameters.failureRatio()) {
                    found.put(id, text("fails %.0f%% of its requests", 100 * failures));
                } else if (failing[1].isPresent()
                        && failures > failing[1].getAsDouble()
                        && failures >= failing[0].getAsDouble() + FAILURES) {
                    found.put(
                            id,
                            text(
                                    "fails %.1f%% of its requests, the median %.1f%%",
                                    100 * failures, 100 * failing[0].getAsDouble()));
                } else if (slow[1].isPresent()
                        && route.seconds().orElse(0) > slow[1].getAsDouble()
                        && route.seconds().orElse(0) > SLOWER * slow[0].getAsDouble()) {
                    found.put(
                            id,
                            text(
                                    "answers in %.0fms, the median in %.0fms",
                                    1000 * route.seconds().orElse(0), 1000 * slow[0].getAsDouble()));
                }
            }
        });
        return found;
    }

    /** Route to why its idleness is not believed. */
    Map<String, String> failingFast(Shares inForce) {
        Map<String, String> found = new LinkedHashMap<>();
        double load = median(values(OfRoute::load));
        double failures = median(values(OfRoute::failures));
        double rate = routes.values().stream().mapToDouble(OfRoute::rate).sum();
        routes.forEach((id, route) -> {
            boolean idle = route.load().isPresent() && route.load().getAsDouble() < load / 2;
            if (idle && route.failures().isPresent() && route.failures().getAsDouble() >= failures + FAILURES) {
                found.put(
                        id,
                        text(
                                "is idle and fails %.0f%% of its requests",
                                100 * route.failures().getAsDouble()));
            } else if (idle
                    && route.failures().isEmpty()
                    && rate > 0
                    && route.rate() / rate >= 1.5 * inForce.of(id)
                    && inForce.of(id) > 0) {
                found.put(id, "is idle and answers more than its weight would give it, as one that fails fast");
            }
        });
        return found;
    }

    /** The median and what is beyond its spread; empty among too few. */
    private OptionalDouble[] limit(Function<OfRoute, OptionalDouble> sign) {
        double[] values = values(sign);
        if (values.length < PEERS) {
            return new OptionalDouble[] {OptionalDouble.empty(), OptionalDouble.empty()};
        }
        double median = median(values);
        double spread = median(
                Arrays.stream(values).map(value -> Math.abs(value - median)).toArray());
        return new OptionalDouble[] {
            OptionalDouble.of(median), OptionalDouble.of(median + parameters.deviations() * SPREAD * spread)
        };
    }

    private double[] values(Function<OfRoute, OptionalDouble> sign) {
        Collection<OfRoute> all = routes.values();
        return all.stream()
                .filter(route -> route.requests() >= parameters.minRequests())
                .map(sign)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length == 0
                ? 0
                : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** Adds up readings of one route. */
    private static final class Sum {
        private int readings;
        private double rate;
        private double failed;
        private double failedOf;
        private double seconds;
        private double secondsOf;
        private double load;
        private int loads;

        void add(Reading.@org.jspecify.annotations.Nullable OfRoute route) {
            if (route == null || route.totals().backends() == 0) {
                return;
            }
            Totals totals = route.totals();
            readings++;
            rate += totals.requestsPerSecond();
            if (totals.errorsPerSecond().isPresent()) {
                failed += totals.errorsPerSecond().getAsDouble();
                failedOf += Math.max(
                        totals.requestsPerSecond(), totals.errorsPerSecond().getAsDouble());
            }
            if (totals.responseTime().isPresent()) {
                seconds +=
                        totals.requestsPerSecond() * totals.responseTime().get().toNanos() / 1e9;
                secondsOf += totals.requestsPerSecond();
            }
            if (totals.load().isPresent()) {
                load += totals.load().getAsDouble();
                loads++;
            }
        }

        OfRoute route(double interval) {
            return new OfRoute(
                    Math.max(rate, failedOf) * interval,
                    rate / readings,
                    failedOf > 0 ? OptionalDouble.of(failed / failedOf) : OptionalDouble.empty(),
                    secondsOf > 0 ? OptionalDouble.of(seconds / secondsOf) : OptionalDouble.empty(),
                    loads > 0 ? OptionalDouble.of(load / loads) : OptionalDouble.empty());
        }
    }
}
