package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator on the command line, against a running daemon. */
class OrdersIT {

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void a_daemon_is_asked_paused_and_resumed() throws Exception {
        Path audit = folder.resolve("audit.jsonl");
        try (Program demo = Program.start("demo", "--http", "127.0.0.1:0", "--audit-file", audit.toString())) {
            String url = demo.printed("http");
            String token = Files.writeString(folder.resolve("token"), demo.printed("token") + "\n")
                    .toString();
            await("ready")
                    .atMost(Program.PATIENCE)
                    .until(() -> Program.get(url + "/-/ready").statusCode() == 200);
            Program.Finished healthy = Program.run("status", "--healthcheck", "--url", url);
            assertThat(healthy.exit()).isZero();
            assertThat(healthy.out() + healthy.err()).isEmpty();

            Program.Finished paused = Program.run(
                    "pause",
                    "--reason",
                    "deploy of web",
                    "--for",
                    "30m",
                    "--by",
                    "alice",
                    "--url",
                    url,
                    "--token-file",
                    token);
            assertThat(paused.err()).isEmpty();
            assertThat(paused.out())
                    .matches(
                            "mode act; paused by alice: deploy of web, since \\S{19}Z \\(\\d+ s ago\\), until \\S{19}Z \\(in 30 min\\)\\R");
            assertThat(Program.get(url + "/").body())
                    .as("for curl")
                    .containsPattern(
                            "(?m)^paused by alice: deploy of web, since \\S{19}Z \\(.* ago\\), until \\S{19}Z \\(in \\d+ min\\)$");
            Program.Finished tokenless = Program.run("resume", "--reason", "done", "--url", url);
            assertThat(tokenless.err()).contains("HTTP 401", "give --token-file FILE, or set STEELYARD_ADMIN_TOKEN");
            Program.Finished status = Program.run("status", "--url", url);
            assertThat(status.exit()).isZero();
            assertThat(status.out()).contains("orders    mode act; paused by alice: deploy of web");

            Path wrong = Files.writeString(folder.resolve("wrong"), "not-the-token");
            Program.Finished refused =
                    Program.run("resume", "--reason", "done", "--url", url, "--token-file", wrong.toString());
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.out()).isEmpty();
            assertThat(refused.err().lines()).hasSize(1).first().asString().contains("HTTP 403: the token is not");

            Program.Finished resumed = Program.run("resume", "--reason", "done", "--url", url, "--token-file", token);
            assertThat(resumed.out().strip()).isEqualTo("mode act; not paused");

            assertThat(demo.err()).doesNotContain(" DEBUG ");
            Program.Finished louder = Program.run(
                    "log-level",
                    "debug",
                    "--for",
                    "10m",
                    "--reason",
                    "why is nothing moved?",
                    "--by",
                    "alice",
                    "--url",
                    url,
                    "--token-file",
                    token);
            assertThat(louder.out())
                    .startsWith("mode act; not paused; log level debug by alice: why is nothing moved?, since ");
            await("each poll is told of")
                    .atMost(Program.PATIENCE)
                    .until(() -> demo.err().contains(" DEBUG decisions poll "));
            assertThat(demo.err()).doesNotContain(demo.printed("token"));
            assertThat(Files.readString(audit)).contains("\"order\":\"resume\"").doesNotContain(demo.printed("token"));
        }
    }

    @Test
    void weights_are_set_reverted_and_given_back_by_a_script() throws Exception {
        String audit = folder.resolve("audit.jsonl").toString();
        try (Program demo = Program.start("demo", "--http", "127.0.0.1:0", "--audit-file", audit)) {
            String url = demo.printed("http");
            String token = Files.writeString(folder.resolve("token"), demo.printed("token"))
                    .toString();
            await("ready")
                    .atMost(Program.PATIENCE)
                    .until(() -> Program.get(url + "/-/ready").statusCode() == 200);
            String[] to = {"www.example.com", "--reason", "trial", "--by", "bob", "--url", url, "--token-file", token};
            assertThat(order(to, "weights", "route0000=7").exit())
                    .as("nobody can be asked")
                    .isEqualTo(2);
            Program.Finished looked = order(to, "weights", "route0000=7", "--dry-run");
            assertThat(looked.out())
                    .contains("set by hand by bob: trial")
                    .containsPattern("(?m)^weight of route0000 .* 7 \\(");
            assertThat(Program.run("status", "--url", url).out()).doesNotContain("by hand");

            assertThat(order(to, "weights", "route0000=7", "--yes").out())
                    .contains("\napplied\nmode act; not paused; www.example.com set by hand by bob: trial, since ");
            assertThat(order(to, "revert", "--yes", "-o", "json").out()).contains("\"result\" : \"applied\"");
            assertThat(order(to, "rearm", "--yes").out().strip())
                    .containsPattern("(?m)^www.example.com +set by hand by bob: .* left to its policy$")
                    .endsWith("\nmode act; not paused");
            assertThat(Program.run("mode", "propose", "--yes", "--reason", "r", "--url", url, "--token-file", token)
                            .out())
                    .startsWith("mode propose by ");
            Program.Finished refused = order(to, "weights", "route0000=7", "--yes");
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("HTTP 409: mode is propose");
        }
    }

    private static Program.Finished order(String[] to, String verb, String... more) {
        return Program.run(Stream.of(Stream.of(verb), Stream.of(to), Stream.of(more))
                .flatMap(words -> words)
                .toArray(String[]::new));
    }

    @Test
    void a_pause_outlives_the_daemon_that_was_killed() throws Exception {
        String audit = folder.resolve("audit.jsonl").toString();
        try (Program demo = Program.start("demo", "--http", "127.0.0.1:0", "--audit-file", audit)) {
            String token = Files.writeString(folder.resolve("token"), demo.printed("token"))
                    .toString();
            Program.Finished paused = Program.run(
                    "pause",
                    "--reason",
                    "outage",
                    "--by",
                    "alice",
                    "--url",
                    demo.printed("http"),
                    "--token-file",
                    token);
            assertThat(paused.exit()).as(paused.err()).isZero();
            demo.kill();
        }
        try (Program demo = Program.start("demo", "--http", "127.0.0.1:0", "--audit-file", audit)) {
            String status = Program.get(demo.printed("http") + "/api/v1/status").body();
            assertThat(status).contains("\"reason\":\"outage\"", "\"orders_unkept\":null");
            assertThat(Program.get(demo.printed("http") + "/metrics").body()).contains("\nsteelyard_paused 1.0");
        }
    }

    @Test
    void without_a_daemon_one_line_says_so() {
        Program.Finished gone = Program.run("status", "--url", "http://127.0.0.1:1");
        assertThat(gone.exit()).isEqualTo(1);
        assertThat(gone.err().lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("no daemon answers at http://127.0.0.1:1");
        assertThat(Program.run("pause", "--url", "http://127.0.0.1:1").exit())
                .as("a reason is needed")
                .isEqualTo(2);
    }
}
