package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program that asks for JSON reads JSON also when something goes wrong; the exit code is the same as for people. */
class FaultsTest {

    @TempDir
    private Path folder = Path.of(".");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int steelyard(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Root.commandLine(Map.of("STEELYARD_TOKEN", "canary")::get)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
    }

    private void says(int exit, String object, String... words) {
        assertThat(steelyard(words)).as(List.of(words).toString()).isEqualTo(exit);
        assertThat(err.toString()).isEqualTo(object + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void a_daemon_that_refuses_or_is_not_there() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = "{\"error\":\"something was changed meanwhile\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(409, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        String refused =
                "{\"error\":\"HTTP 409: something was changed meanwhile\",\"exit\":1,\"http_status\":409,\"problems\":[]}";
        try {
            says(1, refused, "status", "-o", "json", "--url", url);
            says(1, refused, "pause", "--reason", "x", "--output=yaml", "--url", url);
            says(1, refused, "revert", "www", "--reason", "x", "-y", "-ojson", "--url", url);
            assertThat(steelyard("status", "--url", url)).isEqualTo(1);
            assertThat(err.toString()).isEqualTo("steelyard: HTTP 409: something was changed meanwhile\n");
        } finally {
            server.stop(0);
        }
        says(
                1,
                "{\"error\":\"no daemon answers at " + url
                        + "/api/v1/status; see --url\",\"exit\":1,\"http_status\":null,\"problems\":[]}",
                "status",
                "--url",
                url,
                "-o=json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | <html>\\n<p>It works!</p> | HTTP 200: <html>; <p>It works!</p>",
                "200 | {\"status\":\"up\"} | HTTP 200: {\\\"status\\\":\\\"up\\\"}",
                "200 | [] | HTTP 200: []",
                "200 | '' | HTTP 200, without a word",
                "401 | <h1>log in</h1> | HTTP 401: <h1>log in</h1>",
                "404 | {\"detail\":\"Not Found\"} | HTTP 404: {\\\"detail\\\":\\\"Not Found\\\"}"
            })
    void a_stranger_at_the_port_is_told_by_what_it_answers_and_where(int status, String body, String told)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] bytes = body.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        String strange =
                "what answers at %s/api/v1/%s is no Steelyard daemon, or something stands before it; see --url (%s)";
        String object = "{\"error\":\"%s\",\"exit\":1,\"http_status\":%d,\"problems\":[]}";
        try {
            says(
                    1,
                    object.formatted(strange.formatted(url, "status", told), status),
                    "status",
                    "-o",
                    "json",
                    "--url",
                    url);
            says(
                    1,
                    object.formatted(strange.formatted(url, "pause", told), status),
                    "pause",
                    "--reason",
                    "x",
                    "-o",
                    "json",
                    "--url",
                    url);
            assertThat(steelyard("status", "--url", url)).isEqualTo(1);
            assertThat(err.toString())
                    .isEqualTo("steelyard: " + strange.formatted(url, "status", told.replace("\\\"", "\"")) + "\n");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void an_API_that_is_not_there_and_an_answer_that_is_none() {
        assertThat(steelyard("query", "--url", "http://127.0.0.1:1", "-o", "json"))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith("{\"error\":\"")
                .endsWith("\",\"exit\":1,\"http_status\":null,\"problems\":[]}\n")
                .doesNotContain("canary");
    }

    @Test
    void wrong_usage() {
        says(
                2,
                "{\"error\":\"Missing required option: '--reason=TEXT'\",\"exit\":2,\"http_status\":null,\"problems\":[]}",
                "resume",
                "-o",
                "json");
        assertThat(steelyard("resume")).isEqualTo(2);
        assertThat(err.toString()).startsWith("steelyard: Missing required option");
    }

    @Test
    void a_file_with_mistakes_has_them_all() throws IOException {
        Path file = Files.writeString(folder.resolve("s.yaml"), "balancer: {type: simulator}\nmode: atc\npol: {}\n");
        says(
                3,
                "{\"error\":\"F:2:7: mode: \\\"atc\\\" is none of observe, propose, act; did you mean act? (and 1 more)\","
                                .replace("F", file.toString())
                        + "\"exit\":3,\"http_status\":null,\"problems\":["
                        + ("\"F:2:7: mode: \\\"atc\\\" is none of observe, propose, act; did you mean act?\","
                                        + "\"F:3:1: pol: unknown key; did you mean poll?\"]}")
                                .replace("F", file.toString()),
                "config",
                "show",
                file.toString(),
                "-o",
                "json");
        assertThat(steelyard("config", "show", file.toString())).isEqualTo(3);
        assertThat(err.toString()).hasLineCount(2).startsWith(file + ":2:7: mode: ");
    }
}
