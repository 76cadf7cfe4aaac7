package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes in the options of the commands that talk to a running daemon are named for what they are. */
class DaemonTest {

    @TempDir
    private Path folder = Path.of(".");

    private final StringWriter err = new StringWriter();

    @Test
    void an_address_that_is_none_is_wrong_usage() {
        assertThat(status(Map.of(), "--url", "no address")).isEqualTo(2);
        assertThat(err.toString()).contains("--url: no address is no address; write for example http://127.0.0.1:9790");
    }

    @Test
    void a_deadline_of_nothing_is_not_blamed_on_the_address() {
        assertThat(status(Map.of(), "--timeout", "0s")).isEqualTo(2);
        assertThat(err.toString()).contains("--timeout: 0s is not above 0").doesNotContain("--url");
    }

    @Test
    void a_token_of_two_lines_is_not_blamed_on_the_address_and_not_shown() {
        assertThat(status(Map.of("STEELYARD_ADMIN_TOKEN", "canary\ncanary"))).isEqualTo(2);
        assertThat(err.toString())
                .contains("the variable STEELYARD_ADMIN_TOKEN holds a line break")
                .doesNotContain("--url", "canary");
    }

    @Test
    void a_token_file_that_is_missing_or_empty_is_named() throws IOException {
        Path missing = folder.resolve("missing");
        assertThat(status(Map.of(), "--token-file", missing.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("--token-file: " + missing + ": no such file");

        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        assertThat(status(Map.of(), "--token-file", empty.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("--token-file: " + empty + " is empty");
    }

    private int status(Map<String, String> environment, String... options) {
        String[] words = new String[options.length + 1];
        words[0] = "status";
        System.arraycopy(options, 0, words, 1, options.length);
        err.getBuffer().setLength(0);
        return Root.commandLine(environment::get)
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }
}
