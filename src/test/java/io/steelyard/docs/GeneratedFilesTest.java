package io.steelyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.cli.Root;
import io.steelyard.fault.Reliability;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Files that are made of the code. To write them anew, run with {@code -Dgolden.write=true}. */
class GeneratedFilesTest {

    @Test
    void the_schema_is_what_the_program_prints() throws IOException {
        assertIs(Path.of("config/steelyard.schema.json"), output("config", "schema"));
        assertIs(Path.of("config/scenario.schema.json"), output("config", "schema", "--scenario"));
    }

    @Test
    void the_reference_of_the_commands_is_what_their_help_says() throws IOException {
        assertIs(Path.of("docs/reference/commands.md"), Reference.commands());
    }

    @Test
    void the_reference_of_the_configuration_is_what_the_settings_say() throws IOException {
        assertIs(Path.of("docs/reference/configuration.md"), Reference.configuration());
    }

    @Test
    void the_page_on_reliability_is_what_the_tests_promise_and_the_long_runs_measured() throws IOException {
        assertIs(Path.of("docs/reliability.md"), Reliability.page());
    }

    @Test
    void the_manual_page_is_what_the_commands_help_says() throws IOException {
        assertIs(Path.of("packaging/man/steelyard.1"), ManPage.text());
    }

    private static void assertIs(Path file, String text) throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("%s; mvn -Dtest=GeneratedFilesTest -Dgolden.write=true test writes it anew", file)
                .isEqualTo(text);
    }

    static String output(String... args) {
        StringWriter out = new StringWriter();
        CommandLine line = Root.commandLine(name -> null).setOut(new PrintWriter(out));
        assertThat(line.execute(args)).isZero();
        return out.toString();
    }
}
