package io.steelyard.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExampleFilesTest {

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("config"))) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.toString().contains("scenarios")) // another kind of file
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_file_that_we_ship_is_good(Path file) {
        assertThat(load(file)).isInstanceOf(Loaded.Valid.class);
    }

    @Test
    void the_commented_file_says_the_defaults() {
        Config config = ((Loaded.Valid) load(Path.of("config/steelyard.yaml"))).config();

        assertThat(config.guard()).isEqualTo(Defaults.of(GuardSettings.class));
        assertThat(config.poll()).isEqualTo(Defaults.of(PollSettings.class));
        assertThat(config.http()).isEqualTo(Defaults.of(HttpSettings.class));
        assertThat(config.metrics()).isEqualTo(Defaults.of(MetricsSettings.class));
        assertThat(config.backplaneApi()).isEqualTo(Defaults.of(BackplaneApiSettings.class));
        assertThat(config.mode()).isEqualTo(Mode.PROPOSE);
    }

    @Test
    void the_admin_token_has_a_variable_of_its_own_and_is_not_that_of_the_API() {
        Loaded loaded =
                ConfigLoader.load(Path.of("config/examples/tls.yaml"), Map.of("STEELYARD_TOKEN", "of the API")::get);
        assertThat(((Loaded.Invalid) loaded).problems())
                .singleElement()
                .asString()
                .contains("STEELYARD_ADMIN_TOKEN, which is not set");
    }

    private static Loaded load(Path file) {
        return ConfigLoader.load(file, Map.of("STEELYARD_TOKEN", "example", "STEELYARD_ADMIN_TOKEN", "another")::get);
    }
}
