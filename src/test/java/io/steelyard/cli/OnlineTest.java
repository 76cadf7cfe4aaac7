package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.HaproxyProcess;
import io.steelyard.testing.RequiresProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code init} and {@code check --online}, which look at a balancer. */
class OnlineTest {

    private static final String PROXIES = """
        backend web
            balance roundrobin
            server blue-1 127.0.0.1:1 weight 100
            server blue-2 127.0.0.1:2 weight 100
            server green-1 127.0.0.1:3 weight 100
        backend api
            balance leastconn
            server a 127.0.0.1:4 weight 100
        """;

    @TempDir
    private Path folder = Path.of(".");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Root.commandLine(name -> null)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("s.yaml"), text);
    }

    @Test
    void a_balancer_that_fits_is_told_with_what_each_policy_has() throws IOException {
        Path file = write("balancer: {type: simulator}\npolicies: [{name: w, endpoints: [\"www.*\"]}]\n");

        assertThat(run("check", "--online", file.toString())).isZero();
        assertThat(out.toString())
                .contains("simulator: 1 endpoint, 3 routes", "policy w: www.example.com", file + ": ok");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void a_scenario_that_is_not_there_is_a_problem_with_its_line() throws IOException {
        Path file = write("balancer:\n  type: simulator\n  simulator: {scenario: unevn}\n");

        assertThat(run("check", file.toString())).isEqualTo(3);
        assertThat(err)
                .hasToString(
                        file + ":3: balancer.simulator.scenario: \"unevn\" is no scenario; did you mean uneven?\n");
    }

    @Test
    void what_a_file_names_is_looked_at_though_the_file_is_refused_for_another_block() throws IOException {
        Files.writeString(folder.resolve("web.yml"), "basic_auth_user: {}\n");
        Path file = write("""
                mode: nonsense
                balancer: {type: simulator, simulator: {scenario: unevn}}
                http: {web_config_file: web.yml}
                audit: {file: "%s"}
                """.formatted(folder));

        assertThat(run("check", file.toString())).isEqualTo(3);
        assertThat(err.toString()
                        .lines()
                        .map(line -> line.replace(folder + "/", "").replaceFirst(" .*", "")))
                .containsExactly("s.yaml:1:7:", "s.yaml:2:", "web.yml:1:1:", "s.yaml:4:");
    }

    @Test
    void a_web_configuration_that_is_not_there_is_a_problem_on_the_machine_itself_only() throws IOException {
        Path file = write("balancer: {type: simulator}\nhttp:\n  web_config_file: web.yml\n");

        assertThat(run("check", file.toString())).isZero();
        assertThat(run("check", "--online", file.toString())).isEqualTo(3);
        assertThat(err.toString()).contains(":3: http.web_config_file: ", "web.yml: no such file");
    }

    @Test
    void an_admin_token_that_would_cross_the_network_without_TLS_is_a_warning_with_the_remedy() throws IOException {
        Files.writeString(folder.resolve("token"), "s3cr3t");
        Files.writeString(folder.resolve("tls.yml"), "tls_server_config: {cert_file: a.crt, key_file: a.key}\n");
        Files.writeString(folder.resolve("users.yml"), "basic_auth_users: {}\n");
        String open = "balancer: {type: simulator}\nhttp:\n  listen: \":9790\"\n";
        String token = "  admin_token_file: token\n";

        Path file = write(open + token);
        assertThat(run("check", file.toString())).isZero();
        assertThat(err)
                .hasToString("warning: " + file + ":3: http.listen: 0.0.0.0:9790 is open to the network without TLS, so"
                        + " the admin token travels where others can read it; set http.web_config_file with a certificate,"
                        + " or listen on 127.0.0.1 behind a proxy that speaks TLS\n");

        assertThat(warned(open + token + "  web_config_file: users.yml\n")).isTrue();
        assertThat(warned(open + token + "  web_config_file: tls.yml\n")).isFalse();
        assertThat(warned(open)).as("nobody can give an order").isFalse();
        assertThat(warned(open.replace(":9790", "localhost:9790") + token)).isFalse();
        assertThat(warned(open.replace(":9790", "[::1]:9790") + token)).isFalse();
        assertThat(warned(open.replace(":9790", "10.0.0.1:9790") + token)).isTrue();
    }

    private boolean warned(String text) throws IOException {
        err.getBuffer().setLength(0);
        run("check", write(text).toString());
        return err.toString().contains("warning: ") && err.toString().contains("http.listen");
    }

    @Test
    void an_audit_log_that_is_a_directory_is_a_problem_and_one_that_is_no_regular_file_a_warning() throws IOException {
        Path directory = write("balancer: {type: simulator}\naudit:\n  file: " + folder + "\n");
        assertThat(run("check", directory.toString())).isEqualTo(3);
        assertThat(err).hasToString(directory + ":3: audit.file: " + folder + " is a directory; name a file\n");

        err.getBuffer().setLength(0);
        Path device = write("balancer: {type: simulator}\naudit:\n  file: /dev/full\n");
        assertThat(run("check", device.toString())).isZero();
        assertThat(err)
                .hasToString("warning: " + device + ":3: audit.file: /dev/full is no regular file; a line may fail or"
                        + " hang, and nothing is written to the balancer then\n");
    }

    @Test
    void a_policy_that_matches_nothing_is_a_problem_with_its_line() throws IOException {
        Path file = write("balancer: {type: simulator}\npolicies:\n  - {name: a, endpoints: [wwww.example.com]}\n");

        assertThat(run("check", "--online", file.toString())).isEqualTo(3);
        assertThat(err.toString())
                .isEqualTo(
                        file + ":3: policies[0].endpoints: match none that an earlier policy does not have; there are"
                                + " www.example.com\n");
        assertThat(out.toString()).contains("without a policy, exported only: www.example.com");
    }

    @Test
    void a_balancer_that_is_not_there_is_a_problem_and_no_stack_trace() throws IOException {
        Path file = write("balancer: {type: haproxy, haproxy: {socket: " + folder.resolve("none.sock") + "}}\n");

        assertThat(run("check", "--online", file.toString())).isEqualTo(3);
        assertThat(err.toString())
                .startsWith(file + ":1: balancer.type: cannot be read: ")
                .contains("no such file");
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(run("check", file.toString()))
                .as("without --online nothing is connected to")
                .isZero();
    }

    @Test
    @RequiresProgram("haproxy")
    void init_writes_a_configuration_that_fits_the_HAProxy_that_it_looked_at() throws IOException {
        try (HaproxyProcess haproxy = HaproxyProcess.start(PROXIES)) {
            assertThat(run("init", "--socket", haproxy.userSocket()))
                    .as(err.toString())
                    .isZero();
            String text = out.toString();
            assertThat(text)
                    .contains(
                            "mode: propose",
                            "proxies: [\"web\", \"api\"]",
                            "- \"web\"  # 3 routes: blue-1, blue-2, green-1")
                    .doesNotContain("mode: act");

            Path file = write(text);
            assertThat(run("check", "--online", file.toString()))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("policy all: web, api");
        }
    }

    @Test
    @RequiresProgram("haproxy")
    void init_writes_into_a_file_but_over_none() throws IOException {
        try (HaproxyProcess haproxy = HaproxyProcess.start(PROXIES)) {
            Path file = folder.resolve("new.yaml");
            String[] init = {"init", "--socket", haproxy.userSocket(), "-o", file.toString()};
            assertThat(run(init)).as(err.toString()).isZero();
            assertThat(out.toString()).isEmpty();
            assertThat(err.toString()).contains("next: steelyard check --online " + file);
            String text = Files.readString(file);
            assertThat(text).contains("mode: propose");

            Files.writeString(file, text + "# mine");
            assertThat(run(init)).isEqualTo(1);
            assertThat(err.toString()).contains(file + " is there already and is not written over");
            assertThat(file).content().endsWith("# mine");
        }
    }

    @Test
    @RequiresProgram("haproxy")
    void what_init_writes_beside_another_folder_than_ours_finds_the_socket_that_was_named_from_here()
            throws IOException {
        try (HaproxyProcess haproxy = HaproxyProcess.start(PROXIES)) {
            Path socket = Path.of(haproxy.userSocket());
            Path fromHere = Path.of("").toAbsolutePath().relativize(socket);
            Path file = folder.resolve("new.yaml");
            assertThat(run("init", "--socket", fromHere.toString(), "-o", file.toString()))
                    .as(err.toString())
                    .isZero();
            assertThat(file).content().contains("socket: \"" + socket + "\"");
            assertThat(run("check", "--online", file.toString()))
                    .as(err.toString())
                    .isZero();
        }
    }

    /** Who uncomments them as they stand must not meet a mistake. */
    @Test
    @RequiresProgram("haproxy")
    void what_init_writes_for_the_time_before_act_is_right_when_it_is_uncommented() throws IOException {
        try (HaproxyProcess haproxy = HaproxyProcess.start(PROXIES)) {
            assertThat(run("init", "--socket", haproxy.userSocket())).isZero();
            Files.writeString(folder.resolve("admin.token"), "a-token");
            Path file = write(out.toString()
                    .replace(
                            "  # admin_token_file: admin.token", "  admin_token_file: " + folder.resolve("admin.token"))
                    .replace("# audit:\n#   file:", "audit:\n  file:"));
            assertThat(run("config", "show", file.toString()))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("admin_token_file: " + folder, "file: steelyard-audit.jsonl");
        }
    }

    @Test
    @RequiresProgram("haproxy")
    void weights_that_nobody_set_are_told_with_what_becomes_of_them() throws IOException {
        try (HaproxyProcess haproxy = HaproxyProcess.start(PROXIES.replace(" weight 100", ""))) {
            assertThat(run("init", "--socket", haproxy.userSocket())).isZero();
            String note = "every server has weight 1";
            assertThat(out.toString()).contains(note);
            Path file = write(out.toString());
            assertThat(run("check", "--online", file.toString()))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("web: " + note);
        }
    }

    @Test
    void init_of_a_balancer_that_is_not_there_says_why_in_one_line() {
        assertThat(run("init", "--socket", folder.resolve("none.sock").toString()))
                .isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("no such file");
        assertThat(run("init")).isEqualTo(2);
        assertThat(run("init", "--url", "https://b.example.com")).isEqualTo(2);
        assertThat(err.toString()).contains("--token-file: is required with --url");
    }
}
