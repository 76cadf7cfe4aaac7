package io.steelyard.backplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.steelyard.backplane.BackplaneException.Kind;
import io.steelyard.backplane.Peer.Answer;
import io.steelyard.backplane.Peer.Asked;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

class BackplaneClientTest {

    private static final String TOKEN = "s3cr3t-t0ken-of-the-client";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Retries QUICK = new Retries(2, Duration.ofMillis(1), Duration.ofMillis(5));

    private static ClientBuilder to(Peer peer) {
        return to(peer.url());
    }

    private static ClientBuilder to(URI url) {
        return BackplaneClient.builder(url).token(TOKEN).deadline(PATIENCE).retries(QUICK);
    }

    private static Answer small() throws IOException {
        return Answer.ok(Samples.bytes("query-small.json"));
    }

    private static BackplaneException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        BackplaneException thrown = requireNonNull(catchThrowableOfType(BackplaneException.class, call));
        assertThat(thrown.getMessage()).doesNotContain(TOKEN).doesNotContain("\n");
        return thrown;
    }

    @Test
    void query_reads_everything_and_sends_basic_auth_at_once() throws Exception {
        try (Peer peer = Peer.always(small())) {
            QueryResponse answer = requireNonNull(to(peer).build().query().block(PATIENCE));
            assertThat(answer.endpoint("www.example.com")
                            .orElseThrow()
                            .route("route0000")
                            .orElseThrow()
                            .weight())
                    .hasValue(100);
            Asked asked = peer.asked().get(0);
            assertThat(asked.method() + " " + asked.uri()).isEqualTo("GET /q");
            assertThat(asked.headers().get("Authorization"))
                    .isEqualTo("Basic " + java.util.Base64.getEncoder().encodeToString((TOKEN + ":").getBytes(UTF_8)));
            assertThat(answer.toString()).doesNotContain(answer.token()).contains("www.example.com");
        }
    }

    @Test
    void the_base_url_may_have_a_path() throws Exception {
        try (Peer peer = Peer.always(small())) {
            to(peer.url().resolve("/some/where/")).build().query().block(PATIENCE);
            assertThat(peer.asked().get(0).uri()).isEqualTo("/some/where/q");
        }
    }

    @Test
    void gen_token_is_the_token_of_the_answer() throws Exception {
        try (Peer peer = Peer.inTurn(small(), Answer.of(200, "{}"))) {
            BackplaneClient client = to(peer).build();
            assertThat(client.genToken().block(PATIENCE)).isEqualTo("SAMPLE-not-a-real-token");
            assertThat(failure(() -> client.genToken().block(PATIENCE)).kind()).isEqualTo(Kind.DECODE);
        }
    }

    @Test
    void shape_sends_every_weight_explicitly_and_an_empty_selector() {
        try (Peer peer = Peer.always(Answer.of(200, ""))) {
            Map<String, Integer> weights = new LinkedHashMap<>();
            weights.put("route0001", 25);
            weights.put("route0000", 0);
            to(peer).build().shape("example.com", weights).block(PATIENCE);
            assertThat(peer.asked().get(0).body())
                    .isEqualTo("{\"Pattern\":\"example.com\",\"Routes\":["
                            + "{\"ID\":\"route0001\",\"RawSelector\":\"\",\"Weight\":25},"
                            + "{\"ID\":\"route0000\",\"RawSelector\":\"\",\"Weight\":0}]}");
            assertThat(peer.asked().get(0).uri()).isEqualTo("/shape");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "ok", "{", "{\"x\":1}"})
    void the_body_of_a_shape_answer_is_ignored(String body) {
        try (Peer peer = Peer.always(Answer.of(200, body))) {
            to(peer).build().shape("example.com", Map.of("a", 1)).block(PATIENCE);
            assertThat(peer.count()).isOne();
        }
    }

    @Test
    void route_sends_its_labels_and_returns_the_new_route() {
        try (Peer peer = Peer.always(Answer.of(200, "{\"ID\":\"route0007\"}"))) {
            Map<String, String> labels = new LinkedHashMap<>();
            labels.put("service", "web");
            labels.put("endpoint", "host:8080");
            Route made =
                    requireNonNull(to(peer).build().route("example.com", labels).block(PATIENCE));
            assertThat(made.id()).isEqualTo("route0007");
            assertThat(peer.asked().get(0).body())
                    .isEqualTo("{\"Pattern\":\"example.com\",\"Route\":"
                            + "{\"RawSelector\":\"service=web,endpoint=host:8080\"}}");
        }
    }

    @Test
    void labels_that_would_be_read_as_others_are_refused_and_nothing_is_sent() {
        try (Peer peer = Peer.always(Answer.of(200, "{\"ID\":\"route0007\"}"))) {
            BackplaneClient client = to(peer).build();
            for (Map<String, String> labels : List.of(
                    Map.of("a", "b,c=d"),
                    Map.of("a=b", "c"),
                    Map.of("", "x"),
                    Map.of("a", " x"),
                    Map.<String, String>of())) {
                assertThatThrownBy(() -> client.route("example.com", labels).block(PATIENCE))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("labels");
            }
            assertThat(peer.count()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.com/blog, /e/www.example.com/blog",
        "www.example.com/a b?c#d, /e/www.example.com/a%20b%3Fc%23d",
        "bücher.example/ü%2f, /e/b%C3%BCcher.example/%C3%BC%252f"
    })
    void a_pattern_is_percent_encoded_and_keeps_its_slashes(String pattern, String path) {
        try (Peer peer = Peer.always(Answer.of(200, ""))) {
            to(peer).build().deleteEndpoint(pattern).block(PATIENCE);
            assertThat(peer.asked().get(0).method()).isEqualTo("DELETE");
            assertThat(peer.asked().get(0).uri()).isEqualTo(path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "/", "..", "a/../b", "example.com/..", "a/./b"})
    void a_pattern_that_names_something_else_is_refused(String pattern) {
        try (Peer peer = Peer.always(Answer.of(200, ""))) {
            assertThatThrownBy(() -> to(peer).build().deleteEndpoint(pattern).block(PATIENCE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("pattern");
            assertThat(peer.count()).isZero();
        }
    }

    @Test
    void put_endpoint_says_whether_tls_is_required() {
        try (Peer peer = Peer.always(Answer.of(200, ""))) {
            to(peer).build().putEndpoint("shop.example.com", true).block(PATIENCE);
            assertThat(peer.asked().get(0).method()
                            + peer.asked().get(0).uri()
                            + peer.asked().get(0).body())
                    .isEqualTo("PUT/e{\"Pattern\":\"shop.example.com\",\"RequireTLS\":true}");
        }
    }

    @Test
    void api_reaches_every_call_with_parameters_and_body() {
        try (Peer peer = Peer.always(Answer.of(200, "{\"id\":\"r\",\"Other\":1}"))) {
            Map<?, ?> answer = requireNonNull(to(peer).build()
                    .api("PATCH", "/x/y%2Fz", Map.of("a b", "c&d=ü"), Map.of("k", 1), Map.class)
                    .block(PATIENCE));
            assertThat(answer.get("id")).isEqualTo("r");
            Asked asked = peer.asked().get(0);
            assertThat(asked.method() + " " + asked.uri() + " " + asked.body())
                    .isEqualTo("PATCH /x/y%2Fz?a%20b=c%26d%3D%C3%BC {\"k\":1}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"q", "//evil.example/q", "/q?x=1", "/q#x", "/a/../q", ""})
    void an_api_path_that_would_go_elsewhere_is_refused(String path) {
        try (Peer peer = Peer.always(Answer.of(200, "{}"))) {
            assertThatThrownBy(() -> to(peer).build()
                            .api("GET", path, Map.of(), null, Void.class)
                            .block(PATIENCE))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(peer.count()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "201, OTHER, 1",
        "202, OTHER, 1",
        "301, OTHER, 1",
        "400, HTTP_4XX, 1",
        "401, AUTH, 1",
        "403, AUTH, 1",
        "404, HTTP_4XX, 1",
        "409, HTTP_4XX, 1",
        "413, HTTP_4XX, 1",
        "422, HTTP_4XX, 1",
        "429, THROTTLED, 3",
        "500, HTTP_5XX, 3",
        "501, HTTP_5XX, 1",
        "502, HTTP_5XX, 3",
        "503, HTTP_5XX, 3"
    })
    void only_200_is_success_and_what_may_pass_is_tried_three_times(int status, Kind kind, int attempts) {
        try (Peer peer = Peer.always(Answer.of(status, "no\nsuch <" + TOKEN + "> {\"Token\":\"other-secret\"}"))) {
            StatusException thrown =
                    (StatusException) failure(() -> to(peer).build().query().block(PATIENCE));
            assertThat(thrown.status()).isEqualTo(status);
            assertThat(thrown.kind()).isEqualTo(kind);
            assertThat(thrown.method() + " " + thrown.path()).isEqualTo("GET /q");
            assertThat(thrown.body()).contains("no such").doesNotContain(TOKEN).doesNotContain("other-secret");
            assertThat(thrown.unclear()).isFalse();
            assertThat(peer.count()).isEqualTo(attempts);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void an_answer_that_cannot_have_a_body_is_no_success_either(int status) {
        try (Peer peer = Peer.always(Answer.of(status, ""))) {
            assertThat(failure(() -> to(peer).build().query().block(PATIENCE)).kind())
                    .isEqualTo(Kind.OTHER);
        }
    }

    @Test
    void a_call_succeeds_after_failures_that_pass() throws Exception {
        List<CallListener.Call> calls = new CopyOnWriteArrayList<>();
        try (Peer peer = Peer.inTurn(Answer.of(503, ""), Answer.of(500, ""), small())) {
            to(peer).listener(calls::add).build().query().block(PATIENCE);
            assertThat(peer.count()).isEqualTo(3);
            Awaitility.await().until(() -> calls.size() == 1);
            assertThat(calls.get(0).retries()).isEqualTo(2);
            assertThat(calls.get(0).status()).hasValue(200);
            assertThat(calls.get(0).failure()).isEmpty();
            assertThat(calls.get(0).operation().label()).isEqualTo("query");
        }
    }

    @Test
    void a_listener_that_throws_costs_nothing_else() throws Exception {
        try (Peer peer = Peer.always(small())) {
            CallListener broken = call -> {
                throw new IllegalStateException("on purpose");
            };
            assertThat(to(peer).listener(broken).build().query().block(PATIENCE))
                    .isNotNull();
        }
    }

    @Test
    void shape_is_tried_again_because_it_is_absolute() {
        try (Peer peer = Peer.inTurn(Answer.of(502, ""), Answer.of(200, ""))) {
            to(peer).build().shape("example.com", Map.of("a", 1)).block(PATIENCE);
            assertThat(peer.count()).isEqualTo(2);
        }
    }

    @Test
    void route_is_never_sent_again_after_an_unclear_failure_and_the_error_says_so() {
        try (Peer peer = Peer.always(Answer.of(502, "bad gateway"))) {
            BackplaneException thrown = failure(() ->
                    to(peer).build().route("example.com", Map.of("a", "b")).block(PATIENCE));
            assertThat(thrown.unclear()).isTrue();
            assertThat(thrown).hasMessageContaining("query and look for it");
            assertThat(peer.count()).isOne();
        }
    }

    @Test
    void route_is_not_sent_again_when_the_connection_breaks() {
        try (Peer peer = Peer.raw(Flux.empty())) {
            BackplaneException thrown = failure(() ->
                    to(peer).build().route("example.com", Map.of("a", "b")).block(PATIENCE));
            assertThat(thrown.unclear()).isTrue();
            assertThat(peer.count()).isOne();
        }
    }

    @Test
    void route_is_sent_again_if_the_service_was_too_busy_to_look_at_it() {
        try (Peer peer = Peer.inTurn(Answer.of(429, ""), Answer.of(200, "{\"ID\":\"r\"}"))) {
            assertThat(to(peer).build().route("example.com", Map.of("a", "b")).block(PATIENCE))
                    .extracting(Route::id)
                    .isEqualTo("r");
        }
    }

    @Test
    void a_route_answer_without_id_is_an_error() {
        try (Peer peer = Peer.always(Answer.of(200, "{}"))) {
            BackplaneException thrown = failure(() ->
                    to(peer).build().route("example.com", Map.of("a", "b")).block(PATIENCE));
            assertThat(thrown.kind()).isEqualTo(Kind.DECODE);
            assertThat(thrown.unclear()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"7200, PT1H", "99999999999999999, PT1H", "30, PT30S", "soon, ", "-5, "})
    void a_retry_after_beyond_the_deadline_ends_the_call_at_once(String header, Duration reported) {
        try (Peer peer = Peer.always(Answer.of(503, "busy").with("Retry-After", header))) {
            StatusException thrown =
                    (StatusException) failure(() -> to(peer).build().query().block(PATIENCE));
            assertThat(thrown.retryAfter()).isEqualTo(java.util.Optional.ofNullable(reported));
            assertThat(peer.count()).isEqualTo(reported == null ? 3 : 1);
        }
    }

    @Test
    void a_redirect_is_not_followed_and_the_token_goes_nowhere_else() {
        try (Peer elsewhere = Peer.always(Answer.of(200, "{}"));
                Peer peer = Peer.always(Answer.of(302, "").with("Location", elsewhere.url() + "/q?t=" + TOKEN))) {
            BackplaneException thrown = failure(() -> to(peer).build().query().block(PATIENCE));
            assertThat(thrown)
                    .hasMessageContaining("redirect")
                    .hasMessageContaining(elsewhere.url().toString());
            assertThat(elsewhere.count()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://balancer.example.com",
                "http://127.0.0.1.example.com",
                "http://10.0.0.1",
                "http://0.0.0.0",
                "http://[2001:db8::1]",
                "http://localhost.example.com",
                "ftp://127.0.0.1",
                "balancer.example.com",
                "https:///q",
                "https://user:secret@balancer.example.com",
                "https://balancer.example.com/?a=b"
            })
    void a_base_url_that_would_leak_the_token_is_refused(String url) {
        assertThatThrownBy(() -> BackplaneClient.builder(URI.create(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("url: ")
                .hasMessageNotContaining("user:secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://balancer.example.com",
                "http://localhost:1",
                "http://127.0.0.1:1",
                "http://127.9.9.9",
                "http://[::1]:80",
                "HTTPS://balancer.example.com:8443/base/"
            })
    void a_base_url_that_keeps_the_token_is_taken(String url) {
        assertThat(BackplaneClient.builder(URI.create(url)).token(TOKEN).build().toString())
                .doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a:b", "a\nb", "a b"})
    void a_token_that_cannot_be_one_is_refused(String token) {
        assertThatThrownBy(() ->
                        BackplaneClient.builder(URI.create("https://x.example")).token(token))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("token: ");
        assertThatThrownBy(() ->
                        BackplaneClient.builder(URI.create("https://x.example")).build())
                .hasMessageStartingWith("token: ");
    }

    @Test
    void a_token_file_is_read_again_for_each_attempt(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("token");
        try (Peer peer = Peer.always(small())) {
            BackplaneClient client = BackplaneClient.builder(peer.url())
                    .tokenFile(file)
                    .deadline(PATIENCE)
                    .build();
            assertThat(failure(() -> client.query().block(PATIENCE)).kind()).isEqualTo(Kind.AUTH);
            Files.writeString(file, "\n");
            assertThat(failure(() -> client.query().block(PATIENCE))).hasMessageContaining("it is empty");
            Files.writeString(file, "first\n");
            client.query().block(PATIENCE);
            Files.writeString(file, "second\n");
            client.query().block(PATIENCE);
            assertThat(peer.asked().stream()
                            .map(each -> each.headers().get("Authorization"))
                            .toList())
                    .containsExactly(Secrets.basic("first"), Secrets.basic("second"));
        }
    }

    @Test
    void nobody_there_is_a_failure_to_connect() {
        Peer gone = Peer.always(Answer.of(200, ""));
        gone.close();
        BackplaneException thrown = failure(() -> to(gone).build().query().block(PATIENCE));
        assertThat(thrown.kind()).isEqualTo(Kind.CONNECT);
        assertThat(thrown).hasMessageContaining(gone.url().toString());
        assertThat(failure(() -> to(gone).build().shape("a", Map.of("r", 1)).block(PATIENCE))
                        .unclear())
                .isFalse();
    }

    @Test
    void tls_to_a_server_that_speaks_none_is_a_failure_of_trust() {
        try (Peer peer = Peer.always(Answer.of(200, ""))) {
            URI https = URI.create(peer.url().toString().replace("http:", "https:"));
            assertThat(failure(() -> to(https).build().query().block(PATIENCE)).kind())
                    .isEqualTo(Kind.TLS);
        }
    }

    @Test
    void a_peer_that_speaks_no_http_is_reported_as_such() {
        try (Peer peer = Peer.raw(Flux.just("SSH-2.0-OpenSSH_9.2\r\n\r\n".getBytes(UTF_8)))) {
            BackplaneException thrown = failure(() -> to(peer).build().query().block(PATIENCE));
            assertThat(thrown.kind()).isEqualTo(Kind.DECODE);
        }
    }

    @Test
    void a_hanging_peer_meets_the_deadline() {
        List<CallListener.Call> calls = new CopyOnWriteArrayList<>();
        try (Peer peer = Peer.raw(Flux.never())) {
            BackplaneClient client = to(peer).deadline(Duration.ofMillis(200))
                    .listener(calls::add)
                    .build();
            assertThat(failure(() -> client.query().block(PATIENCE)).kind()).isEqualTo(Kind.TIMEOUT);
            BackplaneException write =
                    failure(() -> client.shape("a", Map.of("r", 1)).block(PATIENCE));
            assertThat(write.unclear()).isTrue();
            assertThat(write).hasMessageContaining("may be in force");
            Awaitility.await().until(() -> calls.size() == 2);
            assertThat(calls.get(0).failure()).hasValue(Kind.TIMEOUT);
        }
    }

    @Test
    void a_dribbling_body_meets_the_deadline_too() {
        Flux<byte[]> dribble = Flux.concat(
                Flux.just("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{".getBytes(UTF_8)),
                Flux.interval(Duration.ofMillis(20))
                        .map(tick -> new byte[] {' '})
                        .take(100_000));
        try (Peer peer = Peer.raw(dribble)) {
            BackplaneException thrown = failure(() ->
                    to(peer).deadline(Duration.ofMillis(500)).build().query().block(PATIENCE));
            assertThat(thrown.kind()).isEqualTo(Kind.TIMEOUT);
        }
    }

    @Test
    void a_dribbling_error_body_does_not_hide_the_status() {
        Flux<byte[]> dribble = Flux.concat(
                Flux.just("HTTP/1.1 401 Unauthorized\r\nContent-Length: 1000000\r\n\r\nno".getBytes(UTF_8)),
                Flux.interval(Duration.ofMillis(20))
                        .map(tick -> new byte[] {'!'})
                        .take(100_000));
        try (Peer peer = Peer.raw(dribble)) {
            BackplaneException thrown = failure(() ->
                    to(peer).deadline(Duration.ofSeconds(2)).build().query().block(PATIENCE));
            assertThat(thrown.kind()).isEqualTo(Kind.AUTH);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\\\\", "\\\"", "\"token\":\""})
    void an_error_page_that_is_one_long_token_is_told_of_like_any_other(String piece) {
        String page = "{\"Token\":\"hidden" + piece.repeat(16_000 / piece.length());
        try (Peer peer = Peer.always(Answer.of(503, page))) {
            BackplaneException thrown = failure(() -> to(peer).build().query().block(PATIENCE));
            assertThat(thrown.kind()).isEqualTo(Kind.HTTP_5XX);
            assertThat(thrown).hasMessageContaining("<secret>").hasMessageNotContaining("hidden");
        }
    }

    @Test
    void a_call_can_be_cancelled_and_is_reported_so() {
        List<CallListener.Call> calls = new CopyOnWriteArrayList<>();
        try (Peer peer = Peer.raw(Flux.never())) {
            Disposable call = to(peer).listener(calls::add).build().query().subscribe();
            Awaitility.await().until(() -> peer.count() == 1);
            call.dispose();
            Awaitility.await().until(() -> calls.size() == 1);
            assertThat(calls.get(0).cancelled()).isTrue();
            assertThat(calls.get(0).failure()).isEmpty();
        }
    }

    @Test
    void a_connection_that_breaks_in_the_body_is_tried_again_and_then_an_error() {
        Flux<byte[]> half =
                Flux.just("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"Token\":\"abc".getBytes(UTF_8));
        try (Peer peer = Peer.raw(half)) {
            BackplaneException thrown = failure(() -> to(peer).build().query().block(PATIENCE));
            assertThat(thrown.kind()).isEqualTo(Kind.OTHER);
            assertThat(thrown).hasMessageContaining("broke").hasMessageNotContaining("abc");
            assertThat(peer.count()).isEqualTo(3);
        }
    }

    @Test
    void chunks_that_split_characters_and_a_wrong_charset_do_no_harm() throws Exception {
        byte[] json = Samples.bytes("query-edge-cases.json");
        List<byte[]> wire = new ArrayList<>();
        wire.add("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n".getBytes(UTF_8));
        wire.add("Content-Type: application/json; charset=iso-8859-1\r\n\r\n".getBytes(UTF_8));
        for (byte each : json) {
            wire.add(new byte[] {'1', '\r', '\n', each, '\r', '\n'});
        }
        wire.add("0\r\n\r\n".getBytes(UTF_8));
        try (Peer peer = Peer.raw(Flux.fromIterable(wire))) {
            assertThat(to(peer).build().query().block(PATIENCE)).isEqualTo(Samples.read(json));
        }
    }

    @Test
    void gzip_is_taken_and_a_damaged_one_is_an_error() throws Exception {
        byte[] whole = gzip(Samples.bytes("query-small.json"), 1);
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length / 2);
        try (Peer peer = Peer.inTurn(
                Answer.ok(whole).with("Content-Encoding", "gzip"),
                Answer.ok(cut).with("Content-Encoding", "gzip"),
                Answer.ok(whole).with("Content-Encoding", "br"))) {
            BackplaneClient client = to(peer).build();
            assertThat(client.query().block(PATIENCE)).isEqualTo(Samples.read("query-small.json"));
            assertThat(peer.asked().get(0).headers().get("Accept-Encoding")).isEqualTo("gzip");
            assertThat(failure(() -> client.query().block(PATIENCE)).kind()).isEqualTo(Kind.DECODE);
            assertThat(failure(() -> client.query().block(PATIENCE))).hasMessageContaining("Content-Encoding");
        }
    }

    @Test
    void a_gzip_bomb_of_one_gibibyte_is_stopped_while_it_inflates() throws Exception {
        byte[] bomb = gzip(new byte[1 << 20], 1024);
        try (Peer peer = Peer.always(Answer.ok(bomb).with("Content-Encoding", "gzip"))) {
            BackplaneException thrown = failure(
                    () -> to(peer).maxResponseBytes(8 << 20).build().query().block(PATIENCE));
            assertThat(thrown.kind()).isEqualTo(Kind.DECODE);
            assertThat(thrown).hasMessageContaining("above the limit of 8388608 bytes");
        }
    }

    @ParameterizedTest
    @CsvSource({"2048, true", "2047, false"})
    void an_answer_may_be_as_large_as_the_limit_and_no_larger(int limit, boolean fits) throws Exception {
        byte[] json = ("{\"x\":\"" + "a".repeat(2048 - 8) + "\"}").getBytes(UTF_8);
        for (Answer answer : List.of(Answer.ok(json), Answer.ok(gzip(json, 1)).with("Content-Encoding", "gzip"))) {
            try (Peer peer = Peer.always(answer)) {
                BackplaneClient client = to(peer).maxResponseBytes(limit).build();
                if (fits) {
                    assertThat(client.query().block(PATIENCE)).isNotNull();
                } else {
                    assertThat(failure(() -> client.query().block(PATIENCE)).kind())
                            .isEqualTo(Kind.DECODE);
                }
            }
        }
    }

    @Test
    void a_web_page_with_status_200_is_named_for_what_it_is() {
        try (Peer peer = Peer.always(Answer.of(200, "<!doctype html><title>Welcome to nginx</title>"))) {
            assertThat(failure(() -> to(peer).build().query().block(PATIENCE))).hasMessageContaining("web page");
        }
    }

    private static byte[] gzip(byte[] part, int times) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            for (int each = 0; each < times; each++) {
                gzip.write(part);
            }
        }
        return bytes.toByteArray();
    }
}
