package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.steelyard.testing.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged daemon runs a policy from a jar that was compiled against it. */
class PluginIT {

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void the_daemon_runs_a_policy_of_somebody_elses_jar() throws IOException {
        PluginJar.build(
                System.getProperty("steelyard.jar", "target/steelyard.jar"),
                Files.createDirectory(folder.resolve("plugins")));
        Path file = Files.writeString(folder.resolve("steelyard.yaml"), """
                balancer: {type: simulator}
                mode: propose
                plugins: {dir: plugins}
                policies:
                  - {name: mine, type: failover, parameters: {order: [route0001]}}
                http: {listen: "127.0.0.1:0"}
                """);
        assertThat(Program.run("check", file.toString()).exit()).isZero();
        try (Program daemon = Program.start("run", "--config", file.toString())) {
            await("a decision of the plug-in in the log")
                    .atMost(Program.PATIENCE)
                    .until(() -> daemon.err().contains("route0001 is the first with enough backends"));
        }
    }
}
