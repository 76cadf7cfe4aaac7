package io.steelyard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.steelyard.metrics.AgentMetrics;
import io.steelyard.metrics.Scene;
import io.steelyard.testing.RequiresProgram;
import io.steelyard.testing.SelfSigned;
import io.steelyard.testing.VirtualTime;
import io.steelyard.web.port.Port;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;

/** The web configuration file, against a real listener; promtool judges the files. */
class PortTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder = Path.of(".");

    private final Scene scene = new Scene();
    private final AgentMetrics metrics = scene.metrics(scene.settings());
    private final Journal journal = new Journal(scene.settings());
    private final List<DisposableServer> servers = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(DisposableServer::disposeNow);
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("web.yaml"), yaml);
    }

    private int serve(Path file) {
        return serve(agent(file));
    }

    private AgentServer agent(Path file) {
        Port port = new Port(Optional.of(file), scene::now, Schedulers.immediate());
        Admin admin = new Admin(Admin.NONE.operations(), Optional.of(() -> "admin-token"), true, Set.of());
        return new AgentServer(metrics, journal, admin, port, Schedulers.boundedElastic());
    }

    private int serve(AgentServer agent) {
        DisposableServer server =
                Objects.requireNonNull(agent.listen("127.0.0.1", 0).block(LIMIT));
        servers.add(server);
        return server.port();
    }

    private static HttpResponse<String> get(HttpClient client, String scheme, int port, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + port + "/-/healthy"))
                .timeout(LIMIT);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpClient plain() {
        return HttpClient.newBuilder().connectTimeout(LIMIT).build();
    }

    private static String hash(String password) {
        return BCrypt.with(BCrypt.Version.VERSION_2Y).hashToString(4, password.toCharArray());
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private KeyStore pair(String name) throws Exception {
        return SelfSigned.in(folder, name).store();
    }

    /** A client that trusts one certificate and may have one of its own. */
    private static HttpClient client(KeyStore trusted, Optional<KeyStore> own) throws Exception {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("server", trusted.getCertificate("own"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own.orElse(null), SelfSigned.PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).connectTimeout(LIMIT).build();
    }

    @Test
    void with_a_certificate_TLS_is_spoken_and_nothing_else() throws Exception {
        KeyStore server = pair("server");
        int port = serve(file("""
                tls_server_config: {cert_file: server.crt, key_file: server.key, min_version: TLS13}
                http_server_config: {headers: {Strict-Transport-Security: max-age=60}}
                """));
        HttpResponse<String> answer = get(client(server, Optional.empty()), "https", port);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("strict-transport-security")).contains("max-age=60");
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        assertThatThrownBy(() -> get(plain(), "http", port)).isInstanceOf(IOException.class);
    }

    @Test
    void only_a_client_with_a_certificate_of_the_right_origin_comes_in() throws Exception {
        KeyStore server = pair("server");
        KeyStore friend = pair("friend");
        KeyStore stranger = pair("stranger");
        int port = serve(
                file("tls_server_config: {cert_file: server.crt, key_file: server.key, client_ca_file: friend.crt,"
                        + " client_auth_type: RequireAndVerifyClientCert}\n"));
        assertThat(get(client(server, Optional.of(friend)), "https", port).statusCode())
                .isEqualTo(200);
        assertThatThrownBy(() -> get(client(server, Optional.of(stranger)), "https", port))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> get(client(server, Optional.empty()), "https", port))
                .isInstanceOf(IOException.class);
    }

    @Test
    void users_need_their_password_and_the_admin_token_stands_for_one() throws Exception {
        int port = serve(file("basic_auth_users: {alice: \"" + hash("secret") + "\"}\n"));
        HttpResponse<String> none = get(plain(), "http", port);
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("www-authenticate")).contains("Basic realm=\"steelyard\"");
        assertThat(get(plain(), "http", port, "Authorization", basic("alice", "wrong"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(get(plain(), "http", port, "Authorization", basic("bob", "secret"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(get(plain(), "http", port, "Authorization", basic("bob", "fakepassword"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(get(plain(), "http", port, "Authorization", basic("alice", "secret"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(get(plain(), "http", port, "Authorization", "Bearer admin-token")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get(plain(), "http", port, "Authorization", "Bearer other").statusCode())
                .isEqualTo(401);
    }

    @Test
    void where_users_are_asked_for_whoever_is_sent_away_is_told_what_to_send() throws Exception {
        int port = serve(file("basic_auth_users: {alice: \"" + hash("secret") + "\"}\n"));
        assertThat(get(plain(), "http", port).body())
                .contains("a user and a password are needed here: Authorization: Basic")
                .contains("which orders want in any case: Authorization: Bearer TOKEN");
        HttpResponse<String> wrong = get(plain(), "http", port, "Authorization", "Bearer other");
        assertThat(wrong.body()).startsWith("the token is not the admin token; a user and a password are needed");
        assertThat(wrong.headers().firstValue("www-authenticate"))
                .as("a browser must not ask for a password, and send that in the token's place")
                .contains("Bearer realm=\"steelyard admin\"");
        RawReply order = RawReply.to(
                port,
                "POST",
                "/api/v1/pause",
                Map.of("Authorization", basic("alice", "secret")),
                "{\"reason\": \"x\"}");
        assertThat(order.status()).isEqualTo(403);
        assertThat(order.body())
                .contains("orders want the admin token, not a user's password: send Authorization: Bearer");
    }

    @Test
    void of_two_headers_with_credentials_none_is_chosen() throws Exception {
        int port = serve(file("basic_auth_users: {alice: \"" + hash("secret") + "\"}\n"));
        HttpResponse<String> both = get(
                plain(),
                "http",
                port,
                "Authorization",
                basic("alice", "secret"),
                "Authorization",
                "Bearer admin-token");
        assertThat(both.statusCode()).isEqualTo(400);
        assertThat(both.body()).contains("there are 2 headers Authorization; send one");
    }

    @Test
    void where_there_are_users_no_path_answers_a_stranger() throws Exception {
        AgentServer agent = agent(file("basic_auth_users: {alice: \"" + hash("secret") + "\"}\n"));
        int port = serve(agent);
        for (String path : agent.paths().keySet()) {
            String asked = path.replaceAll("\\{[a-z]+}", "x");
            for (String method : List.of("GET", "POST")) {
                assertThat(RawReply.to(port, method, asked, Map.of(), "").status())
                        .as(method + " " + path)
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void a_change_of_the_file_is_in_force_within_seconds_and_a_broken_one_changes_nothing() throws Exception {
        Path file = file("basic_auth_users: {alice: \"" + hash("one") + "\"}\n");
        int port = serve(file);
        touch(file, "basic_auth_users: {alice: \"" + hash("two") + "\"}\n", 1);
        get(plain(), "http", port);
        assertThat(get(plain(), "http", port, "Authorization", basic("alice", "two"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(get(plain(), "http", port, "Authorization", basic("alice", "one"))
                        .statusCode())
                .isEqualTo(401);
        touch(file, "basic_auth_users: [\n", 2);
        get(plain(), "http", port);
        assertThat(get(plain(), "http", port, "Authorization", basic("alice", "two"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(get(plain(), "http", port).statusCode()).isEqualTo(401);
    }

    @Test
    void a_password_that_was_taken_away_lets_nobody_in_not_even_the_first_after_a_quiet_time() throws Exception {
        VirtualTime time = new VirtualTime();
        Path file = file("basic_auth_users: {alice: \"" + hash("one") + "\"}\n");
        Port port = new Port(Optional.of(file), time, time.scheduler());
        Disposable watch = port.watch(time.scheduler()).subscribe();
        try {
            touch(file, "basic_auth_users: {alice: \"" + hash("two") + "\"}\n", 1);
            time.pass(Duration.ofMillis(1100));
            assertThat(port.users().admit(basic("alice", "one"))).isEmpty();
            assertThat(port.users().admit(basic("alice", "two"))).contains("alice");
        } finally {
            watch.dispose();
        }
    }

    @Test
    void while_a_look_at_its_files_hangs_those_that_connect_take_no_second_thread() throws Exception {
        VirtualTime time = new VirtualTime();
        Queue<Runnable> tasks = new ArrayDeque<>();
        Port port = new Port(Optional.of(file("basic_auth_users: {}\n")), time, Schedulers.fromExecutor(tasks::add));
        Disposable watch = port.watch(time.scheduler()).subscribe();
        for (int second = 0; second < 10; second++) {
            time.pass(Duration.ofSeconds(1));
            assertThat(port.tls()).isEmpty();
        }
        assertThat(tasks).hasSize(1);
        watch.dispose();
    }

    @Test
    void a_refused_file_is_told_with_what_is_wrong_and_then_that_it_is_taken_also_when_only_what_it_names_comes()
            throws Exception {
        List<String> told = new ArrayList<>();
        VirtualTime time = new VirtualTime();
        Path file = file("basic_auth_users: {}\n");
        Port port = new Port(
                Optional.of(file),
                time,
                time.scheduler(),
                (name, refused) -> told.add(name + " "
                        + refused.map(now -> now.why() + ": " + now.first()).orElse("taken")));
        Disposable watch = port.watch(time.scheduler()).subscribe();
        try {
            touch(file, "tls_server_config: {cert_file: late.crt, key_file: late.key}\n", 1);
            time.pass(Duration.ofMillis(3100));
            assertThat(told)
                    .singleElement()
                    .asString()
                    .startsWith(file + " " + file + " changed: " + file + ":1:")
                    .contains("late.crt");
            assertThat(port.tls()).as("as before").isEmpty();

            pair("late");
            time.pass(Duration.ofMillis(1100));
            assertThat(told).hasSize(2).last().isEqualTo(file + " taken");
            assertThat(port.tls()).isPresent();
        } finally {
            watch.dispose();
        }
    }

    private void touch(Path file, String text, int age) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(
                file, java.nio.file.attribute.FileTime.from(scene.now().wall().plusSeconds(age)));
        scene.pass(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tls_server_config: {cert_file: a.crt} | tls_server_config.cert_file: has no key; add key_file",
                "tls_server_config: {cert_file: a, key_file: b, client_auth_type: RequireAndVerifyClientCert} | needs"
                        + " client_ca_file",
                "tls_server_config: {cert_file: a, key_file: b, client_auth_type: Require} | is none of NoClientCert",
                "tls_server_config: {cert_file: a, key_file: b, min_version: TLS11} | is none of TLS12, TLS13",
                "tls_server_config: {cert_fil: a} | cert_fil: unknown key; did you mean cert_file?",
                "basic_auth_users: {alice: secret} | basic_auth_users.alice: is no bcrypt hash; make one with htpasswd",
                "http_server_config: {headers: {X-Frame-Option: a}} | did you mean X-Frame-Options?",
                "basic_auth_users: [ | web.yaml:2:1: is not YAML"
            })
    void a_file_that_cannot_be_used_is_refused_at_the_start(String yaml, String message) throws IOException {
        Path file = file(yaml + "\n");
        assertThatThrownBy(() -> new Port(Optional.of(file), scene::now, Schedulers.immediate()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("web.yaml")
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }

    @Test
    @RequiresProgram("promtool")
    void promtool_takes_the_same_files_and_refuses_the_same() throws Exception {
        pair("server");
        for (String good : List.of(
                "",
                "tls_server_config: {cert_file: server.crt, key_file: server.key, min_version: TLS12}\n",
                "tls_server_config: {cert_file: server.crt, key_file: server.key, client_ca_file: server.crt,"
                        + " client_auth_type: RequireAndVerifyClientCert}\n",
                "tls_server_config: {cert_file: server.crt, key_file: server.key, client_auth_type:"
                        + " RequestClientCert}\n",
                "basic_auth_users: {alice: \"" + hash("secret") + "\"}\n",
                "http_server_config: {http2: false, headers: {X-Frame-Options: deny}}\n")) {
            Path file = file(good);
            assertThat(promtool(file)).as(good).isZero();
            assertThat(Port.check(file, Clock.systemUTC().instant())).as(good).isEmpty();
            assertThat(new Port(Optional.of(file), scene::now, Schedulers.immediate()).users())
                    .isNotNull();
        }
        for (String bad : List.of(
                "tls_server_config: {cert_file: server.crt}\n",
                "tls_server_config: {cert_file: server.crt, key_file: nowhere.key}\n",
                "tls_server_config: {cert_fil: server.crt}\n",
                "tls_server_config: {cert_file: server.crt, key_file: server.key, client_ca_file: nowhere.crt,"
                        + " client_auth_type: RequireAndVerifyClientCert}\n",
                "tls_server_config: {cert_file: server.crt, key_file: server.key, client_auth_type: Always}\n",
                "tls_server_config: {cert_file: server.key, key_file: server.crt}\n",
                "tls_server_config: {cert_file: server.crt, key_file: server.key, min_version: TLS99}\n",
                "basic_auth_users: [alice]\n",
                "basic_auth: {alice: x}\n",
                "http_server_config: {headers: {X-Other: a}}\n")) {
            Path file = file(bad);
            assertThat(promtool(file)).as(bad).isNotZero();
            assertThat(Port.check(file, Clock.systemUTC().instant()))
                    .as("what check says of " + bad)
                    .isNotEmpty();
            assertThatThrownBy(() -> new Port(Optional.of(file), scene::now, Schedulers.immediate()))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static int promtool(Path file) throws Exception {
        Process promtool = new ProcessBuilder("promtool", "check", "web-config", file.toString())
                .redirectErrorStream(true)
                .start();
        try (InputStream out = promtool.getInputStream()) {
            out.readAllBytes();
        }
        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return promtool.exitValue();
    }
}
