package io.steelyard.web.backplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.steelyard.actuator.Actuator;
import io.steelyard.adapter.Balancer;
import io.steelyard.adapter.haproxy.HaproxyBalancer;
import io.steelyard.adapter.haproxy.HaproxyConnection;
import io.steelyard.adapter.simulator.Scenarios;
import io.steelyard.adapter.simulator.Simulator;
import io.steelyard.adapter.simulator.SimulatorBalancer;
import io.steelyard.model.Backend;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Route;
import io.steelyard.model.Snapshot;
import io.steelyard.model.Weights;
import io.steelyard.source.ReadException;
import io.steelyard.testing.HaproxyProcess;
import io.steelyard.testing.RequiresProgram;
import io.steelyard.web.ListenException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;

class BackplaneServerTest {

    private static final String TOKEN = "s3cr3t-tökèn";
    private static final String PATTERN = Scenarios.PATTERN;
    private static final JsonMapper JSON = new JsonMapper();

    private final Simulator simulator = Simulator.virtual(Scenarios.named("uneven"), 1);
    private final List<DisposableServer> servers = new ArrayList<>();
    private RawClient client;

    @BeforeEach
    void open() throws IOException {
        simulator.advance(Duration.ofSeconds(10));
        client = new RawClient(serve(SimulatorBalancer.of(simulator)), TOKEN);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        servers.forEach(DisposableServer::disposeNow);
    }

    @Test
    void q_says_what_the_balancer_says() throws IOException {
        RawClient.Reply reply = client.get("/q");
        Snapshot snapshot = simulator.snapshot();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        JsonNode answer = JSON.readTree(reply.body());
        assertThat(answer.path("Token").textValue()).isEqualTo(TOKEN);
        JsonNode endpoint = answer.at("/Endpoints/0");
        assertThat(endpoint.path("Pattern").textValue()).isEqualTo(PATTERN);
        assertThat(Instant.parse(endpoint.path("CreatedAt").textValue()))
                .isEqualTo(snapshot.endpoints().get(0).createdAt().orElseThrow());
        assertThat(endpoint.path("Routes")).hasSize(3);
        for (int i = 0; i < 3; i++) {
            Route route = snapshot.endpoints().get(0).routes().get(i);
            JsonNode seen = endpoint.path("Routes").get(i);
            assertThat(seen.path("ID").textValue()).isEqualTo(route.id());
            assertThat(seen.path("RawSelector").textValue())
                    .isEqualTo(route.selector().toString());
            assertThat(seen.path("Weight").intValue()).isEqualTo(100);
            assertThat(seen.path("Backends"))
                    .extracting(JsonNode::textValue)
                    .isEqualTo(route.backends().stream().map(Backend::id).toList());
        }
        assertThat(answer.path("Backends")).hasSize(30);
        for (int i = 0; i < 30; i++) {
            Backend backend = snapshot.backends().get(i);
            JsonNode seen = answer.path("Backends").get(i);
            assertThat(seen.path("ID").textValue()).isEqualTo(backend.id());
            assertThat(seen.path("RawLabels").textValue())
                    .isEqualTo(backend.labels().raw());
            assertThat(seen.path("Load").isInt()).isTrue();
            assertThat(seen.path("Load").doubleValue()).isEqualTo(backend.load().getAsDouble());
            assertThat(seen.path("RequestsPerSecond").isInt()).isTrue();
            assertThat(seen.path("RequestsPerSecond").doubleValue())
                    .isEqualTo(backend.requestsPerSecond().getAsDouble());
            assertThat(seen.path("RemoteAddr").textValue()).isEqualTo(backend.address());
            assertThat(Instant.parse(seen.path("ConnectedAt").textValue()))
                    .isEqualTo(backend.connectedAt().orElseThrow());
            assertThat(seen.at("/Location/CityName").textValue())
                    .isEqualTo(backend.location().cityName());
            assertThat(seen.at("/Location/Latitude").doubleValue())
                    .isEqualTo(backend.location().latitude());
            assertThat(seen.path("State").textValue()).isEqualTo("live");
        }
    }

    @Test
    void a_tag_is_made_and_compared_only_when_asked_for() throws IOException {
        assertThat(client.get("/q").header("ETag")).isEmpty();
        String tag = client.get("/q", "If-None-Match: \"other\"").header("ETag");
        assertThat(tag).isNotEmpty();

        assertThat(client.get("/q", "If-None-Match: \"x\", W/" + tag).status()).isEqualTo(304);
        simulator.advance(Duration.ofSeconds(1));
        RawClient.Reply changed = client.get("/q", "If-None-Match: " + tag);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.body()).contains(PATTERN);
    }

    @Test
    void a_shape_as_the_go_client_sends_it_sets_the_weights_and_absent_means_0() throws IOException {
        RawClient.Reply reply = client.post("/shape", """
                {"Pattern":"www.example.com","Routes":[{"ID":"route0001","RawSelector":"","Weight":25},
                {"ID":"route0000","RawSelector":""}]}
                """);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(simulator.weights(PATTERN))
                .containsExactlyInAnyOrderEntriesOf(Map.of("route0000", 0, "route0001", 25, "route0002", 100));
        assertThat(JSON.readTree(client.get("/q").body())
                        .at("/Endpoints/0/Routes/0")
                        .has("Weight"))
                .isFalse();
    }

    @Test
    void a_shape_may_take_a_route_out_alone_but_not_the_last_one() throws IOException {
        assertThat(shape("{'ID':'route0000'}").status()).isEqualTo(200);
        assertThat(shape("{'ID':'route0001'}").status()).isEqualTo(200);
        RawClient.Reply last = shape("{'ID':'route0002'}");

        assertThat(last.status()).isEqualTo(422);
        assertThat(last.body()).contains("without any weight");
        assertThat(simulator.weights(PATTERN)).containsEntry("route0002", 100);
    }

    @Test
    void names_are_matched_exactly_first_then_ignoring_case_and_the_rest_is_ignored() throws IOException {
        RawClient.Reply reply = client.post("/shape", """
                {"extra":[1,{"x":null}],"pattern":"www.example.com","ROUTES":
                [{"id":"route0000","weight":7,"Weight":9,"Strategy":5,"RawSelector":["ignored"]}]}
                """);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(simulator.weights(PATTERN)).containsEntry("route0000", 9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]"})
    void a_shape_without_routes_does_nothing(String routes) throws IOException {
        assertThat(client.post("/shape", "{\"Pattern\":\"www.example.com\",\"Routes\":" + routes + "}")
                        .status())
                .isEqualTo(200);
        assertThat(simulator.weights(PATTERN).values()).containsOnly(100);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "422 | {'Weight':5}",
                "422 | {'ID':'','Weight':5}",
                "422 | null",
                "422 | {'ID':'route0000','Weight':-1}",
                "422 | {'ID':'route0000','Weight':1.5}",
                "422 | {'ID':'route0000','Weight':1e400}",
                "422 | {'ID':'route0000','Weight':99999999999}",
                "422 | {'ID':'route0000','Weight':1001}",
                "422 | {'ID':'route0000','Weight':1},{'ID':'route0000','Weight':2}",
                "400 | {'ID':'route0000','Weight':'5'}",
                "400 | {'ID':7}",
                "400 | 5",
                "404 | {'ID':'route0009','Weight':5}",
                "404 | {'ID':'ROUTE0001','Weight':5}",
            })
    void a_bad_element_changes_nothing_at_all(int status, String element) throws IOException {
        RawClient.Reply reply = shape("{'ID':'route0001','Weight':3}," + element);

        assertThat(reply.status()).isEqualTo(status);
        assertOneLine(reply);
        assertThat(simulator.weights(PATTERN).values()).containsOnly(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "5",
                "{",
                "{} {}",
                "{\"Pattern\":5}",
                "{\"Routes\":[]}",
                "{\"Pattern\":\"www.example.com\",\"Routes\":{}}",
                "<html>",
                "{\"Pattern\":\"a\\u0000b\"}"
            })
    void a_malformed_body_is_a_400_in_one_line(String body) throws IOException {
        RawClient.Reply reply = client.post("/shape", body);

        assertThat(reply.status()).isEqualTo(400);
        assertOneLine(reply);
        assertThat(client.get("/q").status()).isEqualTo(200);
    }

    @Test
    void bytes_that_are_no_text_are_a_400() throws IOException {
        byte[] bytes = {'{', '"', (byte) 0xFF, (byte) 0xFE, '"', ':', '1', '}'};

        assertThat(client.chunked("POST", "/shape", "", bytes).status()).isEqualTo(400);
    }

    @Test
    void deeply_nested_JSON_is_a_400() throws IOException {
        assertThat(client.post("/shape", "[".repeat(100_000)).status()).isEqualTo(400);
    }

    @Test
    void an_unknown_endpoint_is_a_404() throws IOException {
        RawClient.Reply reply = client.post("/shape", "{\"Pattern\":\"nobody.example.com\",\"Routes\":[]}");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).contains("nobody.example.com");
    }

    @Test
    void a_route_is_made_at_each_call_and_the_endpoint_with_the_first() throws IOException {
        String body = "{\"Pattern\":\"shop.example.com/x\",\"Route\":{\"RawSelector\":\", service=web, size=small\"}}";
        RawClient.Reply first = client.post("/route", body);
        RawClient.Reply second = client.post("/route", body);

        assertThat(first.status()).isEqualTo(200);
        JsonNode route = JSON.readTree(first.body());
        assertThat(route.path("ID").textValue()).isEqualTo("route0000");
        assertThat(route.path("RawSelector").textValue()).isEqualTo("service=web,size=small");
        assertThat(route.path("Weight").intValue()).isEqualTo(100);
        assertThat(route.path("Backends")).hasSize(10);
        assertThat(JSON.readTree(second.body()).path("ID").textValue()).isEqualTo("route0001");
        assertThat(JSON.readTree(second.body()).has("Weight")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "service:web release:v1 | service=web,release=v1",
                ",service=web,,release=v1,release=v2, | service=web,release=v2",
                "stadt=Zürich, équipe=données, mood=🦊, note=R&D <b>, expr=a=b, url=http://h:80"
                        + " | stadt=Zürich,équipe=données,mood=🦊,note=R&D <b>,expr=a=b,url=http://h:80",
                "endpoint:host | endpoint=host",
                "endpoint=host:8080 | endpoint=host:8080",
                "quote='\\\" | quote='\\\"",
            })
    void every_kind_of_label_survives_the_round_trip(String selector, String written) throws IOException {
        String body = JSON.createObjectNode()
                .put("Pattern", "zoo.example.com")
                .set("Route", JSON.createObjectNode().put("RawSelector", selector))
                .toString();
        assertThat(client.post("/route", body).status()).isEqualTo(200);

        JsonNode route = JSON.readTree(client.get("/q").body()).at("/Endpoints/1/Routes/0");
        assertThat(route.path("RawSelector").textValue()).isEqualTo(written);
        assertThat(route.has("Backends")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {'Pattern':'a.example.com'}",
                "400 | {'Route':{'RawSelector':'a=b'}}",
                "400 | {'Pattern':'a.example.com','Route':'a=b'}",
                "400 | {'Pattern':'../x','Route':{'RawSelector':'a=b'}}",
                "422 | {'Pattern':'a.example.com','Route':{'RawSelector':'=b'}}",
            })
    void a_bad_route_is_refused(int status, String body) throws IOException {
        RawClient.Reply reply = client.post("/route", body.replace('\'', '"'));

        assertThat(reply.status()).isEqualTo(status);
        assertOneLine(reply);
        assertThat(simulator.snapshot().endpoints()).hasSize(1);
    }

    @Test
    void an_endpoint_is_put_and_deleted_by_raw_or_encoded_pattern() throws IOException {
        assertThat(client.put("/e", "{\"Pattern\":\"a.example.com/b/ü\",\"RequireTLS\":true}")
                        .status())
                .isEqualTo(200);
        JsonNode made = JSON.readTree(client.get("/q").body()).at("/Endpoints/1");
        assertThat(made.path("RequireTLS").booleanValue()).isTrue();
        assertThat(made.path("Routes").isArray()).isTrue();
        assertThat(client.send("DELETE", "/e/a.example.com/b/%C3%BC", "", new byte[0])
                        .status())
                .isEqualTo(200);
        assertThat(client.send("DELETE", "/e/a.example.com%2Fb%2F%C3%BC", "", new byte[0])
                        .status())
                .isEqualTo(404);

        client.put("/e", "{\"Pattern\":\"a.example.com/b\"}");
        assertThat(client.send("DELETE", "/e/a.example.com%2fb", "", new byte[0])
                        .status())
                .isEqualTo(200);
        assertThat(simulator.snapshot().endpoints()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"/e/", "/e/..", "/e/a%2F..%2Fb", "/e/a/../b", "/e/%zz", "/e/a%", "/e/%FF", "/e/a%00b", "/e/a%20b"})
    void a_pattern_that_cannot_be_one_is_never_deleted(String target) throws IOException {
        RawClient.Reply reply = client.send("DELETE", target, "", new byte[0]);

        assertThat(reply.status()).isEqualTo(400);
        assertOneLine(reply);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /q, GET",
        "HEAD, /q, GET",
        "GET, /shape, POST",
        "PUT, /route, POST",
        "POST, /e, PUT",
        "GET, /e/www.example.com, DELETE",
        "PATCH, /shape, POST"
    })
    void another_method_is_a_405_that_names_the_right_one(String method, String target, String allowed)
            throws IOException {
        RawClient.Reply reply = client.send(method, target, "Content-Length: 0\r\n", new byte[0]);

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo(allowed);
        assertThat(client.get("/q").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/Q", "/q/", "/nothing", "/query?x=/q"})
    void another_path_is_a_404(String target) throws IOException {
        assertThat(client.get(target).status()).isEqualTo(404);
    }

    @Test
    void a_query_string_does_not_matter() throws IOException {
        assertThat(client.get("/q?a=b").status()).isEqualTo(200);
        assertThat(client.get("http://127.0.0.1/q").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: ",
                "Authorization: Basic",
                "Authorization: Basic ???",
                "Authorization: Basic d3Jvbmc6",
                "Authorization: Basic Og==",
                "Authorization: Bearer s3cr3t"
            })
    void without_the_token_nothing_is_told(String header) throws IOException {
        RawClient.Reply reply = client.get("/q", header);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Basic realm=\"backplane\"");
        assertOneLine(reply);
        assertThat(client.get("/nothing", header).status()).isEqualTo(401);
        assertThat(client.get("/q").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "e", "HTTP Basic"})
    void a_refusal_reads_the_same_whatever_the_token_is(String token) throws IOException {
        try (RawClient wrong = new RawClient(serve(SimulatorBalancer.of(simulator), token), "wrong")) {
            assertThat(wrong.get("/q").body())
                    .isEqualTo("token missing or wrong; send it as the user of HTTP Basic authentication");
        }
    }

    @Test
    void an_empty_token_lets_nobody_in() throws IOException {
        int port = serve(SimulatorBalancer.of(simulator), "");
        try (RawClient nobody = new RawClient(port, "")) {
            assertThat(nobody.get("/q").status()).isEqualTo(401);
        }
    }

    @Test
    void a_refused_body_leaves_the_connection_in_order() throws IOException {
        RawClient.Reply refused = client.chunked(
                "POST",
                "/shape",
                "Authorization: Basic d3Jvbmc6\r\n",
                "x".repeat(10_000).getBytes(UTF_8));

        assertThat(refused.status()).isEqualTo(401);
        assertThat(client.get("/q").status()).isEqualTo(200);
    }

    @Test
    void the_token_is_scrubbed_from_errors() throws IOException {
        String body = JSON.createObjectNode().put("Pattern", TOKEN).toString();
        RawClient.Reply reply = client.post("/shape", body);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).doesNotContain(TOKEN).contains("<secret>");
    }

    @Test
    void a_large_body_is_a_413_plain_or_inflated() throws IOException {
        assertThat(client.post("/shape", " ".repeat(1_100_000)).status()).isEqualTo(413);

        try (RawClient other = new RawClient(port(), TOKEN)) {
            byte[] bomb = gzip(" ".repeat(30_000_000));
            assertThat(bomb.length).isLessThan(100_000);
            assertThat(other.chunked("POST", "/shape", "Content-Encoding: gzip\r\n", bomb)
                            .status())
                    .isEqualTo(413);
        }
    }

    @Test
    @RequiresProgram("haproxy")
    void a_weight_too_small_for_the_servers_of_a_route_is_a_422_and_nothing_is_changed() throws IOException {
        String web = """
                backend web
                    balance roundrobin
                    server blue-1 127.0.0.1:1 weight 10
                    server blue-2 127.0.0.1:1 weight 10
                    server green-1 127.0.0.1:1 weight 20
                """;
        try (HaproxyProcess haproxy = HaproxyProcess.start(web)) {
            HaproxyConnection at = HaproxyConnection.at(haproxy.adminSocket()).withRouteBy("^([a-z]+)-");
            Balancer balancer = HaproxyBalancer.of(
                    at, () -> new Moment(Instant.now(), Duration.ofNanos(System.nanoTime())), Schedulers.parallel());
            try (RawClient other = new RawClient(serve(balancer), TOKEN)) {
                RawClient.Reply reply = other.post("/shape", """
                        {"Pattern":"web","Routes":[{"ID":"blue","Weight":1},{"ID":"green","Weight":1}]}""");

                assertThat(reply.status()).isEqualTo(422);
                assertThat(reply.body()).contains("weight 1 is below 2", "scale all weights up");
                assertThat(haproxy.weight("web/green-1")).isEqualTo(20);
            }
        }
    }

    @Test
    void a_compressed_body_is_taken() throws IOException {
        byte[] body = gzip("{\"Pattern\":\"www.example.com\",\"Routes\":[{\"ID\":\"route0000\",\"Weight\":4}]}");

        assertThat(client.chunked("POST", "/shape", "Content-Encoding: gzip\r\n", body)
                        .status())
                .isEqualTo(200);
        assertThat(simulator.weights(PATTERN)).containsEntry("route0000", 4);
    }

    @Test
    void a_balancer_that_cannot_be_read_is_a_503_with_a_time_to_retry() throws IOException {
        Balancer sound = SimulatorBalancer.of(simulator);
        Balancer broken = new Balancer(
                "far",
                () -> Mono.error(new ReadException(Observation.Cause.OTHER, "socket\nclosed")),
                sound.actuator(),
                Optional.empty(),
                Mono.empty());
        try (RawClient other = new RawClient(serve(broken), TOKEN)) {
            RawClient.Reply reply = other.get("/q");
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.header("Retry-After")).isEqualTo("1");
            assertThat(reply.body()).isEqualTo("balancer far cannot be read: socket closed");
        }
    }

    @Test
    void a_balancer_without_provisioning_refuses_it() throws IOException {
        Balancer sound = SimulatorBalancer.of(simulator);
        Balancer fixed = new Balancer("fixed", sound.source(), sound.actuator(), Optional.empty(), Mono.empty());
        try (RawClient other = new RawClient(serve(fixed), TOKEN)) {
            String body = "{\"Pattern\":\"a\",\"Route\":{\"RawSelector\":\"a=b\"}}";
            assertThat(other.post("/route", body).status()).isEqualTo(422);
            assertThat(other.post("/route", body).body()).contains("not supported by this balancer");
            assertThat(other.put("/e", body).status()).isEqualTo(422);
            assertThat(other.send("DELETE", "/e/" + PATTERN, "", new byte[0]).status())
                    .isEqualTo(422);
        }
    }

    @Test
    void shapes_of_two_clients_at_the_same_time_never_leave_the_endpoint_dark() throws Exception {
        Simulator two = Simulator.virtual(Scenarios.named("uneven"), 1);
        two.shape(PATTERN, Weights.of(Map.of("route0000", 0, "route0001", 1, "route0002", 1)));
        int port = serve(slowly(SimulatorBalancer.of(two)));
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 50; round++) {
                Future<Integer> one = pool.submit(() -> shapeOnce(port, "route0001"));
                Future<Integer> other = pool.submit(() -> shapeOnce(port, "route0002"));
                assertThat(List.of(one.get(), other.get())).containsExactlyInAnyOrder(200, 422);
                assertThat(two.weights(PATTERN).values()).contains(1);
                two.shape(PATTERN, Weights.of(Map.of("route0001", 1, "route0002", 1)));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void a_taken_port_is_an_error_that_names_it_and_the_remedy() {
        int port = port();

        assertThatThrownBy(() -> BackplaneServer.bind(SimulatorBalancer.of(simulator), "127.0.0.1", port, () -> TOKEN)
                        .block())
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("taken by another program")
                .hasMessageContaining("choose another address with backplane_api.listen");
    }

    @Test
    void an_address_of_somebody_else_is_an_error_that_names_it() {
        String host = "192.0.2.1";
        assertThatThrownBy(() -> BackplaneServer.bind(SimulatorBalancer.of(simulator), host, 0, () -> TOKEN)
                        .block())
                .isInstanceOf(ListenException.class)
                .hasMessageStartingWith("cannot listen on " + host + ":0: ")
                .hasMessageContaining("choose another address");
    }

    private RawClient.Reply shape(String elements) throws IOException {
        return client.post("/shape", ("{'Pattern':'www.example.com','Routes':[" + elements + "]}").replace('\'', '"'));
    }

    private static int shapeOnce(int port, String dark) throws IOException {
        try (RawClient shaper = new RawClient(port, TOKEN)) {
            return shaper.post("/shape", "{\"Pattern\":\"www.example.com\",\"Routes\":[{\"ID\":\"" + dark + "\"}]}")
                    .status();
        }
    }

    /** Leaves time between the reading and the writing of weights. */
    private static Balancer slowly(Balancer balancer) {
        Actuator fast = balancer.actuator();
        Actuator slow = new Actuator() {
            @Override
            public io.steelyard.model.Capabilities capabilities() {
                return fast.capabilities();
            }

            @Override
            public Mono<Map<String, Integer>> weights(String pattern) {
                return fast.weights(pattern).delayElement(Duration.ofMillis(3));
            }

            @Override
            public Mono<Void> shape(String pattern, Weights weights) {
                return Mono.delay(Duration.ofMillis(3)).then(fast.shape(pattern, weights));
            }
        };
        return new Balancer("slow", balancer.source(), slow, balancer.provisioning(), balancer.close());
    }

    private static void assertOneLine(RawClient.Reply reply) {
        assertThat(reply.header("Content-Type")).startsWith("text/plain");
        assertThat(reply.body()).isNotBlank().doesNotContain("\n", TOKEN);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private int port() {
        return servers.get(0).port();
    }

    private int serve(Balancer balancer) {
        return serve(balancer, TOKEN);
    }

    private int serve(Balancer balancer, String token) {
        DisposableServer server = Objects.requireNonNull(
                BackplaneServer.bind(balancer, "127.0.0.1", 0, () -> token).block());
        servers.add(server);
        return server.port();
    }
}
