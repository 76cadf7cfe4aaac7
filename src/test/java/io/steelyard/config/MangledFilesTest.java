package io.steelyard.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, the answer is a configuration or lines about what is wrong: never an exception. */
class MangledFilesTest {

    private static final String INSERTS = "{}[]:,-?&*!|>'\"%@`#\t\n \u0000\u2028${}null~0";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void a_mangled_file_is_answered(long seed) throws IOException {
        Random random = new Random(seed);
        String good = Files.readString(Path.of("config/steelyard.yaml")).replaceAll("(?m)^ *#.*\n", "");
        for (int i = 0; i < 100; i++) {
            String mangled = good;
            for (int change = random.nextInt(4); change >= 0; change--) {
                mangled = mangle(mangled, random);
            }
            String yaml = mangled;
            Loaded loaded = Assertions.assertDoesNotThrow(
                    () -> ConfigLoader.parse("test", yaml, name -> null), () -> "seed " + seed + ":\n" + yaml);
            if (loaded instanceof Loaded.Invalid invalid) {
                assertThat(invalid.problems())
                        .isNotEmpty()
                        .allSatisfy(problem -> assertThat(problem.toString())
                                .startsWith("test:")
                                .hasLineCount(1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "a:\n ", "'", "&a ", "*a ", "? ", "!!x "})
    void a_repeated_piece_of_a_megabyte_is_answered_soon(String piece) {
        String yaml = piece.repeat(1_000_000 / piece.getBytes(StandardCharsets.UTF_8).length);

        Loaded loaded = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> ConfigLoader.parse("test", yaml, name -> null));

        assertThat(loaded).isInstanceOf(Loaded.Invalid.class);
    }

    private static String mangle(String text, Random random) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + 1 + random.nextInt(12));
        return switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at) + text.substring(end);
            case 1 -> text.substring(0, at) + text.substring(at, end).repeat(2) + text.substring(end);
            case 2 -> text.substring(0, at) + INSERTS.charAt(random.nextInt(INSERTS.length())) + text.substring(at);
            default ->
                text.substring(0, at) + new StringBuilder(text.substring(at, end)).reverse() + text.substring(end);
        };
    }
}
