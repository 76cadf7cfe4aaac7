package io.steelyard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

    @TempDir
    Path folder;

    @Test
    void only_reveal_shows_the_value() {
        Secret secret = Secret.of("canary");

        assertThat(secret.reveal()).isEqualTo("canary");
        assertThat(secret)
                .hasToString("<secret>")
                .isEqualTo(Secret.of("canary"))
                .isNotEqualTo(Secret.of("other"));
    }

    @Test
    void a_value_that_cannot_be_a_header_is_refused_without_being_shown() {
        assertThatThrownBy(() -> Secret.of("canary\r\nX-Other: 1"))
                .hasMessageContaining("line break")
                .hasMessageNotContaining("canary");
        assertThatThrownBy(() -> Secret.of("")).hasMessageContaining("is empty");
    }

    @Test
    void a_file_without_end_or_without_content_is_refused() throws IOException {
        assertThatThrownBy(() -> Secret.in(Path.of("/dev/zero"))).hasMessageContaining("larger than 64KB");
        Path blank = Files.writeString(folder.resolve("blank"), " \n");
        assertThatThrownBy(() -> Secret.in(blank)).hasMessageContaining("is empty");
    }

    @Test
    void a_file_that_went_away_leaves_the_secret_as_it_was() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "canary\n");
        Secret secret = Secret.in(file);
        Files.delete(file);

        assertThatThrownBy(secret::reread).isInstanceOf(IOException.class).hasMessage("no such file");
        assertThat(secret.reveal()).isEqualTo("canary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!canary", "!canary!x", "!<canary", "*canary", "&canary x", "&canary [&canary a]", "@canary", "%canary",
                        "`canary",
                "|canary", ">canary", "\"canary", "'canary", "\"\\canary\"", "\"\\xZcanary\"", "[canary", "{canary",
                        "{canary: 1}",
                "[canary]", "'can'ary'", "canary: x", "- canary", "? canary", "\"canary\\n\"", "\"canary\" x",
                        "${canary", "#canary"
            })
    void a_token_that_is_no_good_YAML_is_in_no_problem(String token) {
        String yaml =
                "balancer: \n  type: backplane\n  backplane:\n    url: https://example.com\n    token: " + token + "\n";

        Loaded loaded = ConfigLoader.parse("test", yaml, name -> null);

        assertThat(loaded).isInstanceOf(Loaded.Invalid.class);
        assertThat(loaded.toString()).doesNotContain("canary").doesNotContain("ary");
    }
}
