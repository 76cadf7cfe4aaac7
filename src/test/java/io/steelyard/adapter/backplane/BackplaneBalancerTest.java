package io.steelyard.adapter.backplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.steelyard.actuator.LiveGate;
import io.steelyard.actuator.Turns;
import io.steelyard.actuator.UnacceptableWeightsException;
import io.steelyard.actuator.UnknownTargetException;
import io.steelyard.adapter.Balancer;
import io.steelyard.backplane.BackplaneClient;
import io.steelyard.backplane.BackplaneException;
import io.steelyard.backplane.Peer;
import io.steelyard.backplane.Peer.Answer;
import io.steelyard.backplane.Samples;
import io.steelyard.backplane.StatusException;
import io.steelyard.model.Decision;
import io.steelyard.model.InForce;
import io.steelyard.model.Observation.Cause;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.Snapshot;
import io.steelyard.model.Tally;
import io.steelyard.model.Weights;
import io.steelyard.source.ReadException;
import io.steelyard.testing.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class BackplaneBalancerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final VirtualTime TIME = new VirtualTime();

    private static Balancer to(Peer peer) {
        return BackplaneBalancer.of(
                BackplaneClient.builder(peer.url())
                        .token("the-token")
                        .deadline(PATIENCE)
                        .build(),
                "edge",
                TIME);
    }

    private static <T> T result(Mono<T> call) {
        return Objects.requireNonNull(call.block(PATIENCE));
    }

    private static Throwable failure(Mono<?> call) {
        return Objects.requireNonNull(catchThrowable(() -> call.block(PATIENCE)));
    }

    private static Snapshot snapshot(String json) throws Exception {
        return Mapping.snapshot("edge", Samples.read(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    void after_retry_after_no_reading_is_tried_before_its_time() throws Exception {
        try (Peer peer = Peer.always(new Answer(429, Map.of("Retry-After", "7"), new byte[0]))) {
            Balancer balancer = to(peer);
            for (int poll = 0; poll < 5; poll++) {
                assertThat(failure(balancer.source().read()))
                        .isInstanceOfSatisfying(
                                ReadException.class,
                                throttled -> assertThat(throttled.reason()).isEqualTo(Cause.THROTTLED));
            }
            assertThat(peer.count()).isEqualTo(1);
            TIME.pass(Duration.ofSeconds(8));
            assertThat(failure(balancer.source().read())).isInstanceOf(ReadException.class);
            assertThat(peer.count()).isEqualTo(2);
        }
    }

    @Test
    void after_retry_after_nothing_is_written_before_its_time_whichever_call_was_told_so() {
        try (Peer peer = Peer.always(new Answer(429, Map.of("Retry-After", "7"), new byte[0]))) {
            Balancer balancer = to(peer);
            Weights weights = Weights.of(Map.of("r", 1));
            List<Mono<?>> calls = List.of(
                    balancer.actuator().weights("a"),
                    balancer.actuator().shape("a", weights),
                    balancer.actuator().shape("a", InForce.of(Map.of("r", 2)), weights),
                    balancer.source().read());
            for (Mono<?> first : calls) {
                int before = peer.count();
                assertThat(failure(first)).isNotNull();
                assertThat(peer.count()).isEqualTo(before + 1);
                assertThat(calls)
                        .allSatisfy(call -> assertThat(failure(call))
                                .isInstanceOfSatisfying(
                                        ReadException.class,
                                        throttled ->
                                                assertThat(throttled.reason()).isEqualTo(Cause.THROTTLED)));
                assertThat(peer.count()).isEqualTo(before + 1);
                TIME.pass(Duration.ofSeconds(8));
            }
        }
    }

    @Test
    void a_reading_becomes_a_snapshot_with_its_sums() throws Exception {
        try (Peer peer = Peer.always(Answer.ok(Samples.bytes("query-blue-green.json")))) {
            Snapshot snapshot = result(to(peer).source().read());
            assertThat(snapshot.source()).isEqualTo("edge");
            Tally tally = Tally.of(snapshot);
            assertThat(tally.route("api.example.com", "route0001").requestsPerSecond())
                    .isEqualTo(92);
            assertThat(tally.route("api.example.com", "route0001").loadMax()).hasValue(31);
            assertThat(tally.route("api.example.com", "route0000").backends()).isZero();
            assertThat(tally.endpoint("api.example.com").requestsPerSecond()).isEqualTo(123);
            assertThat(snapshot.endpoint("api.example.com")
                            .orElseThrow()
                            .route("route0000")
                            .orElseThrow()
                            .weight())
                    .hasValue(0);
        }
    }

    @Test
    void an_id_without_a_backend_is_left_out() throws Exception {
        Snapshot snapshot = Mapping.snapshot("edge", Samples.read("query-edge-cases.json"));
        assertThat(snapshot.endpoint("www.example.com")
                        .orElseThrow()
                        .route("canary-α")
                        .orElseThrow()
                        .backends())
                .extracting(backend -> backend.id())
                .containsExactly("e000000000000003");
        assertThat(snapshot.backends()).hasSize(4);
        assertThat(snapshot.backends().get(0).location().cityName()).isEqualTo("Zürich");
        assertThat(snapshot.endpoints()).allMatch(endpoint -> endpoint.suspect().isEmpty());
    }

    @Test
    void an_unknown_load_is_not_zero() throws Exception {
        Snapshot snapshot = snapshot("{\"Backends\":[{\"ID\":\"a\",\"Load\":1.5,\"RequestsPerSecond\":3}]}");
        assertThat(snapshot.backends().get(0).load()).isEmpty();
        assertThat(snapshot.backends().get(0).measured()).isFalse();
    }

    @Test
    void an_endpoint_that_contradicts_itself_is_suspect() throws Exception {
        Snapshot snapshot = snapshot("{\"Endpoints\":[{\"Pattern\":\"a\",\"Routes\":[{\"ID\":\"r\",\"Weight\":null}]},"
                + "{\"Pattern\":\"b\",\"Routes\":[{\"ID\":\"r\",\"Backends\":[\"x\"]}]},{\"Pattern\":\"c\"}],"
                + "\"Backends\":[{\"ID\":\"x\",\"Load\":1,\"RequestsPerSecond\":1},{\"ID\":\"x\"}]}");
        assertThat(snapshot.endpoint("a").orElseThrow().suspect().orElseThrow()).contains("weight of route r");
        assertThat(snapshot.endpoint("b").orElseThrow().suspect().orElseThrow()).contains("backend x stands twice");
        assertThat(snapshot.endpoint("c").orElseThrow().suspect()).isEmpty();
    }

    @Test
    void a_reading_is_one_attempt_and_its_failure_has_a_cause_and_no_token() {
        try (Peer peer = Peer.always(Answer.of(500, "the-token"))) {
            ReadException thrown = (ReadException) failure(to(peer).source().read());
            assertThat(thrown.reason()).isEqualTo(Cause.HTTP_5XX);
            assertThat(thrown).hasMessageNotContaining("the-token");
            assertThat(peer.count()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(BackplaneException.Kind.class)
    void every_kind_of_failure_is_a_cause(BackplaneException.Kind kind) {
        assertThat(Faults.cause(kind).label()).isEqualTo(kind.label());
    }

    @Test
    void weights_are_those_of_the_endpoint() throws Exception {
        try (Peer peer = Peer.always(Answer.ok(Samples.bytes("query-blue-green.json")))) {
            assertThat(result(to(peer).actuator().weights("api.example.com")))
                    .isEqualTo(Map.of("route0000", 0, "route0001", 75, "route0002", 25));
            assertThat(failure(to(peer).actuator().weights("other.example.com")))
                    .isInstanceOf(UnknownTargetException.class)
                    .hasMessageContaining("other.example.com");
        }
    }

    @Test
    void a_weight_that_cannot_be_read_fails_the_reading_of_weights() {
        try (Peer peer = Peer.always(
                Answer.of(200, "{\"Endpoints\":[{\"Pattern\":\"a\",\"Routes\":[{\"ID\":\"r\",\"Weight\":\"9\"}]}]}"))) {
            assertThat(failure(to(peer).actuator().weights("a"))).isInstanceOf(ReadException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Endpoints':[{'Pattern':'a','Routes':[{'ID':'r','Weight':9},{'ID':'r','Weight':90}]}]}",
                "{'Endpoints':[{'Pattern':'a','Routes':[{'ID':'r','Weight':9}]},{'Pattern':'a','Routes':[]}]}",
                "{'Endpoints':[{'Pattern':'a','Routes':[{'ID':'r','Weight':9},{'Weight':9}]}]}",
            })
    void weights_of_an_endpoint_that_contradicts_itself_are_not_read(String json) {
        try (Peer peer = Peer.always(Answer.of(200, json.replace('\'', '"')))) {
            assertThat(failure(to(peer).actuator().weights("a")))
                    .isInstanceOf(ReadException.class)
                    .returns(Cause.DECODE, error -> ((ReadException) error).reason())
                    .hasMessageStartingWith("the weights of a cannot be relied upon: ");
        }
    }

    @Test
    void weights_are_read_beside_an_endpoint_that_contradicts_itself() {
        String json = "{\"Endpoints\":[{\"Pattern\":\"a\",\"Routes\":[{\"ID\":\"r\",\"Weight\":9}]},"
                + "{\"Pattern\":\"b\",\"Routes\":[{\"ID\":\"r\",\"Weight\":1},{\"ID\":\"r\",\"Weight\":2}]}]}";
        try (Peer peer = Peer.always(Answer.of(200, json))) {
            assertThat(result(to(peer).actuator().weights("a"))).isEqualTo(Map.of("r", 9));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "404, io.steelyard.actuator.UnknownTargetException",
        "422, io.steelyard.actuator.UnacceptableWeightsException",
        "401, io.steelyard.backplane.StatusException",
        "409, io.steelyard.actuator.ConflictException"
    })
    void a_refused_shape_says_why(int status, Class<?> expected) {
        try (Peer peer = Peer.always(Answer.of(status, "no"))) {
            assertThat(failure(to(peer).actuator().shape("a", Weights.of(Map.of("r", 1)))))
                    .isInstanceOf(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"200, applied", "503, failed"})
    void a_write_tells_the_request_that_was_sent_and_its_answer_without_the_token(int status, String word) {
        String after =
                "{\"Endpoints\":[{\"Pattern\":\"a\",\"Routes\":[{\"ID\":\"r\",\"Weight\":%d},{\"ID\":\"s\",\"Weight\":1}]}]}";
        AtomicInteger weight = new AtomicInteger(1);
        try (Peer peer = Peer.answering(asked -> {
            if (asked.method().equals("GET")) {
                return Answer.of(200, after.formatted(weight.get()));
            }
            weight.set(status == 200 ? 2 : 1);
            return Answer.of(status, "said with the-token and \"Token\": \"other\"");
        })) {
            Outcome outcome = result(new LiveGate(
                            to(peer).actuator(),
                            new Turns(1, Schedulers.parallel()),
                            PATIENCE,
                            TIME,
                            Schedulers.parallel())
                    .apply(new Decision.Reweigh(
                            "1",
                            TIME.now(),
                            "test",
                            "a",
                            new Reason(Reason.Code.REBALANCE, "test"),
                            List.of(),
                            Map.of("r", 1, "s", 1),
                            Weights.of(Map.of("r", 2, "s", 1)))));

            assertThat(outcome.word()).isEqualTo(word);
            assertThat(outcome.exchanges()).singleElement().satisfies(exchange -> {
                assertThat(exchange.sent())
                        .startsWith("POST /shape HTTP/1.1\n")
                        .containsIgnoringCase("\nhost: 127.0.0.1")
                        .containsIgnoringCase("\nauthorization: <secret>\n")
                        .contains("\nSteelyard-Expected-Weights: ")
                        .endsWith("\n\n"
                                + peer.asked().stream()
                                        .filter(asked -> asked.uri().equals("/shape"))
                                        .findFirst()
                                        .orElseThrow()
                                        .body());
                assertThat(exchange.answer().orElseThrow())
                        .startsWith("HTTP/1.1 " + status + " ")
                        .endsWith("\n\nsaid with <secret> and \"Token\": \"<secret>\"");
            });
        }
    }

    /** Between two attempts somebody else may have set the weights, and only the first one was compared with them. */
    @Test
    void a_shape_is_one_attempt() {
        try (Peer peer = Peer.always(Answer.of(503, "busy"))) {
            assertThat(failure(to(peer).actuator().shape("a", Weights.of(Map.of("r", 1)))))
                    .isInstanceOf(StatusException.class);
            assertThat(peer.asked()).hasSize(1);
        }
    }

    @Test
    void a_pattern_that_cannot_be_addressed_is_unacceptable() {
        try (Peer peer = Peer.always(Answer.of(200, ""))) {
            assertThat(failure(to(peer).actuator().shape("..", Weights.of(Map.of("r", 1)))))
                    .isInstanceOf(UnacceptableWeightsException.class);
        }
    }

    @Test
    void a_new_route_has_the_selector_that_was_asked_for() {
        try (Peer peer = Peer.always(Answer.of(200, "{\"ID\":\"route0003\"}"))) {
            var route =
                    result(to(peer).provisioning().orElseThrow().addRoute("a.example.com", Map.of("service", "web")));
            assertThat(route.id()).isEqualTo("route0003");
            assertThat(route.selector().labels().pairs()).isEqualTo(Map.of("service", "web"));
        }
    }

    @Test
    void deleting_what_is_not_there_is_an_unknown_target() {
        try (Peer peer = Peer.always(Answer.of(404, "no such endpoint"))) {
            assertThat(failure(to(peer).provisioning().orElseThrow().deleteEndpoint("a.example.com")))
                    .isInstanceOf(UnknownTargetException.class);
        }
    }
}
