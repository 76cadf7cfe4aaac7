package io.steelyard.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Mode;
import io.steelyard.policy.Concurrency;
import io.steelyard.policy.EqualLoadParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {

    @TempDir
    Path folder;

    @Test
    void what_the_file_does_not_say_has_the_documented_default() {
        Config config = valid("balancer: {type: simulator}");

        assertThat(config).isEqualTo(valid(EVERY_KEY));
        assertThat(config.guard())
                .isEqualTo(new GuardSettings(
                        0,
                        0.0,
                        0.2,
                        1.0,
                        Duration.ofSeconds(3),
                        0.05,
                        2,
                        0.5,
                        6,
                        1,
                        0.9,
                        2,
                        3,
                        Duration.ZERO,
                        Optional.empty()));
        assertThat(config.poll()).isEqualTo(new PollSettings(Duration.ofSeconds(1), Duration.ofMillis(800)));
        assertThat(config.mode()).isEqualTo(Mode.PROPOSE);
        assertThat(config.metrics())
                .isEqualTo(
                        new MetricsSettings(MetricsSettings.Level.ROUTE, 50_000, List.of(Glob.parse("*")), List.of()));
        assertThat(config.http().listen()).hasToString("127.0.0.1:9790");
        assertThat(config.backplaneApi().listen()).isEmpty();
    }

    @Test
    void without_policies_one_equal_load_covers_every_endpoint() {
        Config config = valid("balancer: {type: simulator}");

        assertThat(config.policies()).hasSize(1);
        PolicySettings policy = config.policyFor("any.example.com").orElseThrow();
        assertThat(policy.name()).isEqualTo("equal-load");
        assertThat(policy.parameters().parameters()).isEqualTo(new EqualLoadParameters(new Concurrency.Auto()));
        assertThat(policy.guard()).isEqualTo(config.guard());
    }

    @Test
    void the_guard_of_a_policy_takes_what_it_does_not_say_from_the_guard_of_the_file() {
        Config config = valid("""
                balancer: {type: simulator}
                policies:
                  - {name: web, endpoints: [web], guard: {cooldown: 1m30s, rearm_after: null}}
                  - {name: rest}
                guard: {max_step: 0.1, rearm_after: 1h}
                """);

        GuardSettings web = config.policyFor("web").orElseThrow().guard();
        assertThat(web.cooldown()).isEqualTo(Duration.ofSeconds(90));
        assertThat(web.maxStep()).isEqualTo(0.1);
        assertThat(web.rearmAfter()).isEmpty();
        assertThat(config.policyFor("other").orElseThrow().guard()).isEqualTo(config.guard());
    }

    @Test
    void the_first_policy_that_matches_has_the_endpoint() {
        Config config = valid("""
                balancer: {type: simulator}
                policies:
                  - {name: shop, endpoints: ["*.shop.example.com", shop]}
                  - {name: example, endpoints: ["*.example.com"]}
                """);

        assertThat(config.policyFor("eu.shop.example.com"))
                .map(PolicySettings::name)
                .contains("shop");
        assertThat(config.policyFor("www.example.com"))
                .map(PolicySettings::name)
                .contains("example");
        assertThat(config.policyFor("example.org")).isEmpty();
    }

    @Test
    void the_documented_haproxy_block_is_read() {
        HaproxySettings haproxy = valid("""
                        balancer:
                          type: haproxy
                          haproxy: {socket: /run/haproxy/admin.sock, proxies: ["web"], route_by: "^([a-z]+)-", samples: 4}
                        """).balancer().haproxy().orElseThrow();

        assertThat(haproxy.socket()).isEqualTo(new ControlSocket.Unix(Path.of("/run/haproxy/admin.sock")));
        assertThat(haproxy.proxies()).containsExactly("web");
        assertThat(haproxy.routeBy()).map(Object::toString).contains("^([a-z]+)-");
        assertThat(haproxy.samples()).isEqualTo(4);
        assertThat(ControlSocket.parse("localhost:9999"))
                .isEqualTo(new ControlSocket.Tcp(new HostPort("localhost", 9999)));
    }

    @Test
    void an_empty_block_means_its_defaults() {
        Config config = valid("balancer: {type: haproxy, haproxy: }\npoll:\nguard:\n");

        assertThat(config.balancer().haproxy().orElseThrow().samples()).isEqualTo(8);
        assertThat(config.poll().interval()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void environment_variables_fill_values_of_every_type() {
        Config config = valid("""
                balancer: {type: "${TYPE}", simulator: {seed: "${SEED:-11}", scenario: "x-${TYPE}-$${TYPE}"}}
                mode: ${MODE:-act}
                guard: {rearm_after: "${EMPTY:-5m}"}
                backplane_api:
                  listen: ${EMPTY}
                  token_file: ${EMPTY}
                """, Map.of("TYPE", "simulator", "EMPTY", ""));

        SimulatorSettings simulator = config.balancer().simulator().orElseThrow();
        assertThat(simulator.seed()).isEqualTo(11);
        assertThat(simulator.scenario()).isEqualTo("x-simulator-${TYPE}");
        assertThat(config.mode()).isEqualTo(Mode.ACT);
        assertThat(config.guard().rearmAfter()).contains(Duration.ofMinutes(5));
        assertThat(config.backplaneApi().listen()).isEmpty();
    }

    @Test
    void a_token_file_is_found_beside_the_file_trimmed_and_can_be_read_again() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "  first\n");
        Path file = Files.writeString(
                folder.resolve("steelyard.yaml"),
                "balancer: {type: backplane, backplane: {url: 'http://127.0.0.1:1', token_file: token}}");

        Config config = ((Loaded.Valid) ConfigLoader.load(file, name -> null)).config();

        Secret secret = config.balancer().backplane().orElseThrow().token();
        assertThat(secret.reveal()).isEqualTo("first");
        Files.writeString(token, "second\n");
        assertThat(secret.reread().reveal()).isEqualTo("second");
        assertThat(secret.reveal()).isEqualTo("first");
    }

    @Test
    void a_relative_path_of_haproxys_socket_starts_from_the_folder_of_the_file_like_any_other() throws IOException {
        Path file = Files.writeString(
                folder.resolve("steelyard.yaml"), "balancer: {type: haproxy, haproxy: {socket: run/admin.sock}}");

        Config config = ((Loaded.Valid) ConfigLoader.load(file, name -> null)).config();

        assertThat(config.balancer().address()).isEqualTo("haproxy " + folder.resolve("run/admin.sock"));
    }

    @Test
    void a_file_that_cannot_be_read_is_one_line_without_a_stack_trace() throws IOException {
        assertThat(problems(folder.resolve("missing.yaml")))
                .containsExactly(folder.resolve("missing.yaml") + ": no such file; correct the path");
        assertThat(problems(folder)).containsExactly(folder + ": cannot be read: it is a directory; name a file in it");
        assertThat(problems(Path.of("missing.yaml")))
                .containsExactly("missing.yaml: no such file in " + Path.of("").toAbsolutePath()
                        + ", where relative paths start; correct the path");
        Path large = Files.writeString(folder.resolve("large.yaml"), "#".repeat(2_000_000));
        assertThat(problems(large)).containsExactly(large + ": is larger than 1MB, the most for a configuration");
    }

    @Test
    void a_byte_order_mark_and_windows_line_ends_do_no_harm() {
        assertThat(ConfigLoader.parse("test", "\uFEFFbalancer: {type: simulator}\r\nmode: act\r\n", name -> null))
                .isInstanceOf(Loaded.Valid.class);
    }

    @Test
    void ten_thousand_bad_keys_give_a_short_answer() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            yaml.append("key").append(i).append(": 1\n");
        }

        Loaded.Invalid invalid = (Loaded.Invalid) ConfigLoader.parse("test", yaml.toString(), name -> null);

        assertThat(invalid.problems()).hasSize(201);
        assertThat(invalid.problems().get(200)).hasToString("test: has 9801 more problems; mend these first");
    }

    @Test
    void the_effective_configuration_reads_as_an_equal_one() {
        Config config = valid("""
                balancer: {type: haproxy, haproxy: {socket: "[::1]:99", route_by: "^(a|b[$${]x)-"}}
                policies: [{name: a, endpoints: [a, "b*"], parameters: {concurrency: 2.5}, guard: {cooldown: 61s}}]
                guard: {rearm_after: 1d}
                """);

        Config again = valid(EffectiveYaml.of(config));

        assertThat(again.policies()).isEqualTo(config.policies());
        assertThat(EffectiveYaml.of(again)).isEqualTo(EffectiveYaml.of(config));
    }

    @Test
    void no_text_of_a_configuration_shows_a_secret() {
        Config config = valid("""
                balancer:
                  type: backplane
                  backplane: {url: "https://balancer.example.com", token: "canary-one"}
                backplane_api: {listen: "127.0.0.1:0", token: "${TOKEN}"}
                """, Map.of("TOKEN", "canary-two"));

        assertThat(config.backplaneApi().token().orElseThrow().reveal()).isEqualTo("canary-two");
        assertThat(config.toString()).contains("<secret>").doesNotContain("canary");
        assertThat(EffectiveYaml.of(config)).contains("token: <secret>").doesNotContain("canary");
    }

    private static final String EVERY_KEY = """
            balancer:
              type: simulator
              simulator: {scenario: uneven, seed: 7, speed: 1}
            poll: {interval: 1s, timeout: 800ms}
            mode: propose
            policies:
              - name: equal-load
                type: equal-load
                endpoints: ["*"]
                parameters: {concurrency: auto}
                limiters: []
                guard: {}
            guard:
              min_weight: 0
              floor: 0.0
              max_step: 0.2
              velocity: 1.0
              cooldown: 3s
              dead_band: 0.05
              settle: 2
              panic_threshold: 0.5
              flips: 6
              rearm_after: null
            metrics: {level: route, max_series: 50000, include: ["*"], exclude: []}
            http: {listen: "127.0.0.1:9790", web_config_file: null, admin_token_file: null, lifecycle: false}
            backplane_api: {listen: null, token_file: null}
            audit: {file: null}
            recording: {file: null}
            plugins: {dir: null}
            """;

    private static Config valid(String yaml) {
        return valid(yaml, Map.of());
    }

    private static Config valid(String yaml, Map<String, String> environment) {
        Loaded loaded = ConfigLoader.parse("test", yaml, environment::get);
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).config();
    }

    private static List<String> problems(Path file) {
        return ((Loaded.Invalid) ConfigLoader.load(file, name -> null))
                .problems().stream().map(Problem::toString).toList();
    }
}
