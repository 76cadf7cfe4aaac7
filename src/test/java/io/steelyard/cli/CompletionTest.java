package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.RequiresProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the shells themselves offer when somebody presses Tab. */
class CompletionTest {

    @TempDir
    private Path folder = Path.of(".");

    private Path script = Path.of("completion");

    @BeforeEach
    void generate() throws IOException {
        StringWriter out = new StringWriter();
        assertThat(Root.commandLine(name -> null).setOut(new PrintWriter(out)).execute("generate-completion"))
                .isZero();
        script = Files.writeString(folder.resolve("completion"), out.toString());
    }

    @Test
    @RequiresProgram("bash")
    void bash_offers_commands_options_values_and_files() throws Exception {
        Path file = Files.writeString(folder.resolve("some.yaml"), "");

        assertThat(offered("")).contains("demo", "run", "check", "query", "config", "generate-completion");
        assertThat(offered("che")).containsExactly("check");
        assertThat(offered("config", "s")).containsExactlyInAnyOrder("show", "schema");
        assertThat(offered("run", "--")).contains("--config", "--set", "--log-level");
        assertThat(offered("run", "--mode", "")).containsExactly("observe", "propose", "act");
        assertThat(offered("query", "-o", "")).containsExactly("table", "json", "yaml");
        assertThat(offered("query", "--log-format", "")).containsExactly("text", "json");
        assertThat(offered("demo", "--scenario", "brown")).containsExactly("brownout");
        assertThat(offered("policies", "evac")).containsExactly("evacuate");
        assertThat(offered("check", folder.resolve("so").toString())).containsExactly(file.toString());
    }

    @Test
    @RequiresProgram("zsh")
    void zsh_takes_the_same_script() throws Exception {
        String said = run(
                "zsh",
                "-f",
                "-c",
                "autoload -U +X compinit && compinit -u -D && autoload -U +X bashcompinit && bashcompinit"
                        + " && source \"$1\" && print -r -- ${_comps[steelyard]}",
                "zsh",
                script.toString());

        assertThat(said).contains("_complete_steelyard");
    }

    /** Runs the function that bash calls with the words of the line; the last one is being typed. */
    private List<String> offered(String... words) throws IOException, InterruptedException {
        String call = """
                compopt() { :; }  # only there while a line is edited
                source "$1" && shift
                COMP_WORDS=(steelyard "$@"); COMP_CWORD=$#; COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
                complete -p steelyard >/dev/null && _complete_steelyard && printf '%s\\n' "${COMPREPLY[@]}"
                """;
        List<String> command = new ArrayList<>(List.of("bash", "-c", call, "bash", script.toString()));
        command.addAll(List.of(words));
        return run(command.toArray(String[]::new)).lines().toList();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }
}
