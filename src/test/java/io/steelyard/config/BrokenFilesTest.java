package io.steelyard.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file in config/bad must be refused with exactly the lines of the .txt beside it. To take new texts over, run with
 * {@code -Dgolden.write=true} and read the difference.
 */
class BrokenFilesTest {

    private static final Path FOLDER = Path.of("src/test/resources/config/bad");

    /** Where it is, then what is wrong, then what to do; of a required key the help says what to write. */
    private static final Pattern REMEDY = Pattern.compile(
            "^[a-z0-9-]+\\.yaml:\\d+:\\d+: (must be .+|.+; .+|.+: must be .+|.+\\. [A-Z].+|: is required\\. .+)");

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_problem_is_named_with_its_place_and_remedy(Path file) throws IOException {
        Loaded loaded = ConfigLoader.load(file, Map.of("CANARY", "canary-value")::get);

        assertThat(loaded).isInstanceOf(Loaded.Invalid.class);
        String lines = ((Loaded.Invalid) loaded)
                .problems().stream()
                        .map(problem -> problem.toString()
                                        .replace(
                                                file.toString(),
                                                file.getFileName().toString()) + "\n")
                        .collect(Collectors.joining());
        Path golden = FOLDER.resolve(file.getFileName().toString().replace(".yaml", ".txt"));
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(golden, lines);
        }
        assertThat(lines.lines()).allMatch(REMEDY.asPredicate(), "says what to do");
        assertThat(lines)
                .isEqualTo(Files.readString(golden))
                .doesNotContainIgnoringCase("canary-")
                .doesNotContain("hunter2");
    }
}
