package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.steelyard.testing.RequiresProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of a running daemon, changed as operators change it. */
class ReloadIT {

    private static final String FILE = """
            balancer: {type: simulator}
            mode: %s
            http: {listen: "127.0.0.1:0", lifecycle: true}
            """;

    @TempDir
    private Path folder = Path.of(".");

    @Test
    @RequiresProgram("kill")
    void a_signal_and_a_change_of_the_file_put_the_new_configuration_in_force_and_a_broken_one_does_not()
            throws IOException {
        Path file = Files.writeString(folder.resolve("steelyard.yaml"), FILE.formatted("observe"));
        try (Program daemon = Program.start("run", "--config", file.toString())) {
            String metrics = http(daemon) + "/metrics";

            Files.writeString(file, FILE.formatted("propose"));
            await("the changed file counts")
                    .atMost(Program.PATIENCE)
                    .until(() -> daemon.err().contains("mode: observe -> propose"));

            assertThat(daemon.err()).doesNotContain(" DEBUG ");
            Files.writeString(file, FILE.formatted("propose") + "log: {level: debug}\n");
            await("each poll is told of")
                    .atMost(Program.PATIENCE)
                    .until(() -> daemon.err().contains(" DEBUG decisions poll "));
            assertThat(daemon.err()).contains("log.level: info -> debug");

            Files.writeString(file, FILE.formatted("atc"));
            daemon.signal("HUP");
            await("the broken file is refused")
                    .atMost(Program.PATIENCE)
                    .until(() -> daemon.err().contains("did you mean act?"));
            awaitMetrics(metrics, "steelyard_config_last_reload_successful 0.0");
            Pattern refused = Pattern.compile(
                    "steelyard.yaml is refused since \\S{19}Z \\(\\d+ s ago\\), what it said before still counts: \\S+steelyard.yaml:2:7: mode: .*mean act");
            assertThat(Program.get(http(daemon) + "/").body()).as("for curl").containsPattern("(?m)^\\S+" + refused);
            Program.Finished status = Program.run("status", "--url", http(daemon));
            assertThat(status.out()).containsPattern("(?m)^REFUSED   \\S+" + refused);
            assertThat(status.exit()).as("it works all the same").isZero();
            assertThat(Program.run("status", "-o", "json", "--url", http(daemon))
                            .out())
                    .contains("\"files_refused\"", "\"errors\" : 1");

            Files.writeString(file, FILE.formatted("act"));
            daemon.signal("HUP");
            await("the mended file counts")
                    .atMost(Program.PATIENCE)
                    .until(() -> daemon.err().contains("mode: propose -> act"));
            awaitMetrics(metrics, "steelyard_config_last_reload_successful 1.0", "steelyard_dry_run 0.0");
            assertThat(Program.run("status", "--url", http(daemon)).out()).doesNotContain("refused");

            daemon.terminate();
            assertThat(daemon.awaitExit(Program.PATIENCE)).isZero();
        }
    }

    /** Scrapes of the same moment share an answer, so one that comes straight after an event may be older than it. */
    private static void awaitMetrics(String url, String... samples) {
        await("the metrics tell of it")
                .atMost(Program.PATIENCE)
                .untilAsserted(() -> assertThat(Program.get(url).body()).contains(samples));
    }

    private static String http(Program daemon) {
        Pattern listening = Pattern.compile("http on (127\\.0\\.0\\.1:\\d+)");
        return "http://"
                + await("listening")
                        .atMost(Program.PATIENCE)
                        .until(
                                () -> {
                                    Matcher found = listening.matcher(daemon.err());
                                    return found.find() ? found.group(1) : "";
                                },
                                address -> !address.isEmpty());
    }
}
