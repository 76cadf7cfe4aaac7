package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class RootTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void check_of_good_files_says_ok_for_each() throws IOException {
        Path one = write("one.yaml", "balancer: {type: simulator}");
        Path other = write("other.yaml", "balancer: {type: haproxy, haproxy: {}}");

        assertThat(run("check", one.toString(), other.toString())).isZero();
        assertThat(out.toString().lines()).containsExactly(one + ": ok", other + ": ok");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void check_of_a_bad_file_names_every_problem_on_standard_error_and_exits_3() throws IOException {
        Path good = write("good.yaml", "balancer: {type: simulator}");
        Path bad = write("bad.yaml", "balancer: {type: simulator}\nmode: akt\npoll: {intervall: 1s}");

        assertThat(run("check", bad.toString(), good.toString())).isEqualTo(3);
        assertThat(out.toString().lines()).containsExactly(good + ": ok");
        assertThat(err.toString().lines())
                .containsExactly(
                        bad + ":2:7: mode: \"akt\" is none of observe, propose, act; did you mean act?",
                        bad + ":3:8: poll.intervall: unknown key; did you mean interval?");
    }

    @Test
    void config_show_prints_every_default_and_no_secret() throws IOException {
        Path file = write(
                "steelyard.yaml",
                "balancer: {type: backplane, backplane: {url: 'https://balancer.example.com', token: canary}}");

        assertThat(run("config", "show", file.toString())).isZero();
        assertThat(out.toString())
                .contains("token: <secret>", "max_response_bytes: 64MB", "cooldown: 3s", "rearm_after: null")
                .doesNotContain("canary");
        assertThat(run("config", "show", folder.resolve("missing.yaml").toString()))
                .isEqualTo(3);
        assertThat(run("config")).isEqualTo(2);
    }

    @Test
    void policies_lists_the_types_and_explains_one_with_ranges_and_defaults() {
        assertThat(run("policies")).isZero();
        assertThat(out.toString().lines())
                .anyMatch(line -> line.matches("equal-load +allocator +.+"))
                .anyMatch(line -> line.matches("evacuate +limiter +.+"));
        assertThat(run("policies", "pid")).isZero();
        assertThat(out.toString().lines()).anyMatch(line -> line.matches("ki +number +0.001 to 0.2 +0.1 +Integral.+"));
        assertThat(run("policies", "static")).isZero();
        assertThat(out.toString()).contains("map of number", "required", "restore|report");
    }

    @Test
    void policies_gives_json_for_programs() {
        assertThat(run("policies", "evacuate", "-o", "json")).isZero();
        assertThat(out.toString())
                .contains("\"type\" : \"evacuate\"", "\"kind\" : \"limiter\"", "\"default\" : \"0.5\"");
    }

    @Test
    void policies_of_an_unknown_type_is_wrong_usage_with_a_suggestion() {
        assertThat(run("policies", "equalload")).isEqualTo(2);
        assertThat(err.toString()).contains("\"equalload\" is no type of policy; did you mean equal-load?");
    }

    @Test
    void wrong_usage_is_explained_on_standard_error_and_exits_2() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("chekc")).isEqualTo(2);
        assertThat(run("check")).isEqualTo(2);
        assertThat(run("check", "--no-such-option", "x")).isEqualTo(2);
        assertThat(run("check", "--log-level", "loud", "x")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains("no command given", "Did you mean: steelyard check", "Missing required parameter", "loud")
                .doesNotContain("\tat ");
    }

    @Test
    void a_missing_choice_is_told_as_every_other_mistake() {
        assertThat(run("init")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith(
                        "steelyard: Missing required argument (specify one of these): (--socket=SOCKET | --url=URL)");
    }

    @Test
    void a_misspelt_command_is_answered_with_the_one_that_is_near_and_no_others() {
        assertThat(run("stauts")).isEqualTo(2);
        assertThat(err.toString()).contains("Did you mean: steelyard status?").doesNotContain(" or ");
        assertThat(run("frobnicate")).isEqualTo(2);
        assertThat(err.toString()).containsOnlyOnce("Did you mean");
    }

    @Test
    void a_value_that_cannot_be_read_is_explained_in_words_of_ours() {
        assertThat(run("demo", "--duration", "20")).isEqualTo(2);
        assertThat(run("demo", "--http", "nonsense")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "'--duration': '20': has no unit; write 20s for seconds",
                        "'--http': 'nonsense': is no HOST:PORT; write for example")
                .doesNotContain("Exception");
    }

    @Test
    void an_unexpected_error_is_one_line_and_exits_1() {
        assertThat(run("break")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("steelyard: it broke; and \\u001b[31mhow" + System.lineSeparator());
    }

    @Test
    void an_unexpected_error_shows_its_stack_trace_when_asked() {
        assertThat(run("break", "--debug")).isEqualTo(1);
        assertThat(err.toString()).contains("steelyard: it broke", "\tat io.steelyard.cli.RootTest");
    }

    @Test
    void help_has_examples_and_exit_codes() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Examples:", "steelyard check", "break", "3   check found problems");
        assertThat(run("help", "check")).isZero();
        assertThat(out.toString()).contains("steelyard check config/*.yaml");
    }

    @Test
    void every_command_has_examples_and_they_fit_a_terminal() {
        List<CommandLine> all = new ArrayList<>(List.of(Root.commandLine(name -> null)));
        for (int i = 0; i < all.size(); i++) {
            all.addAll(all.get(i).getSubcommands().values());
        }

        assertThat(all).hasSizeGreaterThan(20).allSatisfy(command -> {
            String[] examples = command.getCommandSpec().usageMessage().footer();
            assertThat(examples).as(command.getCommandName()).isNotEmpty();
            assertThat(String.join("\n", examples).lines())
                    .as(command.getCommandName())
                    .allMatch(line -> line.length() <= 80, "at most 80 columns, or the help breaks them");
        });
    }

    @Test
    void version_is_that_of_the_build() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("steelyard ").doesNotContain("unknown", "${");
    }

    @Test
    void completion_knows_the_commands() {
        assertThat(run("generate-completion")).isZero();
        assertThat(out.toString()).contains("check", "log-level");
    }

    /** Stands for a command that somebody plugs in. */
    @Command(name = "break")
    static final class Break implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new IllegalStateException("it broke\n  and \u001b[31mhow\n");
        }
    }

    private int run(String... args) {
        CommandLine line = Root.commandLine(name -> null).addSubcommand(new Break());
        line.setExecutionExceptionHandler(Faults::failure);
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
