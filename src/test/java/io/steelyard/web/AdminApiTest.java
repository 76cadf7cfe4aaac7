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
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;

class AdminApiTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String TOKEN = "right-token";
    private static final String BODY = "{\"reason\": \"deploy\", \"for\": \"30m\"}";

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
        return Plan.of(before, before.pause(note));
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

    private static RawReply post(int port, String path, String body) throws IOException {
        return RawReply.to(port, "POST", path, Map.of("Authorization", "Bearer " + TOKEN), body);
    }

    @Test
    void an_order_says_who_gave_it_why_and_for_how_long() throws IOException {
        RawReply reply =
                post(open(), "/api/v1/pause", "{\"reason\":\" deploy\\nnow \",\"for\":\"30m\",\"by\":\"alice\"}");
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

    /** What was begun must end, whoever waits for it: the write, the hold, the line in the audit log. */
    @Test
    void an_order_is_carried_out_to_its_end_although_whoever_gave_it_hangs_up() throws IOException {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        Sinks.Empty<Void> write = Sinks.empty();
        CompletableFuture<SignalType> end = new CompletableFuture<>();
        Operations slow = new Operations() {
            @Override
            public Mono<Plan> preview(Signed signed) {
                return operations.preview(signed);
            }

            @Override
            public Mono<Plan> obey(Signed signed) {
                return write.asMono()
                        .doOnSubscribe(subscription -> begun.complete(null))
                        .then(operations.obey(signed))
                        .doFinally(end::complete);
            }
        };
        int port = serve(new Admin(slow, Optional.of(() -> TOKEN), true, Set.of()));
        Map<String, String> token = Map.of("Authorization", "Bearer " + TOKEN);
        try (Socket caller = RawReply.ask(port, "POST", "/api/v1/pause", token, BODY)) {
            assertThat(caller.isConnected()).isTrue();
            assertThat(begun).succeedsWithin(LIMIT);
        }
        servers.get(0).disposeNow(LIMIT); // now the server knows too
        write.tryEmitEmpty();
        assertThat(end).succeedsWithin(LIMIT).isEqualTo(SignalType.ON_COMPLETE);
        assertThat(obeyed).hasSize(1);
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
        RawReply reply = post(open(), "/api/v1/pause", "{\"reason\":\"x\",\"preview\":true}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).contains("\"preview\":true");
        assertThat(obeyed).isEmpty();
        assertThat(previewed).hasSize(1);
    }

    @Test
    void what_a_preview_rests_on_can_be_sent_back_and_need_not() throws IOException {
        int port = open();
        JsonNode preview = new ObjectMapper()
                .readTree(post(port, "/api/v1/endpoints/www/revert", "{\"reason\":\"x\",\"preview\":true}")
                        .body());
        String basis = preview.path("basis").asText();
        assertThat(basis).isNotBlank();
        RawReply reply = post(port, "/api/v1/endpoints/www/revert", "{\"reason\":\"x\",\"basis\":\"" + basis + "\"}");
        assertThat(new ObjectMapper().readTree(reply.body()).path("basis").isNull())
                .as("of what is done already")
                .isTrue();
        post(port, "/api/v1/endpoints/www/revert", "{\"reason\":\"x\"}");
        assertThat(obeyed).extracting(Signed::basis).containsExactly(Optional.of(basis), Optional.empty());
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
                "pause | {\"reason\":\"x\",\"basis\":1} | basis: is no text; put it in quotes",
                "pause | {\"reason\":\"x\",\"preview\":1} | preview: is neither true nor false",
                "mode | {\"reason\":\"x\"} | mode: is missing; take one of observe, propose, act",
                "mode | {\"reason\":\"x\",\"mode\":\"actt\"} | mode: \"actt\" is no mode; did you mean act?",
                "log-level | {\"reason\":\"x\"} | level: is missing; take one of error, warn, info, debug, trace",
                "log-level | {\"reason\":\"x\",\"level\":\"debig\"} | level: \"debig\" is no level; did you mean debug?",
                "log-level | {\"reason\":\"x\",\"mode\":\"act\"} | mode: is not known here; there are basis, by, for, level, preview, reason",
                "endpoints/www/shape | {\"reason\":\"x\"} | weights: is missing or empty; write for example {\"blue\": 75, \"green\": 25}",
                "endpoints/www/shape | {\"reason\":\"x\",\"weights\":{\"a\":1.5}} | weights: that of a is no whole number",
                "pause | [] | the body is no JSON object; write for example {\"reason\": \"deploy under way\"}"
            })
    void a_bad_body_is_refused_with_what_to_write(String route, String body, String message) throws IOException {
        RawReply reply = post(open(), "/api/v1/" + route, body);
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
        RawReply reply = post(open(), "/api/v1/endpoints/gone/rearm", "{\"reason\":\"x\"}");
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
        assertThat(post(serve(new Admin(operations, Optional.empty(), false, Set.of())), "/api/v1/pause", BODY)
                        .body())
                .contains("http.admin_token_file is not set, nor is audit.file");
        assertThat(obeyed).isEmpty();
    }

    @Test
    void keys_that_the_file_has_by_now_are_told_with_the_restart_that_they_take() throws IOException {
        int port = serve(new Admin(
                operations,
                Optional.empty(),
                false,
                () -> Set.of("http.admin_token_file", "audit.file", "http.listen"),
                Set.of()));
        assertThat(post(port, "/api/v1/pause", BODY).body())
                .contains(
                        "not set, nor is audit.file; the configuration file has audit.file and http.admin_token_file by"
                                + " now, which a restart of the daemon takes");
    }

    @Test
    void an_empty_token_lets_nobody_in() throws IOException {
        int port = serve(new Admin(operations, Optional.of(() -> ""), true, Set.of()));
        assertThat(RawReply.to(port, "POST", "/api/v1/pause", Map.of("Authorization", "Bearer "), BODY)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void the_names_that_were_configured_and_our_own_addresses_are_let_through() throws IOException {
        int port = open();
        String token = "Bearer " + TOKEN;
        for (String host : List.of("localhost", "localhost:9790", "[::1]:9790", "127.0.0.1", "steelyard.example.com")) {
            assertThat(RawReply.to(
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
            assertThat(RawReply.to(
                                    port,
                                    "POST",
                                    "/api/v1/resume",
                                    Map.of("Authorization", token, "Host", host),
                                    "{\"reason\":\"x\"}")
                            .status())
                    .as(host)
                    .isIn(403, 400);
        }
        assertThat(RawReply.to(
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
            RawReply.to(port, "POST", "/api/v1/pause", Map.of("Authorization", "Bearer wrong"), BODY);
        }
        RawReply stranger = RawReply.to(port, "POST", "/api/v1/pause", Map.of("Authorization", "Bearer wrong"), BODY);
        assertThat(stranger.status()).isEqualTo(429);
        assertThat(stranger.header("retry-after")).isEqualTo("1");
        List<Integer> codes = new ArrayList<>();
        for (int i = 0; i < 35; i++) {
            codes.add(post(port, "/api/v1/resume", "{\"reason\":\"x\"}").status());
        }
        assertThat(codes.subList(0, 30)).containsOnly(200);
        assertThat(codes.subList(30, 35)).containsOnly(429);
        assertThat(post(port, "/api/v1/pause", BODY).status())
                .as("the brake works whatever else asks")
                .isEqualTo(200);
        scene.pass(Duration.ofSeconds(2));
        assertThat(post(port, "/api/v1/resume", "{\"reason\":\"x\"}").status()).isEqualTo(200);
    }
}
