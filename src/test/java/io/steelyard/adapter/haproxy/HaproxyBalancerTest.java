package io.steelyard.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.actuator.Actuator;
import io.steelyard.actuator.LiveGate;
import io.steelyard.actuator.Turns;
import io.steelyard.actuator.UnacceptableWeightsException;
import io.steelyard.actuator.UnknownTargetException;
import io.steelyard.adapter.Balancer;
import io.steelyard.model.Backend;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Exchange;
import io.steelyard.model.Moment;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.Route;
import io.steelyard.model.Snapshot;
import io.steelyard.model.TimeSource;
import io.steelyard.model.Weights;
import io.steelyard.source.ReadException;
import io.steelyard.testing.HaproxyProcess;
import io.steelyard.testing.RequiresProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** The adapter against a real HAProxy. Its servers need not exist where no traffic flows. */
@RequiresProgram("haproxy")
class HaproxyBalancerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final TimeSource CLOCK = () -> new Moment(Instant.EPOCH, Duration.ofNanos(System.nanoTime()));

    private static final String WEB = """
            frontend in
                bind 127.0.0.1:%d
                default_backend web
            backend web
                balance roundrobin
                server blue-1 127.0.0.1:1 weight 10
                server blue-2 127.0.0.1:1 weight 10
                server green-1 127.0.0.1:1 weight 20
                server standby 127.0.0.1:1 weight 5 backup
                server odd_1.x:y 127.0.0.1:1 weight 7
            backend errors
                http-request return status 404
            listen mail
                mode tcp
                bind 127.0.0.1:%d
                server m1 127.0.0.1:1 weight 3
            """;

    private static final String THREE = """
            backend web
                balance roundrobin
                server blue-1 127.0.0.1:1 weight 10
                server blue-2 127.0.0.1:1 weight 30
                server blue-3 127.0.0.1:1 weight 0
                server green-1 127.0.0.1:1 weight 20
            """;

    @Test
    void each_server_is_a_route_without_route_by_and_backends_without_servers_are_left_out() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Snapshot seen = read(of(at(haproxy.adminSocket())));

            assertThat(seen.endpoints()).extracting(Endpoint::pattern).containsExactly("web", "mail");
            assertThat(weights(seen, "web"))
                    .isEqualTo(Map.of("blue-1", 10, "blue-2", 10, "green-1", 20, "odd_1.x:y", 7));
            assertThat(seen.backends())
                    .extracting(Backend::id)
                    .containsExactly(
                            "web/blue-1", "web/blue-2", "web/green-1", "web/standby", "web/odd_1.x:y", "mail/m1");
        }
    }

    @Test
    void servers_that_give_the_same_group_share_a_route() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Snapshot seen =
                    read(of(at(haproxy.adminAddress()).withProxies("web").withRouteBy("^([a-z]+)-")));

            assertThat(weights(seen, "web")).isEqualTo(Map.of("blue", 20, "green", 20));
            Route blue = seen.endpoint("web").orElseThrow().route("blue").orElseThrow();
            assertThat(blue.configured()).isEqualTo(2);
            assertThat(blue.strategy()).isEqualTo("roundrobin");
            assertThat(blue.backends()).allSatisfy(backend -> {
                assertThat(blue.selector().matches(backend.labels())).isTrue();
                assertThat(backend.state()).isEqualTo("no check");
                assertThat(backend.address()).isEqualTo("127.0.0.1:1");
                assertThat(backend.load()).hasValue(0);
                assertThat(backend.requestsPerSecond()).isEmpty();
            });
        }
    }

    @Test
    void the_second_poll_knows_rates() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Balancer balancer = of(at(haproxy.adminSocket()));
            read(balancer);

            assertThat(read(balancer).backends()).allSatisfy(backend -> {
                assertThat(backend.requestsPerSecond()).hasValue(0);
                assertThat(backend.errorsPerSecond()).hasValue(0);
            });
        }
    }

    @Test
    void a_weight_is_divided_among_the_servers_of_the_route_and_others_keep_theirs() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Balancer balancer = of(at(haproxy.adminSocket()).withRouteBy("^([a-z]+)-"));

            shape(balancer, "web", Map.of("blue", 33));

            assertThat(balancer.actuator().weights("web").block()).isEqualTo(Map.of("blue", 33, "green", 20));
            assertThat(haproxy.weight("web/blue-1")).isEqualTo(17);
            assertThat(haproxy.weight("web/blue-2")).isEqualTo(16);
            assertThat(haproxy.weight("web/odd_1.x:y")).isEqualTo(7);
            assertThat(haproxy.weight("web/standby")).isEqualTo(5);
        }
    }

    @Test
    void weights_that_differ_within_a_route_keep_their_proportions() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Balancer balancer = of(at(haproxy.adminSocket()).withRouteBy("^([a-z]+)-"));
            haproxy.command("set weight web/blue-1 20");
            haproxy.command("set weight web/blue-2 180");

            shape(balancer, "web", Map.of("blue", 200, "green", 9));
            assertThat(haproxy.weight("web/blue-1")).isEqualTo(20);
            assertThat(haproxy.weight("web/blue-2")).isEqualTo(180);
            assertThat(haproxy.weight("web/green-1")).isEqualTo(9);

            shape(balancer, "web", Map.of("blue", 50, "green", 9));
            assertThat(haproxy.weight("web/blue-1")).isEqualTo(5);
            assertThat(haproxy.weight("web/blue-2")).isEqualTo(45);
        }
    }

    @Test
    void a_server_that_was_set_to_zero_beside_others_is_out_of_its_route() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Balancer balancer = of(at(haproxy.adminSocket()).withRouteBy("^([a-z]+)-"));
            haproxy.command("set weight web/blue-1 0");

            Route blue =
                    read(balancer).endpoint("web").orElseThrow().route("blue").orElseThrow();
            assertThat(blue.backends()).extracting(Backend::id).containsExactly("web/blue-2");
            assertThat(blue.configured()).isEqualTo(1);
            shape(balancer, "web", Map.of("blue", 256));

            assertThat(haproxy.weight("web/blue-1")).isZero();
            assertThat(haproxy.weight("web/blue-2")).isEqualTo(256);
        }
    }

    @Test
    void a_weight_of_one_server_that_somebody_sets_to_zero_or_from_it_is_seen_as_an_edit() {
        List<List<String>> edits = List.of(
                List.of("blue-1 0"), List.of("blue-1 0", "blue-2 250"), List.of("blue-1 0", "blue-2 0"), List.of());
        for (List<String> edit : edits) {
            try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
                Balancer balancer = of(at(haproxy.adminSocket()).withRouteBy("^([a-z]+)-"));
                Watch watch = new Watch(balancer);
                watch.poll();

                edit.forEach(each -> haproxy.command("set weight web/" + each));
                watch.poll();

                assertThat(watch.edit().isPresent()).as(edit.toString()).isEqualTo(!edit.isEmpty());
            }
        }
    }

    @Test
    void a_server_that_somebody_raises_from_a_route_at_zero_is_an_edit() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            haproxy.command("set weight web/blue-1 0");
            haproxy.command("set weight web/blue-2 0");
            Watch watch = new Watch(of(at(haproxy.adminSocket()).withRouteBy("^([a-z]+)-")));
            watch.poll();

            haproxy.command("set weight web/blue-1 200");
            watch.poll();

            assertThat(watch.edit()).isPresent();
        }
    }

    @Test
    void servers_come_and_go_at_run_time() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Balancer balancer = of(at(haproxy.adminSocket()).withRouteBy("^([a-z]+)-"));
            read(balancer);

            assertThat(haproxy.command("add server web/blue-3 127.0.0.1:1 weight 30"))
                    .contains("New server registered");
            Route closed =
                    read(balancer).endpoint("web").orElseThrow().route("blue").orElseThrow();
            assertThat(closed.weight()).hasValue(50);
            assertThat(closed.configured()).isEqualTo(3);
            assertThat(closed.backends()).hasSize(2);
            haproxy.command("enable server web/blue-3");
            shape(balancer, "web", Map.of("blue", 100));
            assertThat(haproxy.weight("web/blue-3")).isEqualTo(60);
            assertThat(read(balancer).backends())
                    .filteredOn(backend -> backend.id().equals("web/blue-3"))
                    .singleElement()
                    .satisfies(backend -> assertThat(backend.load()).hasValue(0));

            haproxy.command("set server web/blue-3 state maint");
            assertThat(haproxy.command("del server web/blue-3")).contains("Server deleted");
            assertThat(weights(read(balancer), "web")).containsEntry("blue", 40);
            shape(balancer, "web", Map.of("blue", 50));
            assertThat(haproxy.weight("web/blue-1")).isEqualTo(25);
        }
    }

    @Test
    void a_server_with_dots_and_colons_in_its_name_is_written() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            shape(of(at(haproxy.adminAddress())), "web", Map.of("odd_1.x:y", 256));

            assertThat(haproxy.weight("web/odd_1.x:y")).isEqualTo(256);
        }
    }

    @Test
    void a_route_at_zero_keeps_its_backends_so_that_it_can_come_back() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Balancer balancer = of(at(haproxy.adminSocket()));

            shape(balancer, "web", Map.of("blue-1", 1, "green-1", 0));

            Route green = read(balancer)
                    .endpoint("web")
                    .orElseThrow()
                    .route("green-1")
                    .orElseThrow();
            assertThat(green.weight()).hasValue(0);
            assertThat(green.backends()).hasSize(1);
        }
    }

    @Test
    void a_route_that_we_emptied_comes_back_with_its_proportions_and_without_drained_servers() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(THREE)) {
            Balancer balancer = of(at(haproxy.adminSocket()).withRouteBy("^([a-z]+)-"));
            haproxy.command("set weight web/blue-1 0");
            haproxy.command("set weight web/blue-2 20");
            haproxy.command("set weight web/blue-3 180");

            shape(balancer, "web", Map.of("blue", 0, "green", 20));
            Route empty =
                    read(balancer).endpoint("web").orElseThrow().route("blue").orElseThrow();
            assertThat(empty.configured()).isEqualTo(2);
            assertThat(empty.members()).isEqualTo(3);
            shape(balancer, "web", Map.of("blue", 100));

            assertThat(haproxy.weight("web/blue-1")).isZero();
            assertThat(haproxy.weight("web/blue-2")).isEqualTo(10);
            assertThat(haproxy.weight("web/blue-3")).isEqualTo(90);
        }
    }

    @Test
    void a_route_that_somebody_else_emptied_comes_back_as_it_is_configured() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(THREE)) {
            Balancer balancer = of(at(haproxy.adminSocket()).withRouteBy("^([a-z]+)-"));
            List.of("blue-1", "blue-2", "blue-3").forEach(each -> haproxy.command("set weight web/" + each + " 0"));

            assertThat(balancer.actuator()
                            .commands("web", Weights.of(Map.of("blue", 100)))
                            .block(PATIENCE))
                    .hasSize(2);
            shape(balancer, "web", Map.of("blue", 100));

            assertThat(haproxy.weight("web/blue-1")).isEqualTo(25);
            assertThat(haproxy.weight("web/blue-2")).isEqualTo(75);
            assertThat(haproxy.weight("web/blue-3")).isZero();
        }
    }

    @Test
    void what_a_route_once_had_is_forgotten_when_it_is_seen_above_zero_twice() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(THREE)) {
            Balancer balancer = of(at(haproxy.adminSocket()).withRouteBy("^([a-z]+)-"));
            haproxy.command("set weight web/blue-1 0");
            shape(balancer, "web", Map.of("blue", 0, "green", 20));
            haproxy.command("set weight web/blue-1 30");
            read(balancer);
            read(balancer);
            haproxy.command("set weight web/blue-1 0");

            shape(balancer, "web", Map.of("blue", 100));

            assertThat(haproxy.weight("web/blue-1")).isEqualTo(25);
            assertThat(haproxy.weight("web/blue-2")).isEqualTo(75);
        }
    }

    @Test
    void servers_in_maintenance_or_draining_leave_the_route_but_not_its_weight() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Balancer balancer = of(at(haproxy.adminSocket()).withRouteBy("^([a-z]+)-"));
            haproxy.command("set server web/blue-1 state maint");
            haproxy.command("set server web/green-1 state drain");

            Snapshot seen = read(balancer);

            assertThat(weights(seen, "web")).isEqualTo(Map.of("blue", 20, "green", 20));
            Endpoint web = seen.endpoint("web").orElseThrow();
            assertThat(web.route("blue").orElseThrow().backends())
                    .extracting(Backend::id)
                    .containsExactly("web/blue-2");
            assertThat(web.route("blue").orElseThrow().configured()).isEqualTo(2);
            assertThat(web.route("green").orElseThrow().backends()).isEmpty();
            assertThat(seen.backends()).extracting(Backend::state).contains("MAINT", "DRAIN");
        }
    }

    @Test
    void what_does_not_divide_goes_to_usable_servers_first() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Balancer balancer = of(at(haproxy.adminSocket()).withRouteBy("^([a-z]+)-"));
            haproxy.command("set server web/blue-1 state maint");

            shape(balancer, "web", Map.of("blue", 33));

            assertThat(haproxy.weight("web/blue-1")).isEqualTo(16);
            assertThat(haproxy.weight("web/blue-2")).isEqualTo(17);
        }
    }

    @Test
    void a_weight_that_would_take_servers_out_for_ever_is_refused_and_nothing_is_written() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Balancer balancer = of(at(haproxy.adminSocket()).withRouteBy("^([a-z]+)-"));

            assertThatThrownBy(() -> shape(balancer, "web", Map.of("blue", 1, "green", 1)))
                    .isInstanceOf(UnacceptableWeightsException.class)
                    .hasMessageContaining("route blue: weight 1 is below 2")
                    .hasMessageContaining("scale all weights up");
            assertThat(balancer.actuator().weights("web").block()).isEqualTo(Map.of("blue", 20, "green", 20));

            shape(balancer, "web", Map.of("blue", 2, "green", 1));
            shape(balancer, "web", Map.of("blue", 40, "green", 20));
            assertThat(haproxy.weight("web/blue-1")).isEqualTo(20);
        }
    }

    @Test
    void a_route_gets_traffic_by_the_weight_of_its_live_servers_not_by_their_number() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            haproxy.command("set weight web/blue-1 20");
            haproxy.command("set weight web/blue-2 180");
            haproxy.command("set weight web/green-1 200");
            haproxy.command("set server web/blue-1 state maint");
            Watch watch = new Watch(of(at(haproxy.adminSocket()).withRouteBy("^([a-z]+)-")));

            watch.poll();

            assertThat(watch.history().shares().orElseThrow().of("blue")).isCloseTo(180 / 380.0, within(1e-9));
        }
    }

    @Test
    void a_server_that_fails_its_check_is_listed_but_live_in_no_route() {
        String checked = """
                backend web
                    balance roundrobin
                    server dead 127.0.0.1:%d check inter 50ms fall 1 weight 10
                    server kept 127.0.0.1:1 weight 10
                """.formatted(HaproxyProcess.freePort());
        try (HaproxyProcess haproxy = HaproxyProcess.start(checked)) {
            Balancer balancer = of(at(haproxy.adminSocket()));

            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                Endpoint web = read(balancer).endpoint("web").orElseThrow();
                assertThat(web.route("dead").orElseThrow().backends()).isEmpty();
                assertThat(web.route("dead").orElseThrow().weight()).hasValue(10);
            });
        }
    }

    @Test
    void a_reload_is_another_incarnation_with_the_configured_weights() {
        String proxies = web();
        try (HaproxyProcess haproxy = HaproxyProcess.startWithMaster(proxies)) {
            Balancer balancer = of(at(haproxy.adminSocket()));
            shape(balancer, "web", Map.of("green-1", 77));
            Snapshot before = read(balancer);
            Snapshot again = read(balancer);

            haproxy.reload(proxies);
            Snapshot after = read(balancer);

            assertThat(again.incarnation()).isEqualTo(before.incarnation());
            assertThat(after.incarnation()).isNotEqualTo(before.incarnation());
            assertThat(weights(after, "web")).containsEntry("green-1", 20);
            assertThat(after.backends())
                    .allSatisfy(
                            backend -> assertThat(backend.requestsPerSecond()).isEmpty());
        }
    }

    @Test
    void a_reload_between_a_write_and_its_reading_back_does_not_suspend_the_endpoint() {
        String proxies = web();
        try (HaproxyProcess haproxy = HaproxyProcess.startWithMaster(proxies)) {
            Balancer balancer = of(at(haproxy.adminSocket()).withRouteBy("^([a-z]+)-"));
            haproxy.command("set weight web/green-1 60");
            Watch watch = new Watch(balancer);
            watch.poll();
            Decision.Reweigh decision =
                    decision("web", Map.of("blue", 20, "green", 60), Map.of("blue", 40, "green", 30));
            watch.add(decision);

            LiveGate gate = gate(new Interrupted(balancer.actuator(), () -> haproxy.reload(proxies)));
            Outcome outcome = Objects.requireNonNull(gate.apply(decision).block(PATIENCE));
            watch.add(outcome);

            assertThat(outcome.text())
                    .hasValueSatisfying(text -> assertThat(text).contains("{blue=20, green=20}"));
            assertThat(watch.history().pending()).isPresent();
            watch.poll();
            assertThat(watch.edit()).isEmpty();
            assertThat(watch.history().pending()).isEmpty();
        }
    }

    @Test
    void a_restart_is_another_incarnation() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Balancer balancer = of(at(haproxy.adminSocket()));
            Snapshot before = read(balancer);

            haproxy.restart();

            assertThat(read(balancer).incarnation()).isNotEqualTo(before.incarnation());
        }
    }

    @Test
    void level_operator_can_read_and_is_told_what_writing_needs() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Balancer balancer = of(at(haproxy.operatorSocket()));

            assertThat(weights(read(balancer), "web")).containsEntry("green-1", 20);
            assertThatThrownBy(() -> shape(balancer, "web", Map.of("green-1", 5)))
                    .isInstanceOf(RefusedCommandException.class)
                    .hasMessageContaining(haproxy.operatorSocket())
                    .hasMessageContaining("set weight web/green-1 5")
                    .hasMessageContaining("level admin")
                    .hasMessageContaining("nothing was changed");
        }
    }

    @Test
    void a_write_tells_the_line_that_was_sent_and_the_answer_of_haproxy() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Outcome outcome = write(of(at(haproxy.adminSocket())), Map.of("m1", 3), Map.of("m1", 9));

            assertThat(outcome).isInstanceOf(Outcome.Applied.class);
            assertThat(outcome.exchanges())
                    .containsExactly(new Exchange(
                            "get weight mail/m1;set weight mail/m1 9", Optional.of("3 (initial 3)\n\n\n")));
        }
    }

    private static Outcome write(Balancer balancer, Map<String, Integer> base, Map<String, Integer> weights) {
        return Objects.requireNonNull(
                gate(balancer.actuator()).apply(decision("mail", base, weights)).block(PATIENCE));
    }

    private static LiveGate gate(Actuator actuator) {
        return new LiveGate(actuator, new Turns(1, Schedulers.parallel()), PATIENCE, CLOCK, Schedulers.parallel());
    }

    private static Decision.Reweigh decision(String pattern, Map<String, Integer> base, Map<String, Integer> weights) {
        return new Decision.Reweigh(
                "1",
                CLOCK.now(),
                "test",
                pattern,
                new Reason(Reason.Code.REBALANCE, "test"),
                List.of(),
                base,
                Weights.of(weights));
    }

    @Test
    void level_user_can_read_all_but_addresses_and_algorithms() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Snapshot seen = read(of(at(haproxy.userSocket())));

            assertThat(weights(seen, "web")).containsEntry("green-1", 20);
            assertThat(seen.backends()).extracting(Backend::address).containsOnly("");
        }
    }

    @Test
    void targets_that_do_not_exist_are_unknown() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Balancer balancer = of(at(haproxy.adminSocket()).withProxies("web"));

            assertThatThrownBy(() -> shape(balancer, "web", Map.of("red", 5)))
                    .isInstanceOf(UnknownTargetException.class)
                    .hasMessageContaining("web has no route red; it has blue-1");
            for (String pattern :
                    new String[] {"nothing", "3", "mail", "errors", "web;disable server web/blue-1", ""}) {
                assertThatThrownBy(() -> shape(balancer, pattern, Map.of("m1", 5)))
                        .isInstanceOf(UnknownTargetException.class);
                assertThatThrownBy(() -> balancer.actuator().weights(pattern).block())
                        .isInstanceOf(UnknownTargetException.class);
            }
            assertThat(read(balancer).backends()).extracting(Backend::state).containsOnly("no check");
        }
    }

    @Test
    void a_configured_proxy_that_does_not_exist_fails_the_poll_by_name() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            assertThatThrownBy(() -> read(of(at(haproxy.adminSocket()).withProxies("web", "wbe"))))
                    .isInstanceOf(ReadException.class)
                    .hasMessageContaining("no backend is named wbe; correct `proxies`");
        }
    }

    @Test
    void a_frontend_of_the_same_name_does_not_hide_the_backend() {
        String twice = """
                frontend web
                    bind 127.0.0.1:%d
                    default_backend web
                backend web
                    balance roundrobin
                    server a 127.0.0.1:1 weight 1
                    server b 127.0.0.1:1 weight 1
                """.formatted(HaproxyProcess.freePort());
        try (HaproxyProcess haproxy = HaproxyProcess.start(twice)) {
            Balancer balancer = of(at(haproxy.adminSocket()).withProxies("web"));

            shape(balancer, "web", Map.of("a", 9));

            assertThat(weights(read(balancer), "web")).isEqualTo(Map.of("a", 9, "b", 1));
        }
    }

    @Test
    void weights_beyond_the_range_are_refused_and_nothing_is_written() {
        try (HaproxyProcess haproxy = HaproxyProcess.start(web())) {
            Balancer balancer = of(at(haproxy.adminSocket()).withRouteBy("^([a-z]+)-"));

            assertThatThrownBy(() -> shape(balancer, "web", Map.of("blue", 513, "green", 1)))
                    .isInstanceOf(UnacceptableWeightsException.class)
                    .hasMessageContaining("513 is above 512");
            assertThat(balancer.actuator().weights("web").block()).isEqualTo(Map.of("blue", 20, "green", 20));
        }
    }

    @Test
    void a_static_algorithm_takes_no_other_weight() {
        String fixed = """
                backend web
                    balance static-rr
                    server a 127.0.0.1:1 weight 10
                    server b 127.0.0.1:1 weight 10
                """;
        try (HaproxyProcess haproxy = HaproxyProcess.start(fixed)) {
            Balancer balancer = of(at(haproxy.adminSocket()));
            for (Map<String, Integer> weights : List.of(Map.of("a", 11), Map.of("a", 0, "b", 10))) {
                assertThatThrownBy(() -> shape(balancer, "web", weights))
                        .isInstanceOf(UnacceptableWeightsException.class)
                        .hasMessageContaining("static-rr");
            }
            assertThat(haproxy.weight("web/a")).isEqualTo(10);
        }
    }

    @Test
    void a_hash_by_map_takes_no_other_weight_either() {
        String fixed = """
                backend web
                    balance source
                    hash-type map-based
                    server a 127.0.0.1:1 weight 10
                    server b 127.0.0.1:1 weight 10
                """;
        try (HaproxyProcess haproxy = HaproxyProcess.start(fixed)) {
            assertThatThrownBy(() -> shape(of(at(haproxy.adminSocket())), "web", Map.of("a", 11, "b", 9)))
                    .isInstanceOf(UnacceptableWeightsException.class)
                    .hasMessageContaining("algorithm source")
                    .hasMessageContaining("hash-type consistent");
            assertThat(haproxy.weight("web/a")).isEqualTo(10);
        }
    }

    @Test
    void five_hundred_servers_are_read_and_written() {
        String many = "backend web\n    balance roundrobin\n"
                + IntStream.range(0, 500)
                        .mapToObj(i -> "    server r%d-%d 127.0.0.1:1 weight 10\n".formatted(i % 5, i))
                        .collect(Collectors.joining());
        try (HaproxyProcess haproxy = HaproxyProcess.start(many)) {
            Balancer balancer = of(at(haproxy.adminSocket()).withRouteBy("^(r[0-9])-"));

            shape(balancer, "web", Map.of("r0", 10_000, "r1", 150, "r2", 0));

            assertThat(weights(read(balancer), "web"))
                    .isEqualTo(Map.of("r0", 10_000, "r1", 150, "r2", 0, "r3", 1000, "r4", 1000));
        }
    }

    private static String web() {
        return WEB.formatted(HaproxyProcess.freePort(), HaproxyProcess.freePort());
    }

    private static HaproxyConnection at(String socket) {
        return HaproxyConnection.at(socket)
                .withSamples(3, Duration.ofMillis(20))
                .withTimeout(Duration.ofSeconds(10));
    }

    private static Balancer of(HaproxyConnection settings) {
        return HaproxyBalancer.of(settings, CLOCK, Schedulers.parallel());
    }

    private static Snapshot read(Balancer balancer) {
        Snapshot seen = balancer.source().read().block(PATIENCE);
        assertThat(seen).isNotNull();
        return java.util.Objects.requireNonNull(seen);
    }

    private static void shape(Balancer balancer, String pattern, Map<String, Integer> weights) {
        balancer.actuator().shape(pattern, Weights.of(weights)).block(PATIENCE);
    }

    private static Map<String, Integer> weights(Snapshot seen, String pattern) {
        return seen.endpoint(pattern).orElseThrow().routes().stream()
                .collect(Collectors.toMap(Route::id, route -> route.weight().orElseThrow()));
    }
}
