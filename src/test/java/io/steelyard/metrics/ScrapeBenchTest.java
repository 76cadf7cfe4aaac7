package io.steelyard.metrics;

import static io.steelyard.metrics.Scene.backend;
import static io.steelyard.metrics.Scene.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Observation;
import io.steelyard.model.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A new snapshot and its first scrape, against the same rows in Micrometer's MultiGauge, turn by turn in one JVM. */
@Tag("bench")
class ScrapeBenchTest {

    private static final int ENDPOINTS = 10;

    private final Scene scene = new Scene();

    /** One row in both worlds. */
    private record Row(Observation.Seen seen, Endpoint endpoint, Route route) {

        double load() {
            return seen.tally().route(endpoint.pattern(), route.id()).load().orElse(0);
        }

        double loadMax() {
            return seen.tally().route(endpoint.pattern(), route.id()).loadMax().orElse(0);
        }

        double rate() {
            return seen.tally().route(endpoint.pattern(), route.id()).requestsPerSecond();
        }

        double backends() {
            return route.backends().size();
        }

        double weight() {
            return route.weight().orElse(0);
        }
    }

    private static final Map<String, ToDoubleFunction<Row>> FAMILIES = Map.of(
            "bench.route.load", Row::load,
            "bench.route.load.max", Row::loadMax,
            "bench.route.requests.per.second", Row::rate,
            "bench.backends", Row::backends,
            "bench.route.weight", Row::weight);

    /** Five rows a route. */
    @ParameterizedTest
    @CsvSource({"20, 600", "200, 60", "2000, 16"})
    void a_scrape_of_route_rows_is_5_times_cheaper_than_a_MultiGauge(int routes, int rounds) {
        AgentMetrics ours = scene.metrics(new AgentSettings(
                "1",
                "",
                "observe",
                Scene.INTERVAL,
                new AgentSettings.Series(AgentSettings.Depth.ROUTE, 1_000_000, pattern -> true),
                List.of(),
                pattern -> java.util.Optional.empty(),
                Set.of(),
                scene::now));
        Exposition exposition = ours.exposition();
        PrometheusMeterRegistry theirs = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Map<String, MultiGauge> gauges = new java.util.HashMap<>();
        FAMILIES.keySet()
                .forEach(name -> gauges.put(
                        name, MultiGauge.builder(name).description("bench").register(theirs)));
        long[] mine = new long[rounds];
        long[] repeated = new long[rounds];
        long[] peer = new long[rounds];
        long ourRows = 0;
        long theirRows = 0;
        double bytesEach = 0;
        for (int round = -rounds / 2; round < rounds; round++) {
            Observation.Seen seen = snapshot(routes, round);
            long start = System.nanoTime();
            ours.accept(seen);
            Exposition.Scrape first = exposition.scrape(null, false, Set.of());
            long middle = System.nanoTime();
            exposition.scrape(null, false, Set.of());
            long end = System.nanoTime();
            String other = refresh(theirs, gauges, seen);
            if (round >= 0) {
                mine[round] = middle - start;
                repeated[round] = end - middle;
                peer[round] = System.nanoTime() - end;
            }
            if (round == 0) {
                String text = Scraped.text(first);
                bytesEach = (double) text.length()
                        / text.lines().filter(line -> !line.startsWith("#")).count();
                ourRows = rows(
                        Scraped.text(first),
                        "steelyard_route_load",
                        "steelyard_route_requests",
                        "steelyard_backends",
                        "steelyard_route_weight");
                theirRows = rows(other, "bench_");
            }
        }
        assertThat(theirRows).isEqualTo(5L * ENDPOINTS * routes).isEqualTo(ourRows);
        double ratio = median(peer) / median(mine);
        System.out.printf(
                Locale.ROOT,
                "bench: scrape of %d route rows: %.2f ms, again %.3f ms, %.0f bytes a series; MultiGauge %.2f ms; ratio %.1f (bar 5)%n",
                ourRows,
                median(mine) / 1e6,
                median(repeated) / 1e6,
                bytesEach,
                median(peer) / 1e6,
                ratio);
        assertThat(ratio).isGreaterThanOrEqualTo(5);
    }

    private static String refresh(
            PrometheusMeterRegistry registry, Map<String, MultiGauge> gauges, Observation.Seen seen) {
        List<Row> rows = new ArrayList<>();
        for (Endpoint endpoint : seen.snapshot().endpoints()) {
            endpoint.routes().forEach(route -> rows.add(new Row(seen, endpoint, route)));
        }
        gauges.forEach((name, gauge) -> {
            ToDoubleFunction<Row> value = FAMILIES.getOrDefault(name, row -> 0);
            List<MultiGauge.Row<?>> made = new ArrayList<>();
            for (Row row : rows) {
                Tags tags = Tags.of(
                        "endpoint",
                        row.endpoint().pattern(),
                        "route",
                        row.route().id());
                made.add(MultiGauge.Row.of(tags, row, value));
            }
            gauge.register(made, true);
        });
        return registry.scrape();
    }

    private Observation.Seen snapshot(int routes, int round) {
        return scene.seen(IntStream.range(0, ENDPOINTS)
                .mapToObj(endpoint -> Scene.endpoint(
                        "www" + endpoint + ".example.com",
                        IntStream.range(0, routes)
                                .mapToObj(at -> route(
                                        String.format(Locale.ROOT, "route%04d", at),
                                        at + 1,
                                        backend(endpoint + "-" + at, at + 0.37 * (round + 1000), at * 1.7)))
                                .toArray(Route[]::new)))
                .toArray(Endpoint[]::new));
    }

    private static long rows(String text, String... families) {
        return text.lines()
                .filter(line -> Arrays.stream(families).anyMatch(line::startsWith))
                .count();
    }

    private static double median(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
