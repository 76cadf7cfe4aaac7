package io.steelyard.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.steelyard.cli.Root;
import io.steelyard.config.ConfigLoader;
import io.steelyard.config.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentationTest {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("STEELYARD_TOKEN", "example", "STEELYARD_ADMIN_TOKEN", "example");

    private static final Pattern COMMAND = Pattern.compile(
            "(\\$ )?(steelyard|java|javac|jar|mvn|curl|docker|systemctl|install|promtool|prometheus|sed|cd|git|python3"
                    + "|kubectl|socat|\\.ci/[a-z-]+) [a-z./-].*");

    static List<Path> files() throws IOException {
        return Markdown.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_configuration_shown_is_good(Path file) throws IOException {
        for (Markdown.Block block : Markdown.of(file).blocks()) {
            if (block.language().equals("yaml") && block.text().contains("balancer:")) {
                assertThat(ConfigLoader.parse(block.place(), block.text(), ENVIRONMENT::get))
                        .isInstanceOf(Loaded.Valid.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_relative_link_leads_somewhere(Path file) throws IOException {
        for (String link : Markdown.of(file).links()) {
            if (!link.matches("[a-z]+:.*")) {
                int hash = link.indexOf('#');
                String path = hash < 0 ? link : link.substring(0, hash);
                Path target = path.isEmpty() ? file : file.resolveSibling(path).normalize();
                assertThat(target).as("%s links to %s", file, link).exists();
                if (hash >= 0) {
                    assertThat(Markdown.of(target).anchors())
                            .as("%s links to %s", file, link)
                            .contains(link.substring(hash + 1));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_command_shown_exists(Path file) throws IOException {
        assertThat(Root.commandLine(name -> null).getSubcommands().keySet())
                .as("the commands in %s", file)
                .containsAll(Markdown.of(file).commands());
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_command_line_shown_is_one_that_the_program_takes(Path file) throws IOException {
        for (Markdown.Block block : Markdown.of(file).blocks()) {
            for (String line : block.commandLines()) {
                List<String> words = Shown.words(line);
                if (!words.isEmpty()) {
                    assertThatCode(() -> Root.commandLine(name -> null).parseArgs(words.toArray(String[]::new)))
                            .as("%s: %s", block.place(), line)
                            .doesNotThrowAnyException();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_block_with_commands_says_that_it_is_for_the_shell_so_that_it_is_run(Path file) throws IOException {
        for (Markdown.Block block : Markdown.of(file).blocks()) {
            if (block.lines().stream().anyMatch(line -> COMMAND.matcher(line).matches())) {
                assertThat(block.isShell()).as(block.place()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void no_command_hides_in_an_indented_block_where_nobody_would_run_it(Path file) throws IOException {
        assertThat(Markdown.of(file).prose())
                .noneMatch(line ->
                        line.startsWith("    ") && COMMAND.matcher(line.strip()).matches());
    }

    @Test
    void every_record_of_a_choice_has_a_number_of_its_own_the_one_in_its_title() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("docs/adr"))) {
            List<Path> records = files.sorted().toList();
            assertThat(records)
                    .extracting(file -> file.getFileName().toString().substring(0, 4))
                    .doesNotHaveDuplicates();
            for (Path file : records) {
                int number = Integer.parseInt(file.getFileName().toString().substring(0, 4));
                assertThat(Files.readAllLines(file).get(0)).as(file.toString()).startsWith("# " + number + ". ");
            }
        }
    }

    @Test
    void the_readme_shows_configurations_commands_and_a_picture_of_moderate_size() throws IOException {
        Markdown readme = Markdown.of(Path.of("README.md"));

        assertThat(readme.blocks()).anyMatch(block -> block.text().contains("balancer:"));
        assertThat(readme.commands()).contains("demo", "run", "check", "query", "shape");
        assertThat(readme.links()).contains("docs/images/page-light.png");
        assertThat(Files.size(Path.of("docs/images/page-light.png"))).isLessThan(150_000);
    }
}
