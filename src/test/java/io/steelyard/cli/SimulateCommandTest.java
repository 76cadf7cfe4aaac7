package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SimulateCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void json_has_every_member_of_every_run_and_null_for_what_does_not_apply() throws IOException {
        assertThat(run("--scenario", "brownout", "--seeds", "2", "-o", "json")).isZero();

        JsonNode report = new JsonMapper().readTree(out.toString());
        assertThat(report.get("skipped").isEmpty()).isTrue();
        assertThat(report.get("runs"))
                .hasSize(2 * 8)
                .allSatisfy(run -> assertThat(run.fieldNames())
                        .toIterable()
                        .contains(
                                "scenario",
                                "policy",
                                "seed",
                                "settle_polls",
                                "moves",
                                "drain_polls",
                                "overshoot",
                                "steady_imbalance",
                                "response_ratio",
                                "calls_per_hour",
                                "share_moved",
                                "share_gain",
                                "bound",
                                "rollback_polls",
                                "regret"));
        JsonNode steered = report.get("runs").get(0);
        assertThat(steered.get("policy").asText()).isEqualTo("equal-load");
        assertThat(steered.get("settle_polls").isInt()).isTrue();
        assertThat(steered.get("rollback_polls").isNull()).isTrue();
        assertThat(steered.get("share_gain").isNull()).isTrue();
        assertThat(report.get("bars")).isNotEmpty();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void the_table_shows_the_baselines_and_whether_the_bars_are_met() {
        assertThat(run("--scenario", "brownout", "--seeds", "1")).isZero();

        assertThat(out.toString())
                .contains("equal-load", "static", "a58", "random", "capacity-weights", "best-constant")
                .contains("settled within 20 polls");
    }

    @Test
    void the_page_needs_nothing_from_elsewhere(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("report.html");

        assertThat(run("--scenario", "brownout", "--seeds", "1", "--html", page.toString()))
                .isZero();

        assertThat(Files.readString(page))
                .contains("<svg", "<polyline", "default-src 'none'", "settled within 20 polls")
                .doesNotContain("<script", "http://", "https://", "src=");
    }

    @Test
    void a_scenario_policy_or_number_that_is_not_known_is_wrong_usage() {
        assertThat(run("--scenario", "brownuot")).isEqualTo(2);
        assertThat(run("--policy", "equal-laod", "--scenario", "brownout")).isEqualTo(2);
        assertThat(run("--seeds", "0")).isEqualTo(2);

        assertThat(err.toString())
                .contains("did you mean brownout?")
                .contains("did you mean equal-load?")
                .contains("--seeds: 0 is not in 1 to 10000");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void progress_is_drawn_on_a_terminal_only() {
        Progress shown = new Progress(new PrintWriter(err, true), 4, true);
        shown.step();
        shown.step();
        assertThat(err.toString()).contains("25% 1/4").contains("50% 2/4");

        StringWriter nothing = new StringWriter();
        Progress hidden = new Progress(new PrintWriter(nothing, true), 4, false);
        hidden.step();
        hidden.end();
        assertThat(nothing.toString()).isEmpty();
    }

    private int run(String... arguments) {
        CommandLine line = Root.commandLine(name -> null);
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] all = new String[arguments.length + 1];
        all[0] = "simulate";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return line.execute(all);
    }
}
