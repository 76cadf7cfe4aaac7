package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.steelyard.testing.SelfSigned;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A command that meets a daemon with a certificate says what is wrong, and which option mends it. */
class HttpsTest {

    @TempDir
    private Path folder = Path.of(".");

    private final StringWriter err = new StringWriter();
    private final List<DisposableServer> servers = new ArrayList<>();
    private String host = "";

    @BeforeEach
    void serve() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(SelfSigned.in(folder, "server").store(), SelfSigned.PASSWORD);
        SslContext own = SslContextBuilder.forServer(keys).build();
        DisposableServer server = Objects.requireNonNull(HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .secure(tls -> tls.sslContext(own))
                .handle((request, response) -> response.status(500).sendString(Mono.just("it is served")))
                .bind()
                .block(Duration.ofSeconds(20)));
        servers.add(server);
        host = "127.0.0.1:" + server.port();
    }

    @AfterEach
    void close() {
        servers.forEach(DisposableServer::disposeNow);
    }

    private String said(String... words) {
        err.getBuffer().setLength(0);
        assertThat(Root.commandLine(Map.<String, String>of()::get)
                        .setErr(new PrintWriter(err, true))
                        .execute(words))
                .isEqualTo(1);
        return err.toString();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void a_certificate_that_is_named_is_trusted() {
        assertThat(said("status", "--url", "https://" + host, "--ca-file", file("server.crt")))
                .contains("HTTP 500: it is served");
    }

    @Test
    void plain_http_to_a_port_that_speaks_https_is_told_to_write_https() {
        assertThat(said("status", "--url", "http://" + host))
                .contains("if it speaks https, write https:// in --url, and see --ca-file");
    }

    @Test
    void a_certificate_of_an_unknown_signer_leads_to_the_option_that_names_it() throws Exception {
        assertThat(said("status", "--url", "https://" + host))
                .contains("comes from nobody that is trusted; if it is the daemon's, give --ca-file FILE")
                .doesNotContain("PKIX");
        SelfSigned.in(folder, "other");
        assertThat(said("status", "--url", "https://" + host, "--ca-file", file("other.crt")))
                .contains("comes from nobody that is trusted; --ca-file " + file("other.crt") + " holds others");
    }

    @Test
    void a_file_without_certificates_is_named_as_such() throws Exception {
        Files.createFile(folder.resolve("empty"));
        assertThat(said("status", "--url", "https://" + host, "--ca-file", file("server.key")))
                .contains("--ca-file: " + file("server.key") + " holds something else than certificates; give the");
        assertThat(said("status", "--url", "https://" + host, "--ca-file", file("empty")))
                .contains("--ca-file: " + file("empty") + " is empty; give the");
        assertThat(said("status", "--url", "https://" + host, "--ca-file", file("missing")))
                .contains("--ca-file: " + file("missing") + ": no such file; give the");
    }
}
