package io.steelyard.metrics;

import static io.steelyard.metrics.Scene.backend;
import static io.steelyard.metrics.Scene.endpoint;
import static io.steelyard.metrics.Scene.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.steelyard.model.Backend;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Mode;
import io.steelyard.model.Note;
import io.steelyard.model.Reason;
import io.steelyard.model.Route;
import io.steelyard.model.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LevelsTest {

    private final Scene scene = new Scene();
    private final AgentMetrics metrics = scene.metrics(scene.settings());

    private Scraped scrape(Endpoint... endpoints) {
        metrics.accept(scene.seen(endpoints));
        return Scraped.of(metrics);
    }

    @Test
    void the_numbers_of_a_hand_made_snapshot() {
        Scraped scraped = scrape(Scene.www());

        assertThat(scraped.value("steelyard_up")).isEqualTo(1);
        assertThat(scraped.value("steelyard_snapshot_generation")).isEqualTo(1);
        assertThat(scraped.value("steelyard_snapshot_timestamp_seconds"))
                .isEqualTo((double) Scene.START.getEpochSecond());
        assertThat(scraped.value("steelyard_endpoints")).isEqualTo(1);
        assertThat(scraped.value("steelyard_routes{endpoint=\"www\"}")).isEqualTo(3);
        assertThat(scraped.value("steelyard_endpoint_requests_per_second{endpoint=\"www\"}"))
                .isEqualTo(60);
        assertThat(scraped.value("steelyard_endpoint_load{endpoint=\"www\"}")).isCloseTo(5.0 / 3, within(1e-12));
        assertThat(scraped.value("steelyard_endpoint_imbalance_ratio{endpoint=\"www\"}"))
                .isCloseTo(2 / 1.5, within(1e-12));
        assertThat(scraped.value("steelyard_backends{endpoint=\"www\",route=\"a\"}"))
                .isEqualTo(2);
        assertThat(scraped.value("steelyard_route_requests_per_second{endpoint=\"www\",route=\"a\"}"))
                .isEqualTo(40);
        assertThat(scraped.value("steelyard_route_load{endpoint=\"www\",route=\"a\"}"))
                .isEqualTo(2);
        assertThat(scraped.value("steelyard_route_load_max{endpoint=\"www\",route=\"a\"}"))
                .isEqualTo(3);
        assertThat(scraped.value("steelyard_route_weight{endpoint=\"www\",route=\"b\"}"))
                .isEqualTo(40);
        assertThat(scraped.value(
                        "steelyard_route_info{endpoint=\"www\",route=\"b\",selector=\"pool=b\",shared=\"false\"}"))
                .isEqualTo(1);
    }

    @Test
    void a_route_without_backends_has_rate_0_and_no_load() {
        Scraped scraped = scrape(Scene.www());

        assertThat(scraped.value("steelyard_route_requests_per_second{endpoint=\"www\",route=\"c\"}"))
                .isZero();
        assertThat(scraped.value("steelyard_backends{endpoint=\"www\",route=\"c\"}"))
                .isZero();
        assertThat(scraped.of("steelyard_route_load"))
                .doesNotContainKey("steelyard_route_load{endpoint=\"www\",route=\"c\"}");
        assertThat(scraped.of("steelyard_route_load_max")).hasSize(2);
    }

    @Test
    void what_is_unknown_has_no_series() {
        Route blind = new Route("x", Selector.parse("a=b"), OptionalInt.empty(), "", List.of(unknown("u1")));
        Scraped scraped = scrape(endpoint("www", blind));

        assertThat(scraped.of("steelyard_route_requests_per_second")).isEmpty();
        assertThat(scraped.of("steelyard_endpoint_requests_per_second")).isEmpty();
        assertThat(scraped.of("steelyard_route_load")).isEmpty();
        assertThat(scraped.of("steelyard_endpoint_load")).isEmpty();
        assertThat(scraped.of("steelyard_route_weight")).isEmpty();
        assertThat(scraped.of("steelyard_route_desired_weight")).isEmpty();
        assertThat(scraped.of("steelyard_route_errors_per_second")).isEmpty();
        assertThat(scraped.of("steelyard_route_response_seconds")).isEmpty();
        assertThat(scraped.of("steelyard_endpoint_imbalance_ratio")).isEmpty();
        assertThat(scraped.value("steelyard_backends{endpoint=\"www\",route=\"x\"}"))
                .isEqualTo(1);
    }

    @Test
    void errors_and_response_times_appear_where_the_balancer_reports_them() {
        Backend told = new Backend(
                "b",
                "",
                io.steelyard.model.Labels.NONE,
                OptionalDouble.of(1),
                OptionalDouble.of(10),
                OptionalDouble.of(0.5),
                Optional.of(Duration.ofMillis(250)),
                "",
                Optional.empty(),
                io.steelyard.model.Location.UNKNOWN,
                "");
        Scraped scraped = scrape(endpoint("www", route("a", 1, told)));

        assertThat(scraped.value("steelyard_route_errors_per_second{endpoint=\"www\",route=\"a\"}"))
                .isEqualTo(0.5);
        assertThat(scraped.value("steelyard_route_response_seconds{endpoint=\"www\",route=\"a\"}"))
                .isEqualTo(0.25);
    }

    @Test
    void imbalance_is_absent_while_nothing_is_loaded() {
        Scraped scraped =
                scrape(endpoint("www", route("a", 1, backend("a1", 0, 0)), route("b", 1, backend("b1", 0, 0))));

        assertThat(scraped.of("steelyard_endpoint_imbalance_ratio")).isEmpty();
        assertThat(scraped.value("steelyard_route_load{endpoint=\"www\",route=\"a\"}"))
                .isZero();
    }

    @Test
    void the_rates_of_routes_add_up_to_the_endpoints_rate_also_with_shared_backends() {
        long seed = 20260301;
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            Scraped scraped = scrape(random(random, "one"), random(random, "two"));
            for (String pattern : List.of("one", "two")) {
                double routes = scraped.of("steelyard_route_requests_per_second").entrySet().stream()
                        .filter(each -> each.getKey().contains("endpoint=\"" + pattern + "\""))
                        .mapToDouble(Map.Entry::getValue)
                        .sum();
                double whole = scraped.value("steelyard_endpoint_requests_per_second{endpoint=\"" + pattern + "\"}");
                assertThat(routes)
                        .as("seed %d round %d %s", seed, round, pattern)
                        .isCloseTo(whole, within(1e-9 * Math.max(1, whole)));
            }
        }
    }

    /** Routes over a pool of ten backends that both endpoints and several routes use. */
    private static Endpoint random(Random random, String pattern) {
        List<Route> routes = new ArrayList<>();
        for (int each = 0; each < 4; each++) {
            List<Backend> backends = new ArrayList<>();
            for (int at = 0; at < 10; at++) {
                if (random.nextInt(3) == 0) {
                    backends.add(backend("pool" + at, at, 7 * at + 1));
                }
            }
            routes.add(route("r" + each, random.nextInt(3), backends.toArray(Backend[]::new)));
        }
        return endpoint(pattern, routes.toArray(Route[]::new));
    }

    @Test
    void endpoints_that_share_a_backend_are_marked() {
        Backend both = backend("x", 1, 10);
        Scraped scraped = scrape(endpoint("one", route("a", 1, both)), endpoint("two", route("a", 1, both)));

        assertThat(scraped.of("steelyard_route_info").keySet()).allMatch(series -> series.contains("shared=\"true\""));
        assertThat(scraped.value("steelyard_endpoint_requests_per_second{endpoint=\"one\"}"))
                .isEqualTo(5);
    }

    @Test
    void the_desired_weight_is_the_last_decisions_until_the_observed_one_is_good_enough() {
        String desired = "steelyard_route_desired_weight{endpoint=\"www\",route=\"a\"}";
        assertThat(scrape(Scene.www()).value(desired)).isEqualTo(60);

        metrics.accept(scene.reweigh("www", Map.of("a", 60, "b", 40, "c", 0), Map.of("a", 50, "b", 50, "c", 0)));
        assertThat(Scraped.of(metrics).value(desired)).isEqualTo(50);

        metrics.accept(scene.hold("www", Reason.Code.COOLDOWN, "1s of 3s"));
        assertThat(scrape(Scene.www()).value(desired)).isEqualTo(50);

        metrics.accept(scene.hold("www", Reason.Code.OPERATOR_EDIT, "a is 60, expected 50"));
        assertThat(scrape(Scene.www()).value(desired)).isEqualTo(60);
    }

    @Test
    void weights_by_hand_that_the_balancer_has_lost_are_not_desired_any_more() {
        String desired = "steelyard_route_desired_weight{endpoint=\"www\",route=\"a\"}";
        scrape(Scene.www());
        Decision.Reweigh order = scene.order("www", Map.of("a", 60, "b", 40, "c", 0), Map.of("a", 50, "b", 50, "c", 0));
        metrics.accept(order);
        metrics.accept(scene.applied(order));
        assertThat(Scraped.of(metrics).value(desired)).isEqualTo(50);
        assertThat(scrape(Scene.www()).value(desired)).isEqualTo(60);
        metrics.accept(scene.hold("www", Reason.Code.BY_HAND, "set by alice"));
        assertThat(Scraped.of(metrics).value(desired)).isEqualTo(60);
    }

    @Test
    void weights_of_a_policy_that_the_balancer_has_lost_are_not_desired_until_it_decides_anew() {
        String desired = "steelyard_route_desired_weight{endpoint=\"www\",route=\"a\"}";
        scrape(Scene.www());
        Decision.Reweigh change =
                scene.reweigh("www", Map.of("a", 60, "b", 40, "c", 0), Map.of("a", 50, "b", 50, "c", 0));
        metrics.accept(change);
        metrics.accept(scene.applied(change));
        assertThat(Scraped.of(metrics).value(desired)).isEqualTo(50);
        assertThat(scrape(Scene.www()).value(desired)).isEqualTo(60);
        metrics.accept(scene.hold("www", Reason.Code.SETTLE, "the balancer was restarted"));
        assertThat(Scraped.of(metrics).value(desired)).isEqualTo(60);
    }

    @Test
    void in_mode_observe_nothing_is_desired_until_another_mode_is_ordered() {
        String desired = "steelyard_route_desired_weight{endpoint=\"www\",route=\"a\"}";
        Control observes = Control.of(scene.now(), Mode.OBSERVE);
        metrics.accept(observes);
        assertThat(scrape(Scene.www()).of("steelyard_route_desired_weight")).isEmpty();

        metrics.accept(observes.mode(Mode.ACT, new Note("alice", "on call", scene.now(), Optional.empty())));
        assertThat(Scraped.of(metrics).value(desired)).isEqualTo(60);
    }

    @Test
    void a_route_that_nobody_owns_has_no_desired_weight() {
        Scraped scraped = scrape(endpoint("free.example", route("a", 1, backend("a1", 1, 1))));

        assertThat(scraped.of("steelyard_route_desired_weight")).isEmpty();
        assertThat(scraped.of("steelyard_route_weight")).hasSize(1);
    }

    @Test
    void a_route_that_is_gone_is_gone_at_the_next_scrape() {
        assertThat(scrape(Scene.www()).text()).contains("route=\"b\"");

        Scraped scraped = scrape(endpoint("www", route("a", 60, backend("a1", 3, 30))));

        assertThat(scraped.text()).doesNotContain("route=\"b\"");
    }

    @Test
    void the_depth_that_is_configured_is_the_depth_of_the_series() {
        Scraped endpoints = at(AgentSettings.Depth.ENDPOINT);
        Scraped routes = at(AgentSettings.Depth.ROUTE);
        Scraped backends = at(AgentSettings.Depth.BACKEND);

        assertThat(endpoints.of("steelyard_endpoint_load")).hasSize(1);
        assertThat(endpoints.text()).doesNotContain("route=", "backend=");
        assertThat(routes.text()).contains("route=\"a\"").doesNotContain("backend=");
        assertThat(backends.value("steelyard_backend_load{backend=\"a1\",endpoint=\"www\",route=\"a\"}"))
                .isEqualTo(3);
        assertThat(backends.value("steelyard_backend_info{address=\"\",backend=\"a1\",endpoint=\"www\",route=\"a\"}"))
                .isEqualTo(1);
        assertThat(backends.of("steelyard_backend_requests_per_second")).hasSize(3);
        assertThat(backends.of("steelyard_route_load")).hasSize(2);
    }

    private Scraped at(AgentSettings.Depth depth) {
        AgentMetrics deep =
                scene.metrics(scene.settings("act", new AgentSettings.Series(depth, 50_000, pattern -> true)));
        deep.accept(scene.seen(Scene.www()));
        return Scraped.of(deep);
    }

    @Test
    void the_rates_of_backends_add_up_to_their_routes_also_where_they_are_shared() {
        AgentMetrics deep = scene.metrics(
                scene.settings("act", new AgentSettings.Series(AgentSettings.Depth.BACKEND, 50_000, pattern -> true)));
        Random random = new Random(7);
        deep.accept(scene.seen(random(random, "one"), random(random, "two")));
        Scraped scraped = Scraped.of(deep);

        scraped.of("steelyard_route_requests_per_second").forEach((series, rate) -> {
            String labels = series.substring(series.indexOf('{') + 1, series.length() - 1);
            double sum = scraped.of("steelyard_backend_requests_per_second").entrySet().stream()
                    .filter(each -> each.getKey().contains(labels))
                    .mapToDouble(Map.Entry::getValue)
                    .sum();
            assertThat(sum).as(series).isCloseTo(rate, within(1e-9));
        });
    }

    @Test
    void a_backend_that_a_route_names_twice_does_not_spoil_the_scrape() {
        AgentMetrics deep = scene.metrics(
                scene.settings("act", new AgentSettings.Series(AgentSettings.Depth.BACKEND, 50_000, pattern -> true)));
        deep.accept(scene.seen(endpoint("www", route("a", 1, backend("x", 1, 10), backend("x", 1, 10)))));

        assertThat(Scraped.of(deep).of("steelyard_backend_load")).hasSize(1);
    }

    @Test
    void an_endpoint_that_is_not_chosen_has_no_series_and_is_counted_all_the_same() {
        AgentMetrics some = scene.metrics(
                scene.settings("act", new AgentSettings.Series(AgentSettings.Depth.ROUTE, 50_000, "www"::equals)));
        some.accept(scene.seen(Scene.www(), endpoint("hidden", route("z", 1, backend("z1", 1, 1)))));
        Scraped scraped = Scraped.of(some);

        assertThat(scraped.text()).contains("endpoint=\"www\"").doesNotContain("hidden");
        assertThat(scraped.value("steelyard_endpoints")).isEqualTo(2);
    }

    @Test
    void the_backends_that_a_policy_asks_for_are_there_until_it_takes_them_back() {
        String desired = "steelyard_route_desired_backends";
        assertThat(scrape(Scene.www()).of(desired)).isEmpty();

        metrics.desiredBackends("www", Map.of("a", 7));
        metrics.desiredBackends("gone", Map.of("a", 7));
        assertThat(Scraped.of(metrics).of(desired))
                .containsOnly(Map.entry(desired + "{endpoint=\"www\",route=\"a\"}", 7.0));

        metrics.desiredBackends("www", Map.of());
        assertThat(Scraped.of(metrics).of(desired)).isEmpty();
    }

    @Test
    void a_million_routes_cost_no_more_series_than_the_limit_and_one_warning() {
        List<ILoggingEvent> lines = new ArrayList<>();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.add(event);
            }
        };
        Logger log = (Logger) LoggerFactory.getLogger(Board.class);
        appender.start();
        log.addAppender(appender);
        try {
            AgentMetrics small = scene.metrics(scene.settings("act", 1000));
            Selector selector = Selector.parse("a=b");
            Route[] routes = IntStream.range(0, 1_000_000)
                    .mapToObj(each -> new Route("r" + each, selector, OptionalInt.of(1), "", List.of()))
                    .toArray(Route[]::new);
            small.accept(scene.seen(endpoint("www", routes)));
            Scraped first = Scraped.of(small);
            int series = first.withLabel("endpoint").size();
            double dropped = first.value("steelyard_series_dropped_total");
            small.accept(scene.seen(endpoint("www", Arrays.copyOf(routes, 1000))));

            assertThat(series).isLessThanOrEqualTo(1000).isGreaterThan(990);
            assertThat(dropped).isGreaterThan(3_900_000);
            assertThat(Scraped.of(small).value("steelyard_series_dropped_total"))
                    .isGreaterThan(dropped);
            assertThat(lines).hasSize(1).first().asString().contains("metrics.max_series", "the limit is 1000");
        } finally {
            log.detachAppender(appender);
        }
    }

    @Test
    void thousands_of_endpoints_that_come_and_go_keep_within_the_limit() {
        Ledger ledger = new Ledger(
                pattern -> Optional.of("web"),
                new AgentSettings.Series(AgentSettings.Depth.ROUTE, 1000, pattern -> true));
        for (int round = 0; round < 20; round++) {
            int first = round * 5_000;
            ledger.seen(scene.seen(IntStream.range(first, first + 5_000)
                    .mapToObj(each -> endpoint("e" + each, route("a", 1)))
                    .toArray(Endpoint[]::new)));
            ledger.decided(scene.hold("e" + first, Reason.Code.OPERATOR_EDIT, "edited"));
        }
        assertThat(ledger.size()).isEqualTo(5_000 + 19);
        assertThat(ledger.collect().stream()
                        .mapToInt(family -> family.getDataPoints().size())
                        .sum())
                .isLessThanOrEqualTo(500);
        assertThat(ledger.series()).isEqualTo(500);
        assertThat(ledger.dropped()).isEqualTo(3 * (5_000 - 166));
    }

    @Test
    void what_is_beyond_the_limit_is_counted_and_whole_routes_are_left_out() {
        AgentMetrics small = scene.metrics(scene.settings("act", 25));
        small.accept(scene.seen(Scene.www()));
        Scraped scraped = Scraped.of(small);
        Scraped again = Scraped.of(small);

        // 3 for what is counted of the endpoint; 3 of the snapshot, 4 of the endpoint, 7 each of routes a and b make
        // 24.
        assertThat(scraped.text()).contains("route=\"b\"").doesNotContain("route=\"c\"");
        assertThat(scraped.value("steelyard_series_dropped_total"))
                .isEqualTo(again.value("steelyard_series_dropped_total"));
        assertThat(again.value("steelyard_series_dropped_total")).isEqualTo(5);
    }

    private static Backend unknown(String id) {
        return new Backend(
                id,
                "",
                io.steelyard.model.Labels.NONE,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                "",
                Optional.empty(),
                io.steelyard.model.Location.UNKNOWN,
                "");
    }
}
