package io.steelyard.backplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslContextBuilder;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicInteger requests = new AtomicInteger();

    @Test
    void the_token_goes_only_to_a_server_with_a_trusted_certificate_for_its_name(@TempDir Path folder)
            throws Exception {
        KeyStore keys = keys(folder.resolve("keys.p12"));
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .secure(spec -> spec.sslContext(context(SslContextBuilder.forServer(own))))
                .handle((request, response) -> {
                    requests.incrementAndGet();
                    return response.sendString(Mono.just("{}"));
                })
                .bindNow();
        try {
            assertThatThrownBy(() -> to(server, "localhost").build().query().block(PATIENCE))
                    .isInstanceOfSatisfying(
                            TransportException.class,
                            thrown -> assertThat(thrown.kind()).isEqualTo(BackplaneException.Kind.TLS));
            assertThatThrownBy(
                            () -> trusting(server, "127.0.0.1", trusted).query().block(PATIENCE))
                    .as("trusted, but made out to another name")
                    .isInstanceOfSatisfying(
                            TransportException.class,
                            thrown -> assertThat(thrown.kind()).isEqualTo(BackplaneException.Kind.TLS));
            assertThat(requests).hasValue(0);
            assertThat(trusting(server, "localhost", trusted).query().block(PATIENCE))
                    .isNotNull();
            assertThat(requests).hasValue(1);
        } finally {
            server.disposeNow();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "good    | localhost | true  | ",
                "good    | localhost | false | comes from no authority that is trusted here",
                "good    | 127.0.0.1 | true  | is made out to another name",
                "expired | localhost | true  | has expired",
                "later   | localhost | true  | is not valid yet",
                "alone   | localhost | true  | comes from no authority that is trusted here"
            })
    void a_certificate_that_is_not_good_ends_the_call_before_anything_is_sent_and_is_told_why(
            String certificate, String host, boolean trusts, @Nullable String why) throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(Authority.only(certificate), Authority.PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(Authority.trusted());
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .secure(spec -> spec.sslContext(context(SslContextBuilder.forServer(own))))
                .handle((request, response) -> {
                    requests.incrementAndGet();
                    return response.sendString(Mono.just("{}"));
                })
                .bindNow();
        try {
            BackplaneClient client =
                    trusts ? trusting(server, host, trusted) : to(server, host).build();
            if (why == null) {
                assertThat(client.query().block(PATIENCE)).isNotNull();
                assertThat(requests).hasValue(1);
                return;
            }
            assertThatThrownBy(() -> client.query().block(PATIENCE))
                    .isInstanceOfSatisfying(
                            TransportException.class,
                            thrown -> assertThat(thrown.kind()).isEqualTo(BackplaneException.Kind.TLS))
                    .hasMessageContaining("https://" + host)
                    .hasMessageContaining(why)
                    .hasMessageNotContaining("a-token");
            assertThat(requests).as("requests that were sent").hasValue(0);
        } finally {
            server.disposeNow();
        }
    }

    private static ClientBuilder to(DisposableServer server, String host) {
        return BackplaneClient.builder(URI.create("https://" + host + ":" + server.port()))
                .token("a-token")
                .deadline(PATIENCE);
    }

    private static BackplaneClient trusting(DisposableServer server, String host, TrustManagerFactory trusted) {
        return to(server, host)
                .http(client -> client.secure(spec ->
                        spec.sslContext(context(SslContextBuilder.forClient().trustManager(trusted)))))
                .build();
    }

    private static io.netty.handler.ssl.SslContext context(SslContextBuilder builder) {
        try {
            return builder.build();
        } catch (javax.net.ssl.SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A certificate for localhost, made by the JDK's own tool. */
    private static KeyStore keys(Path file) throws Exception {
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "peer",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(file.resolveSibling("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(file)) {
            keys.load(bytes, PASSWORD);
        }
        // A certificate entry of its own, so that the store also serves as what is trusted.
        keys.setCertificateEntry("trusted", keys.getCertificate("peer"));
        return keys;
    }
}
