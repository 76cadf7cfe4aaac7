package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.steelyard.testing.HaproxyBed;
import io.steelyard.testing.RequiresProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sets on a real HAProxy while no daemon runs. */
@RequiresProgram("haproxy")
class EditedWhileDownIT {

    private static final String AT_THE_START = "at the start of an agent; the one before it had left others";

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void weights_set_while_the_daemon_was_down_stand_and_are_told_as_an_edit_until_somebody_rearms()
            throws IOException {
        try (HaproxyBed bed = HaproxyBed.start()) {
            String config = config(bed);
            leaveAtRest(bed, config);
            bed.haproxy().command("set weight web/s0 200");
            List<Integer> edited = bed.weights();
            try (Program daemon = Program.start("run", "--config", config)) {
                await("the edit is told")
                        .atMost(Program.PATIENCE)
                        .until(() -> daemon.err().contains(AT_THE_START));
                assertThat(daemon.err()).contains("operator_edit", "s0", "-> 200");
                await("and left alone")
                        .during(Duration.ofSeconds(5))
                        .atMost(Program.PATIENCE)
                        .until(() -> bed.weights().equals(edited));
                String api = api(daemon);
                assertThat(Program.get(api + "status").body()).contains("\"route\":\"s0\"", "\"to\":200", AT_THE_START);
                assertThat(Files.readString(orders())).contains("\"suspended\" : {\n    \"web\"");
                daemon.kill();
                daemon.awaitExit(Program.PATIENCE);
            }
            try (Program daemon = Program.start("run", "--config", config)) {
                await("it is the same edit after another restart")
                        .atMost(Program.PATIENCE)
                        .until(() -> daemon.err().contains("web stays suspended"));
                assertThat(daemon.err()).contains(AT_THE_START);
                Program.post(
                        api(daemon) + "endpoints/web/rearm",
                        "{\"reason\": \"done\"}",
                        "Authorization",
                        "Bearer token-of-this-test");
                await("the policy goes on")
                        .atMost(Program.PATIENCE)
                        .until(() -> !bed.weights().equals(edited));
            }
        }
    }

    @Test
    void weights_set_while_a_daemon_that_only_proposes_was_down_stand_when_it_begins_to_act() throws IOException {
        try (HaproxyBed bed = HaproxyBed.start()) {
            String proposes = config(bed, "propose");
            try (Program daemon = Program.start("run", "--config", proposes)) {
                await("what it proposes is kept")
                        .atMost(Program.PATIENCE)
                        .until(() -> Files.exists(orders())
                                && Files.readString(orders()).contains("\"proposed\" : {"));
                daemon.kill();
                daemon.awaitExit(Program.PATIENCE);
            }
            bed.haproxy().command("set weight web/s0 200");
            List<Integer> edited = bed.weights();
            try (Program daemon = Program.start("run", "--config", proposes)) {
                await("the edit is told, and kept")
                        .atMost(Program.PATIENCE)
                        .until(() -> daemon.err().contains(AT_THE_START)
                                && Files.readString(orders()).contains("\"suspended\" : {\n    \"web\""));
                daemon.kill();
                daemon.awaitExit(Program.PATIENCE);
            }
            try (Program daemon = Program.start("run", "--config", config(bed, "act"))) {
                await("it is told again")
                        .atMost(Program.PATIENCE)
                        .until(() -> daemon.err().contains("web stays suspended"));
                await("and left alone")
                        .during(Duration.ofSeconds(5))
                        .atMost(Program.PATIENCE)
                        .until(() -> bed.weights().equals(edited));
            }
        }
    }

    @Test
    void the_last_write_of_a_daemon_that_was_killed_is_told_by_the_next_and_can_be_taken_back() throws IOException {
        try (HaproxyBed bed = HaproxyBed.start()) {
            String config = config(bed);
            leaveAtRest(bed, config);
            List<Integer> wanted = bed.weights();
            try (Program daemon = Program.start("run", "--config", config)) {
                String api = api(daemon);
                await("the weights are compared")
                        .atMost(Program.PATIENCE)
                        .until(() -> daemon.err().contains("all 1 endpoints are compared"));
                assertThat(Program.get(api + "status").body()).contains("\"text\":\"applied: ", "by policy static");
                assertThat(Program.get(api + "decisions").body()).contains("\"restored\":true");
                Program.post(
                        api + "endpoints/web/revert",
                        "{\"reason\": \"worse than before\"}",
                        "Authorization",
                        "Bearer token-of-this-test");
                await("the weights of before are back, and stay")
                        .during(Duration.ofSeconds(2))
                        .atMost(Program.PATIENCE)
                        .until(() -> !bed.weights().equals(wanted));
            }
        }
    }

    @Test
    void a_daemon_that_is_killed_while_it_writes_takes_no_write_of_its_own_for_an_edit() throws IOException {
        try (HaproxyBed bed = HaproxyBed.start()) {
            String config = config(bed);
            for (int kills = 0; kills < 3; kills++) {
                List<Integer> before = bed.weights();
                try (Program daemon = Program.start("run", "--config", config)) {
                    await("it writes")
                            .atMost(Program.PATIENCE)
                            .pollInterval(Duration.ofMillis(5))
                            .until(() -> !bed.weights().equals(before));
                    daemon.kill();
                    daemon.awaitExit(Program.PATIENCE);
                    assertThat(daemon.err()).doesNotContain("operator_edit");
                }
            }
            leaveAtRest(bed, config);
        }
    }

    @Test
    void weights_of_a_balancer_that_was_restarted_meanwhile_are_where_the_policy_begins() throws IOException {
        try (HaproxyBed bed = HaproxyBed.start()) {
            String config = config(bed);
            leaveAtRest(bed, config);
            bed.haproxy().restart();
            bed.haproxy().command("set weight web/s0 200");
            try (Program daemon = Program.start("run", "--config", config)) {
                await("the policy goes on").atMost(Program.PATIENCE).until(() -> isWanted(bed.weights()));
                assertThat(daemon.err())
                        .contains("of 1 endpoints the weights of 0 are compared with those that were left")
                        .doesNotContain("operator_edit");
            }
        }
    }

    /** Runs a daemon until it is content, and kills it when the file has the weights. */
    private void leaveAtRest(HaproxyBed bed, String config) throws IOException {
        try (Program daemon = Program.start("run", "--config", config)) {
            await("the weights are as configured, and that is kept")
                    .during(Duration.ofSeconds(3))
                    .atMost(Program.PATIENCE)
                    .until(() -> isWanted(bed.weights()));
            daemon.kill();
            daemon.awaitExit(Program.PATIENCE);
            assertThat(daemon.err()).doesNotContain("operator_edit");
        }
    }

    private static boolean isWanted(List<Integer> weights) {
        return Math.abs(4 * weights.get(0) - weights.get(3)) <= 8;
    }

    private static String api(Program daemon) {
        await("it listens").atMost(Program.PATIENCE).until(() -> daemon.err().contains("http on "));
        Matcher address = Pattern.compile("http on (127.0.0.1:\\d+)").matcher(daemon.err());
        assertThat(address.find()).isTrue();
        return "http://" + address.group(1) + "/api/v1/";
    }

    private Path orders() {
        return folder.resolve("audit.jsonl.orders");
    }

    private String config(HaproxyBed bed) throws IOException {
        return config(bed, "act");
    }

    private String config(HaproxyBed bed, String mode) throws IOException {
        return Files.writeString(folder.resolve("steelyard.yaml"), """
                        balancer:
                          type: haproxy
                          haproxy: {socket: "%s", proxies: ["web"]}
                        mode: %s
                        poll: {interval: 500ms, timeout: 500ms}
                        guard: {cooldown: 500ms, settle: 0, max_step: 0.04, velocity: 5, flips: 100}
                        http: {listen: "127.0.0.1:0", admin_token: token-of-this-test}
                        audit: {file: "%s"}
                        policies:
                        - {type: static, parameters: {weights: {s0: 10, s1: 20, s2: 30, s3: 40}}}
                        """.formatted(
                                bed.haproxy().adminSocket(), mode, folder.resolve("audit.jsonl")))
                .toString();
    }
}
