package io.steelyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.e2e.Program;
import io.steelyard.testing.HaproxyProcess;
import io.steelyard.testing.RequiresProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every block of shell commands in the documents is run as it stands, by bash, but for those with the mark {@code <!--
 * not run: WHY -->}. There is an HAProxy and a demo that takes orders; their addresses are put in place of the usual
 * ones, and commands without end are ended when they say that they watch or serve.
 */
@RequiresProgram({"bash", "curl", "haproxy"})
class ShownCommandsIT {

    private static final String AROUND = """
            set -eu
            jar() { "$JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$JAR" "$@"; }
            for_a_while() {
              "$JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$JAR" "$@" >said 2>&1 &
              local pid=$!
              until grep -qE 'watching|^backplane_api=' said; do
                if ! kill -0 $pid; then cat said; return 1; fi
                sleep 0.2
              done
              kill -KILL $pid
              wait $pid || true
            }
            steelyard() {
              case $1 in
                demo) for_a_while "$@" --http 127.0.0.1:0 ;;
                run) for_a_while "$@" --http 127.0.0.1:0 ;;
                serve) for_a_while "$@" ;;
                *) jar "$@" ;;
              esac
            }
            java() { shift 2; steelyard "$@"; }
            curl() { command curl --silent --show-error --fail "$@"; }
            """;

    private static final String CONFIGURATION = """
            balancer:
              type: haproxy
              haproxy: {socket: %s, proxies: [web]}
            backplane_api: {listen: "127.0.0.1:0", token: example}
            """;

    @TempDir
    private static Path folder = Path.of(".");

    private static HaproxyProcess haproxy;
    private static Program demo;

    static Stream<Markdown.Block> blocks() throws IOException {
        Stream.Builder<Markdown.Block> blocks = Stream.builder();
        for (Path file : Markdown.files()) {
            Markdown.of(file).blocks().stream()
                    .filter(block -> block.isShell() && block.notRun().isEmpty())
                    .forEach(blocks);
        }
        return blocks.build();
    }

    @BeforeAll
    static void start() throws IOException {
        haproxy = HaproxyProcess.start("""
                backend web
                    balance roundrobin
                    server a 127.0.0.1:1 weight 100
                    server b 127.0.0.1:2 weight 100
                """);
        demo = Program.start(
                "demo",
                "--http",
                "127.0.0.1:0",
                "--audit-file",
                folder.resolve("audit.jsonl").toString());
    }

    @AfterAll
    static void end() {
        demo.close();
        haproxy.close();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void every_command_shown_works(Markdown.Block block) throws IOException {
        // the block before may have written its own
        Files.writeString(folder.resolve("steelyard.yaml"), CONFIGURATION.formatted(haproxy.adminSocket()));
        String token = demo.printed("token");
        String text = block.text()
                .replace("STEELYARD_TOKEN=...", "STEELYARD_TOKEN=" + token)
                .replace("/run/haproxy/admin.sock", haproxy.adminSocket())
                .replace("http://127.0.0.1:9791", demo.printed("backplane_api"))
                .replace("http://127.0.0.1:9790", demo.printed("http"));

        Program.Finished done = Program.pipe(
                "",
                "env",
                "-C",
                folder.toString(),
                "JAR="
                        + Path.of(System.getProperty("steelyard.jar", "target/steelyard.jar"))
                                .toAbsolutePath(),
                "JAVA=" + Path.of(System.getProperty("java.home"), "bin", "java"),
                "STEELYARD_DAEMON_URL=" + demo.printed("http"),
                "STEELYARD_ADMIN_TOKEN=" + token,
                "bash",
                "-c",
                AROUND + text);

        assertThat(done.exit()).as("%s%n%s", block.place(), done.out()).isZero();
    }
}
