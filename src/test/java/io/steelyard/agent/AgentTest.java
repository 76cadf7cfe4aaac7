package io.steelyard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.read.ListAppender;
import io.steelyard.config.ConfigLoader;
import io.steelyard.config.Given;
import io.steelyard.config.Loaded;
import io.steelyard.testing.RequiresProgram;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class AgentTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder = Path.of(".");

    private Agent agent(ServerSocket balancer) throws IOException {
        Files.writeString(folder.resolve("admin.token"), "s3cr3t");
        Path file = Files.writeString(
                folder.resolve("s.yaml"), """
                balancer: {type: haproxy, haproxy: {socket: "127.0.0.1:%d"}}
                poll: {interval: 20s, timeout: 20s}
                http: {listen: "127.0.0.1:0", admin_token_file: admin.token}
                audit: {file: "%s"}
                mode: act
                policies: [{name: p, endpoints: ["*"]}]
                """.formatted(balancer.getLocalPort(), folder.resolve("audit")));
        return new Agent((Loaded.Valid) ConfigLoader.load(file, name -> null), "test");
    }

    private static HttpResponse<String> pause(String url) throws IOException, InterruptedException {
        return pause(url, "s3cr3t");
    }

    private static HttpResponse<String> pause(String url, String token) throws IOException, InterruptedException {
        HttpRequest order = HttpRequest.newBuilder(URI.create(url + "/api/v1/pause"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString("{\"reason\": \"deploy\"}"))
                .timeout(LIMIT)
                .build();
        return HttpClient.newHttpClient().send(order, BodyHandlers.ofString());
    }

    @Test
    void an_agent_that_begins_to_act_without_an_audit_log_says_what_a_restart_forgets() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Path file = Files.writeString(folder.resolve("s.yaml"), """
                    balancer: {type: haproxy, haproxy: {socket: "127.0.0.1:%d"}}
                    poll: {interval: 20s, timeout: 20s}
                    http: {listen: "127.0.0.1:0"}
                    """.formatted(silent.getLocalPort()));
            ConfigSource source = new ConfigSource(file, () -> ConfigLoader.load(file, name -> null));
            Agent agent = new Agent((Loaded.Valid) source.load().get(), source, "test");
            Logger logger = (Logger) LoggerFactory.getLogger(Agent.class);
            ListAppender<ILoggingEvent> log = new ListAppender<>();
            log.start();
            logger.addAppender(log);
            agent.start().block(LIMIT);
            try {
                assertThat(log.list).noneMatch(line -> line.getLevel() == Level.WARN);
                Files.writeString(file, "mode: act\n", StandardOpenOption.APPEND);
                agent.reload("test").block(LIMIT);
                assertThat(log.list)
                        .filteredOn(line -> line.getLevel() == Level.WARN)
                        .singleElement()
                        .satisfies(
                                line -> assertThat(line.getFormattedMessage()).startsWith("audit.file is not set"));
            } finally {
                agent.stop().block(LIMIT);
                logger.detachAppender(log);
            }
        }
    }

    @Test
    void an_agent_that_is_stopped_while_it_starts_waits_for_no_write_and_says_nothing_of_one() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Agent.class);
        log.start();
        logger.addAppender(log);
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Agent agent = agent(silent);
            agent.stop().block(LIMIT);
            assertThat(log.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.INFO);
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void a_start_warns_of_an_admin_token_that_would_cross_the_network_without_TLS() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Agent.class);
        log.start();
        logger.addAppender(log);
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            agent(silent);
            Path file = folder.resolve("s.yaml");
            List<Given> open = List.of(new Given("http.listen", ":0", "--http"));
            Agent agent = new Agent((Loaded.Valid) ConfigLoader.load(file, name -> null, open), "test");
            agent.start().block(LIMIT);
            agent.stop().block(LIMIT);
            assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .filteredOn(line -> line.startsWith("http.listen: 0.0.0.0:0 is open to the network without TLS"))
                    .hasSize(1);
        } finally {
            logger.detachAppender(log);
        }
    }

    /** A pipe is opened only once it is read as well, and then whoever reads waits for what never comes. */
    @Test
    @RequiresProgram("mkfifo")
    void a_token_is_rotated_also_while_another_file_hangs() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            agent(silent);
            Path web = Files.writeString(folder.resolve("web.yml"), "http_server_config: {http2: true}\n");
            List<Given> given = List.of(new Given("http.web_config_file", web.toString(), "--web"));
            Loaded loaded = ConfigLoader.load(folder.resolve("s.yaml"), name -> null, given);
            Agent agent = new Agent((Loaded.Valid) loaded, "test");
            String url = "http://127.0.0.1:"
                    + agent.start().blockOptional(LIMIT).orElseThrow().http().getPort();
            try {
                Files.delete(web);
                assertThat(new ProcessBuilder("mkfifo", web.toString()).start().waitFor())
                        .isZero();
                try (OutputStream hanging = Files.newOutputStream(web)) {
                    assertThat(pause(url, "0ther").statusCode()).isEqualTo(403);
                    Files.writeString(folder.resolve("admin.token"), "0ther");
                    await().atMost(LIMIT).until(() -> pause(url, "0ther").statusCode() == 200);
                    hanging.flush();
                }
            } finally {
                agent.stop().block(LIMIT);
            }
        }
    }

    @Test
    void an_audit_log_that_cannot_be_written_is_told_before_anything_is_to_be_written() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Files.createDirectory(folder.resolve("audit"));
            Agent agent = agent(silent);
            agent.start().block(LIMIT);
            try {
                await().until(() -> agent.journal().view().unaudited().isPresent());
                assertThat(agent.journal().view().unaudited().orElseThrow()).endsWith("Is a directory");
            } finally {
                agent.stop().block(LIMIT);
            }
        }
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

    @Test
    void an_order_with_a_token_that_was_withdrawn_is_refused_though_nobody_gave_one_meanwhile() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        Logger logger = (Logger) LoggerFactory.getLogger(Token.class);
        AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent line) {
                read.countDown();
            }
        };
        log.start();
        logger.addAppender(log);
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Agent agent = agent(silent);
            String url = "http:/"
                    + Objects.requireNonNull(agent.start().block(LIMIT)).http();
            try {
                Files.writeString(folder.resolve("admin.token"), "another");
                assertThat(read.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
                assertThat(pause(url).statusCode()).isEqualTo(403);
            } finally {
                agent.stop().block(LIMIT);
            }
        } finally {
            logger.detachAppender(log);
        }
    }
}
