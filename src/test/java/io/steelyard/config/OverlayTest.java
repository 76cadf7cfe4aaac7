package io.steelyard.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("s.yaml");
        Files.writeString(file, """
                balancer:
                  type: haproxy
                  haproxy: {proxies: [web], samples: "${SAMPLES:-4}"}
                mode: observe
                guard: {floor: 0.1}
                policies: [{name: p, guard: {settle: 5}}]
                """);
    }

    private Loaded.Valid load(Map<String, String> environment, Given... flags) {
        Loaded loaded = ConfigLoader.load(file, environment::get, List.of(flags));
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        return (Loaded.Valid) loaded;
    }

    private static List<String> problems(Loaded loaded) {
        return ((Loaded.Invalid) loaded)
                .problems().stream().map(Problem::toString).toList();
    }

    @Test
    void a_flag_wins_over_the_environment_which_wins_over_the_file() {
        Map<String, String> environment = Map.of("STEELYARD_MODE", "act", "STEELYARD_POLL_INTERVAL", "2s");

        assertThat(load(Map.of()).config().mode()).isEqualTo(Mode.OBSERVE);
        assertThat(load(environment).config().mode()).isEqualTo(Mode.ACT);
        Config config =
                load(environment, new Given("mode", "propose", "--mode")).config();
        assertThat(config.mode()).isEqualTo(Mode.PROPOSE);
        assertThat(config.poll().interval()).hasSeconds(2);
        assertThat(config.guard().floor()).isEqualTo(0.1);
    }

    @Test
    void every_value_tells_where_it_comes_from() {
        Loaded.Valid valid =
                load(Map.of("STEELYARD_POLL_INTERVAL", "2s", "SAMPLES", "6"), new Given("http.listen", ":0", "--http"));
        Map<String, String> origins = EffectiveYaml.rows(valid.config(), valid.origins()).stream()
                .collect(Collectors.toMap(EffectiveYaml.Row::key, EffectiveYaml.Row::origin));

        assertThat(origins)
                .containsEntry("balancer.type", file + ":2")
                .containsEntry("balancer.haproxy.proxies", file + ":3")
                .containsEntry("balancer.haproxy.samples", file + ":3, SAMPLES")
                .containsEntry("balancer.haproxy.socket", "default")
                .containsEntry("poll.interval", "STEELYARD_POLL_INTERVAL")
                .containsEntry("http.listen", "--http")
                .containsEntry("guard.floor", file + ":5")
                .containsEntry("policies[0].guard.floor", file + ":5")
                .containsEntry("policies[0].guard.settle", file + ":6")
                .containsEntry("policies[0].guard.flips", "default");
    }

    @Test
    void a_list_is_given_in_brackets_or_without() {
        Given given = new Given("balancer.haproxy.proxies", "[web, api]", "--set");

        assertThat(load(Map.of(), given)
                        .config()
                        .balancer()
                        .haproxy()
                        .orElseThrow()
                        .proxies())
                .containsExactly("web", "api");
        assertThat(load(Map.of("STEELYARD_BALANCER_HAPROXY_PROXIES", "api"))
                        .config()
                        .balancer()
                        .haproxy()
                        .orElseThrow()
                        .proxies())
                .containsExactly("api");
    }

    @Test
    void a_mistake_outside_of_the_file_names_the_place_it_was_made_in() {
        assertThat(problems(ConfigLoader.load(
                        file,
                        Map.of("STEELYARD_MODE", "atc")::get,
                        List.of(new Given("pol.interval", "1s", "--set pol.interval")))))
                .containsExactly(
                        "--set pol.interval: pol: unknown key; did you mean poll?",
                        "STEELYARD_MODE: mode: \"atc\" is none of observe, propose, act; did you mean act?");
    }

    @Test
    void a_token_from_the_environment_replaces_the_file_with_the_token_and_is_taken_literally() throws IOException {
        Files.writeString(
                file, "balancer: {type: backplane, backplane: {url: \"https://b.example.com\", token_file: gone}}");

        Loaded.Valid valid = load(Map.of("STEELYARD_BALANCER_BACKPLANE_TOKEN", "a${b"));

        assertThat(valid.config().balancer().backplane().orElseThrow().token().reveal())
                .isEqualTo("a${b");
        assertThat(EffectiveYaml.rows(valid.config(), valid.origins()).toString())
                .doesNotContain("a${b");
    }

    @Test
    void a_key_that_stands_twice_in_the_file_is_refused_also_when_it_is_overridden() throws IOException {
        Files.writeString(file, "mode: act\nmode: act\nbalancer: {type: simulator}\n");

        assertThat(problems(ConfigLoader.load(file, Map.of("STEELYARD_MODE", "observe")::get)))
                .singleElement()
                .asString()
                .contains("stands here twice");
    }

    @Test
    void no_two_keys_share_a_variable() {
        assertThat(Keys.ALL.stream().map(Keys.Key::variable)).doesNotHaveDuplicates();
    }
}
