package io.steelyard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.config.BaseUrl;
import io.steelyard.metrics.AgentMetrics;
import io.steelyard.metrics.Scene;
import io.steelyard.web.port.Port;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;

/** Nobody can make the agent ask something of somebody. */
class RequestForgeryTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void no_path_and_no_parameter_makes_the_agent_connect_anywhere() throws Exception {
        Scene scene = new Scene();
        AgentMetrics metrics = scene.metrics(scene.settings());
        Port anybody = new Port(Optional.empty(), scene::now, Schedulers.immediate());
        DisposableServer server = Objects.requireNonNull(
                new AgentServer(metrics, new Journal(scene.settings()), Admin.NONE, anybody, Schedulers.parallel())
                        .listen("127.0.0.1", 0)
                        .block(LIMIT));
        try (ServerSocketChannel victim = ServerSocketChannel.open()) {
            victim.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            victim.configureBlocking(false);
            String target = "http://127.0.0.1:" + ((InetSocketAddress) victim.getLocalAddress()).getPort() + "/";
            String encoded = URLEncoder.encode(target, StandardCharsets.UTF_8);
            HttpClient http = HttpClient.newHttpClient();
            for (String path : List.of("/", "/metrics", "/probe", "/proxy/", "/api/v1/status", "/api/v1/history")) {
                for (String name : List.of("target", "url", "uri", "endpoint", "module", "name[]", "callback")) {
                    http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path + "?"
                                            + URLEncoder.encode(name, StandardCharsets.UTF_8) + "=" + encoded))
                                    .headers("X-Forwarded-Host", target, "Referer", target)
                                    .timeout(LIMIT)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
                }
            }
            assertThat(victim.accept()).as("connections to the target").isNull();
        } finally {
            server.disposeNow();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "jar:file:/x.jar!/a",
                "ftp://127.0.0.1/",
                "http://169.254.169.254/latest/meta-data",
                "http://[fd00:ec2::254]/",
                "http://metadata.google.internal/",
                "http://127.0.0.1.evil.example/",
                "http://localhost.evil.example/",
                "http://user@127.0.0.1:80@evil.example/"
            })
    void the_balancers_address_is_https_or_this_machine(String url) {
        assertThatThrownBy(() -> BaseUrl.parse(url)).isInstanceOf(IllegalArgumentException.class);
    }
}
