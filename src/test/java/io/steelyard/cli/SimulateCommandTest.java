package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SimulateCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void json_has_every_member_of_every_run_and_null_for_what_does_not_apply() throws IOException {
        assertThat(run("--scenario", "wrong-kind", "--seeds", "2", "-o", "json"))
                .isZero();

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
        assertThat(steered.get("moves").isInt()).isTrue();
        assertThat(steered.get("rollback_polls").isNull()).isTrue();
        assertThat(steered.get("share_gain").isNull()).isTrue();
        assertThat(report.get("bars")).isNotEmpty();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void the_reasons_of_a_run_stand_in_order_of_their_names() throws IOException {
        assertThat(run("--scenario", "wrong-kind", "--seeds", "1", "-o", "json"))
                .isZero();

        assertThat(new JsonMapper().readTree(out.toString()).get("runs")).allSatisfy(run -> {
            List<String> reasons = new ArrayList<>();
            run.get("reasons").fieldNames().forEachRemaining(reasons::add);
            assertThat(reasons).isSorted();
        });
    }

    @Test
    void the_table_shows_the_baselines_and_whether_the_bars_are_met() {
        assertThat(run("--scenario", "wrong-kind", "--seeds", "1")).isZero();

        assertThat(out.toString())
                .contains("equal-load", "static", "a58", "random", "capacity-weights", "best-constant")
                .contains("stopped, or right, within 6 moves");
    }

    @Test
    void the_page_needs_nothing_from_elsewhere(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("report.html");

        assertThat(run("--scenario", "wrong-kind", "--seeds", "1", "--html", page.toString()))
                .isZero();

        assertThat(Files.readString(page))
                .contains("<svg", "<polyline", "default-src 'none'", "stopped, or right, within 6 moves")
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
    void the_example_of_a_scenario_file_runs() {
        assertThat(run("--scenario", "config/examples/scenarios/two-zones.yaml", "--seeds", "1"))
                .isZero();

        assertThat(out.toString()).contains("two-zones", "capacity-weights");
    }

    @Test
    void every_mistake_in_a_scenario_file_is_told_with_its_place(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("fleet.yaml");
        Files.writeString(file, """
            name: shop
            trafic: 100
            load: in-flihgt
            routes:
              - {name: a, capacity: -1}
              - {name: b, capacity: 10}
            """);

        assertThat(run("--scenario", file.toString())).isEqualTo(2);

        assertThat(err.toString())
                .contains(file + ":2:1: trafic: unknown key; did you mean traffic?")
                .contains(file + ":3:7: load: \"in-flihgt\" is none of", "did you mean in-flight?")
                .contains(file + ":5:25: routes[0].capacity: \"-1\" is below 0.001");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: shop                   | name: uneven | 1:7: name: uneven comes with Steelyard; take another"
                        + " name",
                "workers: 4                   | workers: 4\\n"
                        + "load: utilisation | 3:10: workers: 4 counts only with load: in-flight",
                "{name: b, capacity: 10}      | {name: a, capacity: 10} | 7:12: routes[1].name: \"a\" stands above too",
                "{name: b, capacity: 10}      | {name: b c, capacity: 10} | 7:12: routes[1].name: \"b c\" is no name"
                        + " of a route",
                "route: b                     | route: bb | 9:21: events[0].route: \"bb\" is no route of this file;"
                        + " did you mean b?",
                "at: 5m                       | at: 20m | 9:10: events[0].at: 1200s leaves too little of the duration",
                "traffic: 10}                 | traffic: 10, at: 19m50s} | 4:26: surge.at: 1190s leaves too little",
                "capacity: 0.5}               | }  | 9:5: events[0]: nothing happens; give capacity, failing, present"
                        + " or readings",
            })
    void what_does_not_fit_together_is_told_where_it_stands(String good, String bad, String told, @TempDir Path folder)
            throws IOException {
        String file = """
            name: shop
            traffic: 100
            workers: 4
            surge: {AT, traffic: 10}
            routes:
              - {name: a, capacity: 10}
              - {name: b, capacity: 10}
            events:
              - {at: 5m, route: b, capacity: 0.5}
            """.replace("traffic: 10}", good.equals("traffic: 10}") ? "traffic: 10}" : "at: 2m, traffic: 10}")
                .replace("AT, ", "")
                .replace(good, bad.replace("\\n", "\n"));
        Path path = folder.resolve("fleet.yaml");
        Files.writeString(path, file.contains("load:") ? file : file + "load: in-flight\n");

        assertThat(run("--scenario", path.toString())).isEqualTo(2);

        assertThat(err.toString()).contains(path + ":" + told).doesNotContain("Exception");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void routes_that_could_serve_nobody_are_refused(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("fleet.yaml");
        Files.writeString(path, """
            name: shop
            traffic: 100
            routes: [{name: a, capacity: 10, weight: 0}, {name: b, capacity: 10, weight: 0}]
            """);
        assertThat(run("--scenario", path.toString())).isEqualTo(2);
        Files.writeString(path, "name: shop\ntraffic: 100\nroutes: [{name: a, capacity: 10}]\n");
        assertThat(run("--scenario", path.toString())).isEqualTo(2);

        assertThat(err.toString())
                .contains(path + ":3:9: routes: all have weight 0")
                .contains(path + ":3:9: routes: 1 is too few to divide traffic among; give two or more")
                .contains(path + " is not valid; nothing was simulated");
    }

    @Test
    void of_events_in_a_row_a_policy_is_timed_from_the_last(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("fleet.yaml");
        Files.writeString(path, """
            name: shop
            duration: 5m
            traffic: 100
            routes: [{name: a, capacity: 100}, {name: b, capacity: 100}]
            events:
              - {at: 60s, route: a, capacity: 0.9}
              - {at: 62s, route: a, capacity: 0.8}
              - {at: 64s, route: a, capacity: 0.5}
            """);

        assertThat(run("--scenario", path.toString(), "--seeds", "1", "-o", "json"))
                .isZero();

        assertThat(out.toString()).containsPattern("\"policy\" *: *\"equal-load\"[^}]*\"settle_polls\" *: *[0-9]+");
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
