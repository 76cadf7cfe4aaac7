package io.steelyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.steelyard.config.ConfigLoader;
import io.steelyard.config.Loaded;
import io.steelyard.testing.RequiresProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is around the jar: image, unit, compose file. What needs a container daemon is not run here. */
class PackagingTest {

    private static final Path COMPOSE = Path.of("packaging/compose");
    private static final Path MANUAL = Path.of("packaging/man/steelyard.1");
    private static final Path UNIT = Path.of("packaging/systemd/steelyard.service");

    @TempDir
    private Path folder = Path.of(".");

    private record Said(int exit, String text) {}

    private static Said say(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    @Test
    void the_image_runs_as_a_user_with_a_number_and_is_built_of_any_base() throws IOException {
        String text = Files.readString(Path.of("Dockerfile"));

        assertThat(text.lines().filter(line -> line.startsWith("FROM ")))
                .containsExactly("FROM ${BUILD_IMAGE} AS build", "FROM ${RUNTIME_IMAGE}");
        assertThat(text.lines().filter(line -> line.startsWith("USER "))).containsExactly("USER 65532:65532");
        assertThat(text)
                .contains("ENTRYPOINT [\"java\"")
                .doesNotContain("RUN curl", "\"curl\"")
                .doesNotContain(":latest");
    }

    @Test
    void every_packaged_start_ends_at_once_when_memory_runs_out() throws IOException {
        String flag = "-XX:+ExitOnOutOfMemoryError";

        assertThat(Files.readAllLines(Path.of("Dockerfile")))
                .anyMatch(line -> line.startsWith("ENTRYPOINT") && line.contains(flag));
        assertThat(Files.readAllLines(UNIT)).anyMatch(line -> line.startsWith("ExecStart=") && line.contains(flag));
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<jvmFlag>" + flag + "</jvmFlag>");
    }

    @Test
    void the_compose_file_fits_the_schema_of_Compose_and_mounts_files_that_are_there() throws IOException {
        String text = Files.readString(COMPOSE.resolve("compose.yaml"));
        String schema = Files.readString(Path.of("src/test/resources/compose/compose_spec.json"));

        assertThat(SchemaRegistry.withDefaultDialect(Dialects.getDraft201909())
                        .getSchema(schema)
                        .validate(text, InputFormat.YAML)
                        .stream()
                        .map(Error::toString))
                .isEmpty();
        JsonNode services = new YAMLMapper().readTree(text).get("services");
        for (JsonNode service : services) {
            for (JsonNode volume : service.path("volumes")) {
                String host = volume.asText().split(":", 2)[0];
                if (host.startsWith(".")) {
                    assertThat(COMPOSE.resolve(host)).exists();
                }
            }
        }
        assertThat(ConfigLoader.load(COMPOSE.resolve("steelyard.yaml"), name -> null))
                .isInstanceOf(Loaded.Valid.class);
    }

    @Test
    @RequiresProgram("man")
    void the_manual_page_renders_without_a_warning() throws Exception {
        Said said = say("env", "LC_ALL=C.UTF-8", "MANWIDTH=100", "man", "--warnings=w", "-l", MANUAL.toString());

        assertThat(said.exit()).as(said.text()).isZero();
        assertThat(said.text())
                .contains("STEELYARD(1)", "EXIT STATUS", "steelyard check [--online] [--set KEY=VALUE]... FILE...")
                .doesNotContain("troff:", "<standard input>");
    }

    @Test
    @RequiresProgram("haproxy")
    void haproxy_takes_the_configuration_of_the_compose_file() throws Exception {
        Path file = folder.resolve("haproxy.cfg");
        Matcher servers =
                Pattern.compile("(server \\w+ +)\\w+:8080").matcher(Files.readString(COMPOSE.resolve("haproxy.cfg")));
        Files.writeString(file, servers.replaceAll("$1127.0.0.1:8080")); // the names are known to Compose only

        Said said = say("haproxy", "-c", "-f", file.toString());

        assertThat(said.exit()).as(said.text()).isZero();
    }

    @Test
    @RequiresProgram("promtool")
    void prometheus_takes_the_configuration_of_the_compose_file() throws Exception {
        Said said = say(
                "promtool", "check", "config", COMPOSE.resolve("prometheus.yml").toString());

        assertThat(said.exit()).as(said.text()).isZero();
    }

    @Test
    @RequiresProgram("systemd-analyze")
    void systemd_finds_nothing_wrong_with_the_unit_and_little_that_it_exposes() throws Exception {
        assertThat(say("systemd-analyze", "verify", "--man=no", UNIT.toString()).text())
                .doesNotContain("steelyard.service:");

        Said security = say("systemd-analyze", "security", "--offline=true", UNIT.toString());
        Matcher exposure = Pattern.compile("exposure level for steelyard.service: ([0-9.]+)")
                .matcher(security.text());
        assertThat(exposure.find()).as(security.text()).isTrue();
        assertThat(Double.parseDouble(exposure.group(1))).isLessThanOrEqualTo(1.5);
        assertThat(Files.readString(UNIT)).contains("ExecReload=/bin/kill -HUP $MAINPID", "LoadCredential=");
    }
}
