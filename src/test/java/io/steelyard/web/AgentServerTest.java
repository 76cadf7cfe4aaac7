package io.steelyard.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.metrics.AgentMetrics;
import io.steelyard.metrics.Scene;
import io.steelyard.model.Observation;
import io.steelyard.model.Route;
import io.steelyard.web.port.Port;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;

class AgentServerTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Scene scene = new Scene();
    private final AgentMetrics metrics = new AgentMetrics(scene.settings());
    private final Journal journal = new Journal(scene.settings());
    private final AgentServer agent = new AgentServer(
            metrics,
            journal,
            Admin.NONE,
            new Port(Optional.empty(), scene::now, Schedulers.immediate()),
            Schedulers.boundedElastic());
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final DisposableServer server =
            Objects.requireNonNull(agent.listen("127.0.0.1", 0).block(LIMIT));

    @AfterEach
    void close() {
        server.disposeNow();
    }

    private void poll() {
        Observation.Seen seen = scene.seen(Scene.www());
        metrics.accept(seen);
        journal.accept(seen);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(LIMIT);
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        for (int at = 0; at < headers.length; at += 2) {
            request.header(headers[at], headers[at + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void it_is_ready_after_the_first_good_poll_and_stays_so() throws Exception {
        assertThat(get("/-/healthy").statusCode()).isEqualTo(200);
        assertThat(get("/-/ready").statusCode()).isEqualTo(503);
        assertThat(get("/-/ready").body()).isEqualTo("not ready: the balancer has not been polled yet\n");

        journal.accept(scene.missed(Observation.Cause.CONNECT));
        assertThat(get("/-/ready").body()).contains("connect: no answer within 800ms");

        poll();
        assertThat(get("/-/ready").statusCode()).isEqualTo(200);
        journal.accept(scene.missed(Observation.Cause.CONNECT));
        scene.pass(Duration.ofMinutes(1));
        assertThat(get("/-/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void metrics_come_in_the_format_and_encoding_that_is_asked_for() throws Exception {
        poll();
        HttpResponse<String> text = get("/metrics");
        assertThat(header(text, "content-type")).startsWith("text/plain; version=0.0.4");
        assertThat(text.body()).contains("steelyard_up 1.0\n").contains("steelyard_route_load{");

        HttpResponse<String> openMetrics = get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0");
        assertThat(header(openMetrics, "content-type")).startsWith("application/openmetrics-text");
        assertThat(openMetrics.body()).endsWith("# EOF\n");

        HttpResponse<byte[]> zipped = client.send(
                request("/metrics").header("Accept-Encoding", "gzip").build(), BodyHandlers.ofByteArray());
        assertThat(header(zipped, "content-encoding")).isEqualTo("gzip");
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
            assertThat(new String(in.readAllBytes(), UTF_8)).contains("steelyard_up 1.0\n");
        }
        assertThat(header(get("/metrics", "Accept-Encoding", "gzip;q=0"), "content-encoding"))
                .isEmpty();

        assertThat(get("/metrics?name[]=steelyard_up").body().lines().toList())
                .last()
                .isEqualTo("steelyard_up 1.0");
        assertThat(get("/metrics?name%5B%5D=steelyard_up&name%5B%5D=steelyard_endpoints")
                        .body())
                .contains("steelyard_endpoints 1.0")
                .doesNotContain("steelyard_routes");
    }

    @Test
    void the_configuration_is_read_again_by_POST_where_that_is_allowed_and_by_our_own_page_only() throws Exception {
        assertThat(post("/-/reload").statusCode()).isEqualTo(403);
        assertThat(post("/-/reload").body()).contains("http.lifecycle is false");
        assertThat(get("/-/reload").statusCode()).isEqualTo(405);

        Deque<Reload.Done> results = new ArrayDeque<>(List.of(
                new Reload.Done(true, List.of("mode: propose -> act")),
                new Reload.Done(false, List.of("s.yaml:1:1: is empty")),
                new Reload.Done(true, List.of())));
        AgentServer allowed = new AgentServer(
                metrics,
                journal,
                Admin.NONE,
                new Port(Optional.empty(), scene::now, Schedulers.immediate()),
                Schedulers.boundedElastic());
        allowed.reload(preview -> Mono.fromSupplier(results::removeFirst));
        DisposableServer open =
                Objects.requireNonNull(allowed.listen("127.0.0.1", 0).block(LIMIT));
        try {
            URI uri = URI.create("http://127.0.0.1:" + open.port() + "/-/reload");
            HttpRequest.Builder ask = HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody());
            assertThat(client.send(
                                    ask.copy()
                                            .header("Origin", "https://evil.example")
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(403);
            HttpResponse<String> good = client.send(ask.build(), BodyHandlers.ofString());
            assertThat(good.statusCode()).isEqualTo(200);
            assertThat(good.body()).isEqualTo("mode: propose -> act\n");
            HttpResponse<String> bad = client.send(ask.build(), BodyHandlers.ofString());
            assertThat(bad.statusCode()).isEqualTo(422);
            assertThat(bad.body()).isEqualTo("s.yaml:1:1: is empty\n");
            assertThat(client.send(ask.build(), BodyHandlers.ofString()).body()).isEqualTo("nothing changed\n");
        } finally {
            open.disposeNow();
        }
    }

    private HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return client.send(request(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/status", "/api/v1/snapshot", "/api/v1/decisions"})
    void the_API_is_JSON_before_and_after_the_first_poll(String path) throws Exception {
        HttpResponse<String> before = get(path);
        poll();
        HttpResponse<String> after = get(path);

        assertThat(before.statusCode()).isEqualTo(200);
        assertThat(header(after, "content-type")).isEqualTo("application/json");
        assertThat(before.body()).contains("\"generation\":null");
        assertThat(after.body()).contains("\"generation\":1");
    }

    @Test
    void the_landing_page_is_HTML_for_browsers_and_text_for_others() throws Exception {
        poll();
        HttpResponse<String> html = get("/", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        HttpResponse<String> text = get("/", "Accept", "*/*");

        assertThat(header(html, "content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(html, "content-security-policy")).startsWith("default-src 'none'; style-src 'self'");
        assertThat(header(html, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(html.body()).startsWith("<!doctype html>");
        assertThat(header(text, "content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(text.body()).startsWith("steelyard 1.2.3, mode act, ok");
        assertThat(header(get("/style.css"), "content-type")).startsWith("text/css");
        assertThat(header(get("/assets/alert.svg"), "cache-control"))
                .as("there is no server to ask when it is needed")
                .isEqualTo("max-age=86400");
    }

    @Test
    void a_HEAD_has_the_length_and_no_body() throws Exception {
        HttpResponse<String> head = client.send(
                request("/-/healthy").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "content-length")).isEqualTo("8");
        assertThat(get("/-/healthy").body()).isEqualTo("healthy\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"})
    void other_methods_are_not_allowed(String method) throws Exception {
        HttpResponse<String> response = client.send(
                request("/metrics").method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(header(response, "allow")).isEqualTo("GET, HEAD");
        assertThat(response.body()).hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/metrics/", "/api/v1", "/api/v2/status", "/-/", "/style.css/../x", "//"})
    void an_unknown_path_is_404_in_one_line(String path) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).hasLineCount(1).doesNotContain(path);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/nothing, 404",
        "GET, /api/v1, 404",
        "GET, /api, 404",
        "GET, /api/v2/status, 404",
        "POST, /api/v1/pausee, 404",
        "POST, /api/v1/policies/web, 404",
        "POST, /api/v1/status, 405",
        "DELETE, /api/v1/decisions/7, 405",
        "GET, /api/v1/pause, 405",
        "GET, /api/v1/history?endpoint=%zz, 400",
        "GET, /api/v1/scale/x, 404"
    })
    void what_goes_wrong_below_api_is_the_JSON_that_is_described(String method, String path, int status)
            throws Exception {
        RawReply reply = RawReply.to(server.port(), method, path, Map.of(), "");
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.head().toLowerCase(Locale.ROOT)).contains("content-type: application/json");
        new DescribedApi().conforms(new ObjectMapper().readTree(reply.body()), "Fault");

        RawReply foreign = RawReply.to(server.port(), "GET", path, Map.of("Host", "evil.example.com"), "");
        assertThat(foreign.status()).isEqualTo(421);
        new DescribedApi().conforms(new ObjectMapper().readTree(foreign.body()), "Fault");
    }

    @Test
    void nonsense_on_the_wire_is_400_and_a_huge_header_is_refused() throws Exception {
        assertThat(raw("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("GET /metrics?name[]=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(100_000) + "\r\n\r\n"))
                .matches("(?s)HTTP/1.1 4(13|31).*");
        assertThat(get("/-/healthy").statusCode()).isEqualTo(200);
    }

    private String raw(String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write(bytes.getBytes(UTF_8));
            return new String(socket.getInputStream().readNBytes(12), UTF_8);
        }
    }

    @Test
    void readers_that_do_not_read_hold_up_nobody() throws Exception {
        poll();
        Socket[] stuck = new Socket[20];
        try {
            for (int each = 0; each < stuck.length; each++) {
                stuck[each] = new Socket();
                stuck[each].setReceiveBufferSize(1024);
                stuck[each].connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), (int) LIMIT.toMillis());
                stuck[each]
                        .getOutputStream()
                        .write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
                                .repeat(50)
                                .getBytes(UTF_8));
            }
            assertThat(get("/metrics").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : stuck) {
                if (socket != null) {
                    socket.close();
                }
            }
        }
    }

    private AgentServer strict() {
        return new AgentServer(
                metrics,
                journal,
                Admin.NONE,
                new Port(Optional.empty(), scene::now, Schedulers.immediate()),
                Schedulers.boundedElastic(),
                new AgentServer.Limits(Duration.ofMillis(300), Duration.ofMillis(300), 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET / HT",
                "GET / HTTP/1.1\r\nHost: ",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1"
            })
    void a_connection_that_falls_silent_is_closed(String beginning) throws IOException {
        DisposableServer other =
                Objects.requireNonNull(strict().listen("127.0.0.1", 0).block(LIMIT));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), other.port())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write(beginning.getBytes(UTF_8));
            assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(1000);
        } finally {
            other.disposeNow();
        }
    }

    @Test
    void a_reader_that_never_reads_is_cut_off() throws Exception {
        metrics.accept(scene.seen(Scene.endpoint(
                "www",
                IntStream.range(0, 7000)
                        .mapToObj(each -> Scene.route("r".repeat(100) + each, 1, Scene.backend("b" + each, 1, 1)))
                        .toArray(Route[]::new))));
        DisposableServer other =
                Objects.requireNonNull(strict().listen("127.0.0.1", 0).block(LIMIT));
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(1024);
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), other.port()));
            socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));

            Awaitility.await().atMost(LIMIT).until(() -> broken(socket));
        } finally {
            other.disposeNow();
        }
    }

    /** The server has closed the connection, though much is unread. */
    private static boolean broken(Socket socket) {
        try {
            socket.getOutputStream().write('\n');
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void connections_above_the_limit_are_closed_and_free_places_are_used_again() throws Exception {
        DisposableServer other =
                Objects.requireNonNull(strict().listen("127.0.0.1", 0).block(LIMIT));
        Socket[] idle = new Socket[12];
        try {
            for (int each = 0; each < idle.length; each++) {
                idle[each] = new Socket(InetAddress.getLoopbackAddress(), other.port());
            }
            HttpRequest health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + other.port() + "/-/healthy"))
                    .timeout(LIMIT)
                    .build();
            Awaitility.await()
                    .atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> client.send(health, BodyHandlers.ofString()).statusCode() == 200);
        } finally {
            for (Socket socket : idle) {
                if (socket != null) {
                    socket.close();
                }
            }
            other.disposeNow();
        }
    }

    @Test
    void a_taken_port_is_named_with_the_remedy() {
        assertThatThrownBy(() -> agent.listen("127.0.0.1", server.port()).block(LIMIT))
                .isInstanceOf(ListenException.class)
                .hasMessage("cannot listen on 127.0.0.1:" + server.port() + ": the port is taken by another program; "
                        + "choose another address with http.listen or --http (port 0 takes a free one)");
    }
}
