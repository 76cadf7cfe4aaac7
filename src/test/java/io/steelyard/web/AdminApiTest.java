package io.steelyard.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.metrics.AgentMetrics;
import io.steelyard.metrics.Scene;
import io.steelyard.model.Control;
import io.steelyard.model.Mode;
import io.steelyard.model.Note;
import io.steelyard.operator.Operations;
import io.steelyard.operator.Order;
import io.steelyard.operator.OrderRefusedException;
import io.steelyard.operator.Plan;
import io.steelyard.operator.Signed;
import io.steelyard.web.port.Port;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;

class AdminApiTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String TOKEN = "right-token";
    private static final String BODY =
            "{\"reason\": \"deploy\", \"for\": \"30m\", \"mode\": \"act\", \"level\": \"debug\", \"weights\": {\"a\": 1}}";
    private static final List<String> ROUTES = List.of(
            "/api/v1/pause",
            "/api/v1/resume",
            "/api/v1/mode",
            "/api/v1/log-level",
            "/api/v1/run",
            "/api/v1/policies/web/pause",
            "/api/v1/policies/web/resume",
            "/api/v1/endpoints/www/shape",
            "/api/v1/endpoints/www/rearm",
            "/api/v1/endpoints/www/revert");

    private final Scene scene = new Scene();
    private final AgentMetrics metrics = new AgentMetrics(scene.settings());
    private final Journal journal = new Journal(scene.settings());
    private final List<Signed> obeyed = new CopyOnWriteArrayList<>();
    private final List<Signed> previewed = new CopyOnWriteArrayList<>();
    private final List<DisposableServer> servers = new ArrayList<>();

    /** Keeps what it is told. */
    private final Operations operations = new Operations() {
        @Override
        public Mono<Plan> preview(Signed signed) {
            return Mono.fromSupplier(() -> {
                previewed.add(signed);
                return plan(signed);
            });
        }

        @Override
        public Mono<Plan> obey(Signed signed) {
            if (signed.order() instanceof Order.OnEndpoint on && on.pattern().equals("gone")) {
                return Mono.error(new OrderRefusedException(OrderRefusedException.Cause.UNKNOWN, "no endpoint gone"));
            }
            return Mono.fromSupplier(() -> {
                obeyed.add(signed);
                return plan(signed);
            });
        }
    };

    private Plan plan(Signed signed) {
        Control before = Control.of(scene.now(), Mode.ACT);
        Note note = new Note(
                signed.who(), signed.reason(), scene.now(), signed.term().map(scene.now()::plus));
        return new Plan(before, before.pause(note), Optional.empty(), false, Optional.empty());
    }

    private record Reply(int status, String head, String body) {
        String header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    @AfterEach
    void close() {
        servers.forEach(DisposableServer::disposeNow);
    }

    private int serve(Admin admin) {
        DisposableServer server = Objects.requireNonNull(new AgentServer(
                        metrics,
                        journal,
                        admin,
                        new Port(Optional.empty(), scene::now, Schedulers.immediate()),
                        Schedulers.boundedElastic())
                .listen("127.0.0.1", 0)
                .block(LIMIT));
        servers.add(server);
        return server.port();
    }

    private int open() {
        return serve(new Admin(operations, Optional.of(() -> TOKEN), true, Set.of("steelyard.example.com")));
    }

    /** By hand, because a client would not send a false Host. */
    private static Reply send(int port, String method, String path, Map<String, String> headers, String body)
            throws IOException {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
        if (!headers.containsKey("Host")) {
            head.append("Host: 127.0.0.1:").append(port).append("\r\n");
        }
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(all);
            String text = all.toString(StandardCharsets.UTF_8);
            int end = text.indexOf("\r\n\r\n");
            return new Reply(Integer.parseInt(text.substring(9, 12)), text.substring(0, end), text.substring(end + 4));
        }
    }

    private static Reply post(int port, String path, String body) throws IOException {
        return send(port, "POST", path, Map.of("Authorization", "Bearer " + TOKEN), body);
    }

    @Test
    void the_matrix_of_who_may_do_what() throws IOException {
        int port = open();
        StringBuilder table = new StringBuilder("\n%-32s %-12s %5s %5s %13s %11s%n"
                .formatted("route", "token", "GET", "POST", "other Origin", "other Host"));
        for (String route : ROUTES) {
            for (String token : List.of("none", "wrong-token", TOKEN)) {
                Map<String, String> auth = token.equals("none") ? Map.of() : Map.of("Authorization", "Bearer " + token);
                int get = send(port, "GET", route, auth, "").status();
                int post = send(port, "POST", route, auth, body(route)).status();
                int origin = send(port, "POST", route, with(auth, "Origin", "http://evil.example"), body(route))
                        .status();
                int host = send(port, "POST", route, with(auth, "Host", "evil.example"), body(route))
                        .status();
                table.append("%-32s %-12s %5d %5d %13d %11d%n".formatted(route, token, get, post, origin, host));
                assertThat(List.of(get, post, origin, host))
                        .as(route + " with token " + token)
                        .containsExactly(405, token.equals("none") ? 401 : token.equals(TOKEN) ? 200 : 403, 403, 403);
            }
        }
        System.out.println(table);
        assertThat(obeyed).hasSize(ROUTES.size());
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> all = new java.util.HashMap<>(headers);
        all.put(name, value);
        return all;
    }

    /** Without what this route does not take. */
    private static String body(String route) {
        return BODY.replace(route.endsWith("mode") ? "" : "\"mode\": \"act\", ", "")
                .replace(route.endsWith("level") ? "" : "\"level\": \"debug\", ", "")
                .replace(route.endsWith("shape") ? "" : ", \"weights\": {\"a\": 1}", "");
    }

    @Test
    void an_order_says_who_gave_it_why_and_for_how_long() throws IOException {
        Reply reply = post(open(), "/api/v1/pause", "{\"reason\":\" deploy\\nnow \",\"for\":\"30m\",\"by\":\"alice\"}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(obeyed).singleElement().satisfies(signed -> {
            assertThat(signed.order()).isEqualTo(new Order.Pause(Optional.empty()));
            assertThat(signed.who()).isEqualTo("alice");
            assertThat(signed.from()).startsWith("127.0.0.1:");
            assertThat(signed.reason()).doesNotContain("\n").startsWith("deploy");
            assertThat(signed.term()).contains(Duration.ofMinutes(30));
        });
        JsonNode json = new ObjectMapper().readTree(reply.body());
        assertThat(json.at("/orders/paused/who").asText()).isEqualTo("alice");
        assertThat(json.at("/orders/paused/until").asText()).isEqualTo("2026-03-01T12:30:00Z");
        assertThat(json.at("/before/paused").isNull()).isTrue();
    }

    @Test
    void a_pattern_in_the_path_may_hold_anything() throws IOException {
        int port = open();
        post(port, "/api/v1/endpoints/*.shop%2F%3Ca%3E+b/shape", "{\"reason\":\"x\",\"weights\":{\"a\":1,\"b\":0}}");
        assertThat(obeyed)
                .extracting(Signed::order)
                .containsExactly(new Order.Shape("*.shop/<a>+b", Map.of("a", 1, "b", 0)));
        assertThat(post(port, "/api/v1/endpoints/%zz/rearm", "{\"reason\":\"x\"}")
                        .status())
                .isNotEqualTo(200);
    }

    @Test
    void a_preview_is_not_obeyed() throws IOException {
        Reply reply = post(open(), "/api/v1/pause", "{\"reason\":\"x\",\"preview\":true}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).contains("\"preview\":true");
        assertThat(obeyed).isEmpty();
        assertThat(previewed).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pause | {} | reason: is missing; say why, for those who find it later",
                "pause | {\"reason\":\"  \"} | reason: is missing; say why, for those who find it later",
                "pause | {\"reason\":1} | reason: is no text; put it in quotes",
                "pause | {\"reason\":\"x\",\"for\":\"soon\"} | for: \"soon\" is no time from 1s to 365d; write for example 30m",
                "pause | {\"reason\":\"x\",\"four\":\"5m\"} | four: is not known here; did you mean for?",
                "pause | {\"reason\":\"x\",\"preview\":1} | preview: is neither true nor false",
                "mode | {\"reason\":\"x\"} | mode: is missing; take one of observe, propose, act",
                "mode | {\"reason\":\"x\",\"mode\":\"actt\"} | mode: \"actt\" is no mode; did you mean act?",
                "log-level | {\"reason\":\"x\"} | level: is missing; take one of error, warn, info, debug, trace",
                "log-level | {\"reason\":\"x\",\"level\":\"debig\"} | level: \"debig\" is no level; did you mean debug?",
                "log-level | {\"reason\":\"x\",\"mode\":\"act\"} | mode: is not known here; there are by, for, level, preview, reason",
                "endpoints/www/shape | {\"reason\":\"x\"} | weights: is missing or empty; write for example {\"blue\": 75, \"green\": 25}",
                "endpoints/www/shape | {\"reason\":\"x\",\"weights\":{\"a\":1.5}} | weights: that of a is no whole number",
                "pause | [] | the body is no JSON object; write for example {\"reason\": \"deploy under way\"}"
            })
    void a_bad_body_is_refused_with_what_to_write(String route, String body, String message) throws IOException {
        Reply reply = post(open(), "/api/v1/" + route, body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(new ObjectMapper().readTree(reply.body()).path("error").asText())
                .isEqualTo(message);
        assertThat(obeyed).isEmpty();
    }

    @Test
    void a_body_that_is_not_JSON_or_too_large_is_refused() throws IOException {
        int port = open();
        assertThat(post(port, "/api/v1/pause", "{\"reason\": \"x\"").status()).isEqualTo(400);
        assertThat(post(port, "/api/v1/pause", "").status()).isEqualTo(400);
        assertThat(post(port, "/api/v1/pause", "{\"reason\":\"" + "x".repeat(65_540) + "\"}")
                        .status())
                .isEqualTo(413);
        assertThat(obeyed).isEmpty();
    }

    @Test
    void what_does_not_exist_is_404_and_says_so() throws IOException {
        Reply reply = post(open(), "/api/v1/endpoints/gone/rearm", "{\"reason\":\"x\"}");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).isEqualTo("{\"error\":\"no endpoint gone\"}");
    }

    @Test
    void without_a_token_file_or_an_audit_file_nobody_gives_orders() throws IOException {
        int tokenless = serve(new Admin(operations, Optional.empty(), true, Set.of()));
        int unaudited = serve(new Admin(operations, Optional.of(() -> TOKEN), false, Set.of()));
        assertThat(post(tokenless, "/api/v1/pause", BODY).body()).contains("http.admin_token_file is not set");
        assertThat(post(unaudited, "/api/v1/pause", BODY).status()).isEqualTo(403);
        assertThat(post(unaudited, "/api/v1/pause", BODY).body()).contains("audit.file is not set");
        assertThat(obeyed).isEmpty();
    }

    @Test
    void an_empty_token_lets_nobody_in() throws IOException {
        int port = serve(new Admin(operations, Optional.of(() -> ""), true, Set.of()));
        assertThat(send(port, "POST", "/api/v1/pause", Map.of("Authorization", "Bearer "), BODY)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void the_names_that_were_configured_and_our_own_addresses_are_let_through() throws IOException {
        int port = open();
        String token = "Bearer " + TOKEN;
        for (String host : List.of("localhost", "localhost:9790", "[::1]:9790", "127.0.0.1", "steelyard.example.com")) {
            assertThat(send(
                                    port,
                                    "POST",
                                    "/api/v1/resume",
                                    Map.of("Authorization", token, "Host", host, "Origin", "http://" + host),
                                    "{\"reason\":\"x\"}")
                            .status())
                    .as(host)
                    .isEqualTo(200);
        }
        for (String host : List.of("192.0.2.1", "localhost.evil.example", "", "[::2]")) {
            assertThat(send(
                                    port,
                                    "POST",
                                    "/api/v1/resume",
                                    Map.of("Authorization", token, "Host", host),
                                    "{\"reason\":\"x\"}")
                            .status())
                    .as(host)
                    .isIn(403, 400);
        }
        assertThat(send(
                                port,
                                "POST",
                                "/api/v1/resume",
                                Map.of("Authorization", token, "Sec-Fetch-Site", "cross-site"),
                                "{\"reason\":\"x\"}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void too_many_orders_have_to_wait_and_strangers_do_not_use_up_what_is_allowed() throws IOException {
        int port = open();
        for (int i = 0; i < 120; i++) {
            send(port, "POST", "/api/v1/pause", Map.of("Authorization", "Bearer wrong"), BODY);
        }
        Reply stranger = send(port, "POST", "/api/v1/pause", Map.of("Authorization", "Bearer wrong"), BODY);
        assertThat(stranger.status()).isEqualTo(429);
        assertThat(stranger.header("retry-after")).isEqualTo("1");
        List<Integer> codes = new ArrayList<>();
        for (int i = 0; i < 35; i++) {
            codes.add(post(port, "/api/v1/resume", "{\"reason\":\"x\"}").status());
        }
        assertThat(codes.subList(0, 30)).containsOnly(200);
        assertThat(codes.subList(30, 35)).containsOnly(429);
        scene.pass(Duration.ofSeconds(2));
        assertThat(post(port, "/api/v1/resume", "{\"reason\":\"x\"}").status()).isEqualTo(200);
    }
}
