package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.steelyard.testing.RequiresProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on the embedded default. */
class DemoIT {

    private static final String IMBALANCE = "steelyard_endpoint_imbalance_ratio{endpoint=\"www.example.com\"}";

    private static @Nullable Program started;

    @TempDir
    private Path folder = Path.of(".");

    @BeforeAll
    static void start() {
        started = Program.start("demo", "--http", "127.0.0.1:0", "--speed", "4");
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    /** In mode act; for tests that leave it as it is. */
    private static Program demo() {
        return Objects.requireNonNull(started);
    }

    @Test
    void three_uneven_routes_become_balanced_and_stay_so() {
        Program demo = demo();
        String metrics = demo.printed("http") + "/metrics";
        await("imbalance above 1.5 at first")
                .atMost(Program.PATIENCE)
                .until(() -> imbalance(metrics) > 1.5 || demo.out().contains("applied"));
        await("imbalance of at most 1.10").atMost(Program.PATIENCE).until(() -> imbalance(metrics) <= 1.10);
        await("stays so for 10 s")
                .during(Duration.ofSeconds(10))
                .atMost(Program.PATIENCE)
                .until(() -> imbalance(metrics) <= 1.10);
        assertThat(demo.out().lines().limit(3).map(line -> line.replaceAll("=.*", "")))
                .containsExactly("http", "backplane_api", "token");
        String token = demo.printed("token");
        assertThat(demo.err()).doesNotContain(token);
        assertThat(demo.out().lines().filter(line -> line.contains(token)).map(line -> line.replaceAll("=.*", "")))
                .as("where the token stands, once as a value and once to be pasted")
                .containsExactly("token", "export STEELYARD_URL");
    }

    @Test
    void the_rates_of_the_routes_add_up_to_the_rate_of_the_endpoint() {
        String text = populated(demo());
        double sum = List.of("route0000", "route0001", "route0002").stream()
                .mapToDouble(route -> Program.sample(
                        text,
                        "steelyard_route_requests_per_second{endpoint=\"www.example.com\",route=\"" + route + "\"}"))
                .sum();
        assertThat(sum)
                .isCloseTo(
                        Program.sample(text, "steelyard_endpoint_requests_per_second{endpoint=\"www.example.com\"}"),
                        within(1e-9));
    }

    @Test
    @RequiresProgram("promtool")
    void promtool_finds_nothing_wrong_with_the_metrics() {
        Program.Finished lint = Program.pipe(populated(demo()), "promtool", "check", "metrics");
        assertThat(lint.out()).isEmpty();
        assertThat(lint.exit()).isZero();
    }

    @Test
    void a_duration_ends_the_demo_with_0() {
        assertThat(Program.run("demo", "--http", "127.0.0.1:0", "--duration", "2s")
                        .exit())
                .isZero();
    }

    @Test
    void a_term_signal_ends_the_demo_with_0() {
        try (Program demo = Program.start("demo", "--http", "127.0.0.1:0")) {
            demo.printed("token");
            demo.terminate();
            assertThat(demo.awaitExit(Duration.ofSeconds(30))).isZero();
        }
    }

    @Test
    void propose_computes_and_never_writes() {
        try (Program demo = Program.start("demo", "--http", "127.0.0.1:0", "--mode", "propose")) {
            String metrics = demo.printed("http") + "/metrics";
            String desired = "steelyard_route_desired_weight{endpoint=\"www.example.com\",route=\"route0000\"}";
            String weight = "steelyard_route_weight{endpoint=\"www.example.com\",route=\"route0000\"}";
            await("a proposal").atMost(Program.PATIENCE).until(() -> {
                String text = Program.get(metrics).body();
                return Program.sample(text, desired) != Program.sample(text, weight)
                        && Program.sample(text, weight) == 100;
            });
            await("told").atMost(Program.PATIENCE).until(() -> demo.err().contains("would set"));
        }
    }

    @Test
    void the_client_commands_work_against_the_demos_api() throws Exception {
        try (Program demo = Program.start("demo", "--http", "127.0.0.1:0", "--mode", "observe")) {
            String url = demo.printed("backplane_api");
            Path token = Files.writeString(folder.resolve("token"), demo.printed("token") + "\n");
            String[] access = {"--url", url, "--token-file", token.toString()};
            Program.Finished shape =
                    Program.run("shape", "www.example.com", "route0000=0", access[0], access[1], access[2], access[3]);
            assertThat(shape.err()).isEmpty();
            assertThat(shape.exit()).isZero();
            Program.Finished query = Program.run("query", "-o", "json", access[0], access[1], access[2], access[3]);
            assertThat(query.out()).contains("\"Weight\"").doesNotContain(demo.printed("token"));
            Program.Finished route =
                    Program.run("route", "new.example.com", "service=web", access[0], access[1], access[2], access[3]);
            assertThat(route.exit()).isZero();
            assertThat(route.out()).contains("route0000");
            Program.Finished secret = Program.run("token", access[0], access[1], access[2], access[3]);
            assertThat(secret.out().strip()).isEqualTo(demo.printed("token"));
            Program.Finished wrong = Program.run("query", "--url", url, "--token-file", wrongToken());
            assertThat(wrong.exit()).isEqualTo(1);
            assertThat(wrong.out()).isEmpty();
            assertThat(wrong.err().lines()).hasSize(1).first().asString().contains("401");
        }
    }

    private String wrongToken() throws Exception {
        return Files.writeString(folder.resolve("wrong"), "not-the-token").toString();
    }

    private static double imbalance(String metrics) {
        return Program.sample(Program.get(metrics).body(), IMBALANCE);
    }

    /** The metrics of a demo that has written once. */
    private static String populated(Program demo) {
        String metrics = demo.printed("http") + "/metrics";
        return await("a write")
                .atMost(Program.PATIENCE)
                .until(
                        () -> Program.get(metrics).body(),
                        text -> Program.sample(text, "steelyard_shape_calls_total{policy=\"demo\"}") > 0
                                && Program.sample(text, IMBALANCE) > 0);
    }
}
