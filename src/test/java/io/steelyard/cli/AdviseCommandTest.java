package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AdviseCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void a_socket_that_is_not_there_is_named_with_the_remedy() {
        assertThat(run("--socket", folder.resolve("none.sock").toString(), "--for", "5s"))
                .isEqualTo(1);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("none.sock: there is no such file; run HAProxy with `stats socket ");
    }

    @Test
    void without_a_balancer_it_is_wrong_usage() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("--socket", "--config");
    }

    @Test
    void values_out_of_range_are_refused_with_the_range() {
        assertThat(run("--socket", "/x.sock", "--for", "1s")).isEqualTo(2);
        assertThat(err.toString()).contains("--for: 1s is not in 5s to 1h");
        assertThat(run("--socket", "/x.sock", "--concurrency", "many")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--concurrency: many is no concurrency; write auto, a number above 0, or inf");
        assertThat(run("--socket", "nonsense")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "--socket: nonsense is no socket; write a path such as /run/haproxy/admin.sock, or HOST:PORT");
    }

    @Test
    void a_broken_configuration_is_told_as_by_check() {
        assertThat(run("--config", folder.resolve("none.yaml").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("none.yaml", "no such file");
    }

    private int run(String... args) {
        CommandLine line = Root.commandLine(name -> null)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        String[] all = new String[args.length + 1];
        all[0] = "advise";
        System.arraycopy(args, 0, all, 1, args.length);
        return line.execute(all);
    }
}
