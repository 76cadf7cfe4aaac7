package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.steelyard.testing.HaproxyBed;
import io.steelyard.testing.HaproxyProcess;
import io.steelyard.testing.PoissonLoad;
import io.steelyard.testing.RequiresProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The daemon on a real HAProxy that carries real traffic: four servers of 5, 10, 20 and 40 ms, Poisson load. */
@RequiresProgram("haproxy")
@Isolated("carries traffic that the test measures")
class HaproxyIT {

    private static final Duration SETTLE = Duration.ofMinutes(2);

    /** As the file of orders has it. */
    private static final String EDIT = "\"route\" : \"s0\"";

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void weights_find_the_capacities_no_request_fails_and_an_operator_is_left_alone() throws IOException {
        try (HaproxyBed bed = HaproxyBed.start();
                PoissonLoad load = bed.load(0.64, 1, Duration.ofMinutes(5));
                Program daemon = Program.start("run", "--config", config(bed, ""))) {
            Deque<List<Integer>> last = new ArrayDeque<>();
            await("weights of ten seconds within 20% of the right shares")
                    .pollInterval(Duration.ofSeconds(1))
                    .atMost(SETTLE)
                    .until(() -> {
                        last.addLast(bed.weights());
                        return last.size() > 10 && last.removeFirst() != null && largestError(bed, last) <= 0.2;
                    });
            assertThat(load.failureMessages()).isEmpty();

            bed.haproxy().command("set weight web/s3 200");
            await("the edit is reported")
                    .atMost(Program.PATIENCE)
                    .until(() -> daemon.err().contains("operator_edit"));
            assertThat(daemon.err()).contains("s3", "-> 200");
            List<Integer> edited = bed.weights();
            await("and left alone")
                    .during(Duration.ofSeconds(8))
                    .atMost(Program.PATIENCE)
                    .until(() -> bed.weights().equals(edited));

            daemon.kill();
            daemon.awaitExit(Program.PATIENCE);
            int sent = load.sent();
            await("traffic goes on without the daemon").atMost(Program.PATIENCE).until(() -> load.sent() > sent + 500);
            assertThat(bed.weights()).isEqualTo(edited);
            load.stop();
            load.awaitEnd(Program.PATIENCE);
            assertThat(load.failures()).isZero();
        }
    }

    @Test
    void an_endpoint_that_an_operator_took_over_stays_so_when_the_daemon_is_killed_and_started_again()
            throws IOException {
        Path audit = folder.resolve("audit.jsonl");
        Path kept = folder.resolve("audit.jsonl.orders");
        try (HaproxyBed bed = HaproxyBed.start()) {
            String config = config(bed, "audit: {file: \"" + audit + "\"}\n" + """
                    policies:
                    - {type: static, parameters: {weights: {s0: 10, s1: 20, s2: 30, s3: 40}}}
                    """);
            List<Integer> edited;
            try (Program daemon = Program.start("run", "--config", config)) {
                await("the policy acts")
                        .atMost(Program.PATIENCE)
                        .until(() -> !bed.weights().equals(HaproxyBed.EQUAL_WEIGHTS));
                bed.haproxy().command("set weight web/s0 200");
                await("the edit is kept")
                        .atMost(Program.PATIENCE)
                        .until(() ->
                                Files.exists(kept) && Files.readString(kept).contains(EDIT));
                edited = bed.weights();
                daemon.kill();
                daemon.awaitExit(Program.PATIENCE);
            }
            try (Program daemon = Program.start("run", "--config", config)) {
                await("the edit is told again")
                        .atMost(Program.PATIENCE)
                        .until(() -> daemon.err().contains("before a restart of the agent"));
                assertThat(daemon.err()).contains("web stays suspended, from " + kept);
                await("and left alone")
                        .during(Duration.ofSeconds(5))
                        .atMost(Program.PATIENCE)
                        .until(() -> bed.weights().equals(edited));
                Matcher address = Pattern.compile("http on (127.0.0.1:\\d+)").matcher(daemon.err());
                assertThat(address.find()).isTrue();
                String api = "http://" + address.group(1) + "/api/v1/";
                assertThat(Program.get(api + "status").body())
                        .contains("\"restored\":true", "\"route\":\"s0\"", "\"to\":200");
                String answer = Program.post(
                                api + "endpoints/web/rearm",
                                "{\"reason\": \"done\"}",
                                "Authorization",
                                "Bearer token-of-this-test")
                        .body();
                assertThat(answer).contains("\"suspended\":false", "\"suspended_before\":true");
                assertThat(Files.readString(kept)).doesNotContain(EDIT);
                await("the policy goes on")
                        .atMost(Program.PATIENCE)
                        .until(() -> !bed.weights().equals(edited));
            }
        }
    }

    @Test
    void servers_that_an_operator_sets_against_each_other_inside_one_route_are_left_alone_and_told()
            throws IOException {
        String web = """
                backend web
                    balance roundrobin
                    server blue-1 127.0.0.1:1 weight 50
                    server blue-2 127.0.0.1:1 weight 50
                    server green-1 127.0.0.1:1 weight 50
                    server green-2 127.0.0.1:1 weight 50
                """;
        try (HaproxyProcess haproxy = HaproxyProcess.start(web);
                Program daemon = Program.start(
                        "run", "--config", config(haproxy, "proxies: [web], route_by: '^([a-z]+)-'", """
                        policies:
                        - {type: static, parameters: {weights: {blue: 60, green: 40}}}
                        """))) {
            String api = "http://" + daemon.said(Pattern.compile("http on (127.0.0.1:\\d+)")) + "/";
            await("the policy acts")
                    .atMost(Program.PATIENCE)
                    .until(() -> haproxy.weight("web/green-1") != haproxy.weight("web/blue-1"));
            int green = haproxy.weight("web/green-1") + haproxy.weight("web/green-2");
            haproxy.command("set weight web/green-1 " + (green - 90) + ";set weight web/green-2 90");

            await("the edit is told")
                    .atMost(Program.PATIENCE)
                    .until(() -> Program.get(api + "api/v1/status").body().contains("\"server\":\"green-2\""));
            assertThat(daemon.err()).contains("operator_edit", "as before (green-1 ", " -> 90)");
            assertThat(Program.get(api).body()).contains("green-2 ");
            await("and left alone")
                    .during(Duration.ofSeconds(5))
                    .atMost(Program.PATIENCE)
                    .until(() -> haproxy.weight("web/green-1") == green - 90 && haproxy.weight("web/green-2") == 90);
        }
    }

    @Test
    void haproxy_is_shaped_over_the_backplane_api() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "token-of-this-test");
        try (HaproxyBed bed = HaproxyBed.start();
                Program server = Program.start(
                        "serve",
                        "--config",
                        config(bed, "backplane_api: {listen: \"127.0.0.1:0\", token_file: \"" + token + "\"}"))) {
            String url = server.printed("backplane_api");
            assertThat(client(url, token, "shape", "web", "s0=0", "s3=7").exit())
                    .isZero();
            assertThat(bed.weights()).containsExactly(0, 100, 100, 7);
            assertThat(client(url, token, "query").out()).contains("web", "s0", "s3");
            Program.Finished none = client(url, token, "shape", "web", "s1=0", "s2=0", "s3=0");
            assertThat(none.exit()).isEqualTo(1);
            assertThat(none.err()).contains("without any traffic");
            Program.Finished route = client(url, token, "route", "web", "a=b");
            assertThat(route.err()).contains("422", "not supported by this balancer");
            assertThat(bed.weights()).containsExactly(0, 100, 100, 7);
        }
    }

    private static Program.Finished client(String url, Path token, String command, String... rest) {
        List<String> args = new ArrayList<>(List.of(command, "--url", url, "--token-file", token.toString()));
        args.addAll(List.of(rest));
        return Program.run(args.toArray(String[]::new));
    }

    @Test
    void a_reload_is_the_new_baseline_and_is_changed_by_steps() throws IOException {
        try (HaproxyBed bed = HaproxyBed.start();
                PoissonLoad load = bed.load(0.5, 1, Duration.ofMinutes(3));
                Program daemon = Program.start("run", "--config", config(bed, ""))) {
            await("a first write").atMost(SETTLE).until(() -> !bed.weights().equals(HaproxyBed.EQUAL_WEIGHTS));
            bed.haproxy().restart();
            assertThat(bed.weights()).isEqualTo(HaproxyBed.EQUAL_WEIGHTS);
            await("the restart is reported")
                    .atMost(Program.PATIENCE)
                    .until(() -> daemon.err().contains("was reloaded"));
            await("it goes on").atMost(SETTLE).until(() -> !bed.weights().equals(HaproxyBed.EQUAL_WEIGHTS));
            assertThat(daemon.err()).doesNotContain("operator_edit");
            load.stop();
        }
    }

    @Test
    void a_term_signal_ends_the_daemon_with_0() throws IOException {
        try (HaproxyBed bed = HaproxyBed.start();
                Program daemon = Program.start("run", "--config", config(bed, ""))) {
            await("it watches")
                    .atMost(Program.PATIENCE)
                    .until(() -> daemon.err().contains("watching haproxy"));
            daemon.terminate();
            assertThat(daemon.awaitExit(Duration.ofSeconds(30))).isZero();
        }
    }

    /**
     * Largest relative error of a mean share, against shares in proportion to what the servers were measured to do: on a
     * busy machine one of 5 ms needs 6.
     */
    private static double largestError(HaproxyBed bed, Collection<List<Integer>> weights) {
        double[] capacity = bed.servers().all().stream()
                .mapToDouble(server -> 1e9 / server.measuredServiceTime().toNanos())
                .toArray();
        double all = DoubleStream.of(capacity).sum();
        return IntStream.range(0, capacity.length)
                .mapToDouble(i -> Math.abs(meanShare(weights, i) / (capacity[i] / all) - 1))
                .max()
                .orElseThrow();
    }

    private static double meanShare(Collection<List<Integer>> weights, int server) {
        return weights.stream()
                .mapToDouble(each -> (double) each.get(server)
                        / each.stream().mapToInt(Integer::intValue).sum())
                .average()
                .orElseThrow();
    }

    private String config(HaproxyBed bed, String more) throws IOException {
        return config(bed.haproxy(), "proxies: [web]", more);
    }

    private String config(HaproxyProcess haproxy, String proxies, String more) throws IOException {
        return Files.writeString(folder.resolve("steelyard.yaml"), """
                        balancer:
                          type: haproxy
                          haproxy: {socket: "%s", %s}
                        mode: act
                        guard: {cooldown: 1s}
                        http: {listen: "127.0.0.1:0", admin_token: token-of-this-test}
                        %s
                        """.formatted(haproxy.adminSocket(), proxies, more))
                .toString();
    }
}
