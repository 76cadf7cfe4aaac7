package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the balancer says or does: the daemon lives, counts it, writes nothing, and goes on when it is over. */
class BadInputIT {

    private static final String TOKEN = "canary-4f1e9c";

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void a_balancer_that_answers_badly_costs_polls_and_nothing_else() throws IOException {
        try (RudePeer peer = new RudePeer()) {
            Map<String, RudePeer.Answer> faults = new LinkedHashMap<>();
            faults.put("auth", RudePeer.body(401, "no such token: " + TOKEN));
            faults.put("http_4xx", RudePeer.body(404, "nothing here"));
            faults.put("http_5xx", RudePeer.body(503, "try later"));
            faults.put("throttled", RudePeer.body(429, "slow down"));
            faults.put("decode", RudePeer.body(200, "<html><body>please log in</body></html>"));
            faults.put("timeout", peer.silence());
            peer.answers(RudePeer.body(200, "{}"));
            try (Program daemon = Program.start("run", "--config", config(peer.url(), "127.0.0.1:0"))) {
                String metrics = httpOf(daemon) + "/metrics";
                for (Map.Entry<String, RudePeer.Answer> fault : faults.entrySet()) {
                    String series = "steelyard_poll_failures_total{reason=\"" + fault.getKey() + "\"}";
                    double before = Program.sample(Program.get(metrics).body(), series);
                    assertThat(before).as("%s is there from the start", series).isNotNaN();
                    peer.answers(fault.getValue());
                    await(fault.getKey())
                            .atMost(Program.PATIENCE)
                            .until(() -> Program.sample(Program.get(metrics).body(), series) >= before + 2);
                    String now = Program.get(metrics).body();
                    assertThat(Program.sample(now, "steelyard_up")).isZero();
                    assertThat(peer.shapes())
                            .as("writes after %s", fault.getKey())
                            .isZero();
                }
                peer.answers(RudePeer.body(200, "{}"));
                await("recovery")
                        .atMost(Program.PATIENCE)
                        .until(() -> Program.sample(Program.get(metrics).body(), "steelyard_up") == 1);
                assertThat(daemon.err())
                        .doesNotContain(TOKEN)
                        .doesNotContain("peers-secret")
                        .doesNotContain("\tat ");
                assertThat(Program.get(metrics).body()).doesNotContain(TOKEN);
            }
        }
    }

    @Test
    void while_polls_fail_the_last_snapshot_goes_stale_and_no_shape_is_sent() throws IOException {
        try (RudePeer peer = new RudePeer();
                Program daemon = Program.start("run", "--config", config(peer.url(), "127.0.0.1:0"))) {
            String http = httpOf(daemon);
            await("a write is tried").atMost(Program.PATIENCE).until(() -> peer.shapes() > 0);
            peer.answers(RudePeer.body(500, "broken"));
            await("the level series are left out").atMost(Program.PATIENCE).until(() -> {
                String text = Program.get(http + "/metrics").body();
                return Program.sample(text, "steelyard_up") == 0 && !text.contains("steelyard_route_load{");
            });
            int shapes = peer.shapes();
            int queries = peer.queries();
            await("ten more requests").atMost(Program.PATIENCE).until(() -> peer.queries() > queries + 10);
            assertThat(peer.shapes()).isEqualTo(shapes);
            assertThat(Program.get(http + "/api/v1/snapshot").body()).contains("www.example.com");
            assertThat(Program.get(http + "/-/healthy").statusCode()).isEqualTo(200);
            assertThat(Program.get(http + "/-/ready").statusCode()).isEqualTo(200);
        }
    }

    /** The first is less than the limit of bytes and would fill the heap within some polls, the second at once. */
    @Test
    void a_balancer_that_is_too_large_for_the_heap_is_refused_by_name_until_it_is_smaller() throws IOException {
        try (RudePeer peer = new RudePeer();
                Program daemon =
                        Program.start(List.of("-Xmx64m"), "run", "--config", config(peer.url(), "127.0.0.1:0", "2s"))) {
            String metrics = httpOf(daemon) + "/metrics";
            String refused = "steelyard_poll_failures_total{reason=\"decode\"}";
            for (int routes : List.of(12_000, 1_000_000)) {
                await("a good snapshot")
                        .atMost(Program.PATIENCE)
                        .until(() -> Program.sample(Program.get(metrics).body(), "steelyard_up") == 1);
                double before = Program.sample(Program.get(metrics).body(), refused);
                peer.answers(RudePeer.body(200, withRoutes(routes)));
                await(routes + " routes are refused, again and again")
                        .atMost(Program.PATIENCE)
                        .until(() -> Program.sample(Program.get(metrics).body(), refused) >= before + 4);
                assertThat(Program.get(metrics).body()).doesNotContain("steelyard_route_weight{");
                peer.answers(RudePeer.good());
            }
            await("recovery")
                    .atMost(Program.PATIENCE)
                    .until(() -> Program.sample(Program.get(metrics).body(), "steelyard_up") == 1);
            assertThat(daemon.err())
                    .contains("it has more than", "routes", " MB, has room for; raise -Xmx")
                    .doesNotContain("OutOfMemory");
            assertThat(Program.get(metrics).body())
                    .contains("route=\"route0001\"")
                    .doesNotContain("route=\"r7\"");
        }
    }

    private static String withRoutes(int number) {
        return IntStream.range(0, number)
                .mapToObj(route -> "{\"ID\":\"r" + route + "\",\"Weight\":1}")
                .collect(Collectors.joining(
                        ",", "{\"Endpoints\":[{\"Pattern\":\"www.example.com\",\"Routes\":[", "]}],\"Backends\":[]}"));
    }

    @Test
    void an_unreachable_balancer_is_a_missed_poll_and_not_ready() throws IOException {
        try (Program daemon = Program.start("run", "--config", config("http://127.0.0.1:1", "127.0.0.1:0"))) {
            String http = httpOf(daemon);
            await("missed")
                    .atMost(Program.PATIENCE)
                    .until(() -> Program.sample(
                                    Program.get(http + "/metrics").body(),
                                    "steelyard_poll_failures_total{reason=\"connect\"}")
                            >= 1);
            assertThat(Program.get(http + "/-/healthy").statusCode()).isEqualTo(200);
            assertThat(Program.get(http + "/-/ready").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void a_taken_port_ends_the_daemon_with_one_line() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Program.Finished run =
                    Program.run("run", "--config", config("http://127.0.0.1:1", "127.0.0.1:" + taken.getLocalPort()));
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err().lines()).hasSize(1);
            assertThat(run.err()).contains("127.0.0.1:" + taken.getLocalPort(), "port is taken");
        }
    }

    @Test
    void a_bad_configuration_ends_the_daemon_with_a_line_for_each_error() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), """
                balancer: {type: haprox}
                pol: {interval: 1s}
                guard: {max_step: lots}
                """);
        Program.Finished run = Program.run("run", "--config", file.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(3).allMatch(line -> line.startsWith(file + ":"));
        assertThat(run.err()).contains("haproxy", "poll", "max_step");
        assertThat(Program.run("check", file.toString()).exit()).isEqualTo(3);
    }

    private static String httpOf(Program daemon) {
        return await("http address in the log")
                .atMost(Program.PATIENCE)
                .until(
                        () -> {
                            int at = daemon.err().indexOf("http on ");
                            return at < 0
                                    ? ""
                                    : "http://"
                                            + daemon.err()
                                                    .substring(at + 8)
                                                    .lines()
                                                    .findFirst()
                                                    .orElse("");
                        },
                        url -> !url.isEmpty());
    }

    private String config(String url, String http) throws IOException {
        return config(url, http, "300ms");
    }

    private String config(String url, String http, String interval) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        return Files.writeString(folder.resolve("steelyard.yaml"), """
                        balancer:
                          type: backplane
                          backplane: {url: "%s", token_file: "%s"}
                        poll: {interval: %s, timeout: %s}
                        mode: act
                        guard: {cooldown: 1s}
                        http: {listen: "%s"}
                        """.formatted(url, token, interval, interval, http))
                .toString();
    }
}
