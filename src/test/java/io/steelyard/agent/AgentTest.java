package io.steelyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.config.ConfigLoader;
import io.steelyard.config.Loaded;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder = Path.of(".");

    private Agent agent(ServerSocket balancer) throws IOException {
        Path file = Files.writeString(
                folder.resolve("s.yaml"), """
                balancer: {type: haproxy, haproxy: {socket: "127.0.0.1:%d"}}
                poll: {interval: 20s, timeout: 20s}
                http: {listen: "127.0.0.1:0", admin_token: s3cr3t}
                audit: {file: "%s"}
                mode: act
                policies: [{name: p, endpoints: ["*"]}]
                """.formatted(balancer.getLocalPort(), folder.resolve("audit")));
        return new Agent((Loaded.Valid) ConfigLoader.load(file, name -> null), "test");
    }

    private static HttpResponse<String> pause(String url) throws IOException, InterruptedException {
        HttpRequest order = HttpRequest.newBuilder(URI.create(url + "/api/v1/pause"))
                .header("Authorization", "Bearer s3cr3t")
                .POST(HttpRequest.BodyPublishers.ofString("{\"reason\": \"deploy\"}"))
                .timeout(LIMIT)
                .build();
        return HttpClient.newHttpClient().send(order, BodyHandlers.ofString());
    }

    @Test
    void a_pause_counts_and_is_kept_also_while_the_first_reading_of_a_balancer_that_hangs_is_waited_for()
            throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Agent agent = agent(silent);
            String url = "http:/"
                    + Objects.requireNonNull(agent.start().block(LIMIT)).http();
            try {
                assertThat(pause(url).statusCode()).isEqualTo(200);
                assertThat(Files.readString(folder.resolve("audit.orders"))).contains("\"reason\" : \"deploy\"");
                assertThat(agent.journal().view().control().paused()).isPresent();
            } finally {
                agent.stop().block(LIMIT);
            }
        }
    }
}
