package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {

    @TempDir
    private Path folder;

    private Path file;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("s.yaml");
        Files.writeString(file, "balancer: {type: simulator}\nmode: observe\n");
    }

    private int run(Map<String, String> environment, String... args) {
        return Root.commandLine(environment::get)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    @Test
    void origin_prints_a_line_for_each_value_with_the_place_it_comes_from() {
        assertThat(run(
                        Map.of("STEELYARD_POLL_INTERVAL", "2s"),
                        "config",
                        "show",
                        file.toString(),
                        "--origin",
                        "--set",
                        "http.listen=:0"))
                .isZero();

        assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "KEY VALUE FROM",
                        "balancer.type simulator " + file + ":1",
                        "mode observe " + file + ":2",
                        "poll.interval 2s STEELYARD_POLL_INTERVAL",
                        "poll.timeout 800ms default",
                        "http.listen 0.0.0.0:0 --set http.listen");
    }

    @Test
    void json_is_a_configuration_that_says_the_same() throws IOException {
        assertThat(run(Map.of(), "config", "show", file.toString(), "-o", "json"))
                .isZero();

        assertThat(new ObjectMapper()
                        .readTree(out.toString())
                        .at("/guard/cooldown")
                        .asText())
                .isEqualTo("3s");
        Path again = folder.resolve("again.yaml");
        Files.writeString(again, out.toString());
        assertThat(run(Map.of(), "check", again.toString())).as(err.toString()).isZero();
    }

    @Test
    void origins_for_programs_are_a_list_of_rows() throws IOException {
        assertThat(run(Map.of(), "config", "show", file.toString(), "--origin", "-o", "yaml"))
                .isZero();

        assertThat(new YAMLMapper().readTree(out.toString()).get(0).get("key").asText())
                .isEqualTo("balancer.type");
    }

    @Test
    void a_setting_that_is_not_key_and_value_is_wrong_usage() {
        assertThat(run(Map.of(), "check", file.toString(), "--set", "mode")).isEqualTo(2);
        assertThat(err.toString()).contains("not KEY=VALUE, such as mode=observe");
    }

    @Test
    void check_judges_the_file_with_what_is_set_over_it() {
        assertThat(run(Map.of(), "check", file.toString(), "--set", "mode=atc")).isEqualTo(3);
        assertThat(err.toString())
                .contains("--set mode: mode: \"atc\" is none of")
                .contains("did you mean act?");
    }
}
