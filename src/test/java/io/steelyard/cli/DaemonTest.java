package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

    @Test
    void an_answer_without_an_end_is_given_up() throws IOException {
        byte[] much = new byte[1 << 20];
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/status", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int sent = 0; sent <= BoundedText.MOST; sent += much.length) {
                exchange.getResponseBody().write(much);
            }
            exchange.close();
        });
        server.createContext("/slow/api/v1/status", exchange -> exchange.sendResponseHeaders(200, 0));
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try {
            assertThat(status(Map.of(), "--url", url)).isEqualTo(1);
            assertThat(err.toString()).contains("the answer is longer than 64MB");
            assertThat(status(Map.of(), "--url", url + "/slow", "--timeout", "300ms"))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("no whole answer from " + url + "/slow/api/v1/status within 300ms");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void wrong_weights_are_named_before_anything_else_and_to_programs_as_JSON() {
        assertThat(Root.commandLine(name -> null)
                        .setErr(new PrintWriter(err, true))
                        .execute("weights", "web", "blue", "--reason", "x", "-o", "json"))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("{\"error\":\"weight 'blue': write ROUTE=WEIGHT");
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
