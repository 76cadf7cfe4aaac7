package io.steelyard.docs;

import io.steelyard.cli.Root;
import io.steelyard.config.Config;
import io.steelyard.config.SettingRow;
import io.steelyard.policy.PolicyFactory;
import io.steelyard.policy.PolicyTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Writes the pages of docs/reference of the code. */
final class Reference {

    private static final int WIDTH = 100;
    private static final String MADE = "<!-- Made of the code by GeneratedFilesTest; see CONTRIBUTING.md. -->\n";

    private Reference() {}

    /** What {@code --help} says, of every command. */
    static String commands() {
        CommandLine root = Root.commandLine(name -> null);
        StringBuilder page = new StringBuilder("# Commands\n\n")
                .append(MADE)
                .append(
                        "\n`steelyard` stands for `java -jar steelyard.jar`. Results go to standard output, all else to standard")
                .append(" error. ")
                .append("Exit codes: 0 ok, 1 failure, 2 wrong usage, 3 `check` found problems.\n\n")
                .append(
                        "With `-o json` or `-o yaml` also what goes wrong is for programs: one object in one line on standard")
                .append(
                        " error, such as `{\"error\":\"HTTP 409: ...\",\"exit\":1,\"http_status\":409,\"problems\":[]}`.")
                .append(
                        " `http_status` is null where no server has answered so; `problems` are the mistakes of a file, each")
                .append(
                        " as `check` tells it. The exit code is the same, and standard output stays empty, so that no pipe")
                .append(" takes an error for a result. Warnings (exit 0) stay lines of text.\n");
        for (CommandLine command : all(root)) {
            command.setUsageHelpAutoWidth(false).setUsageHelpWidth(WIDTH);
            String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF)
                    .lines()
                    .map(String::stripTrailing)
                    .collect(Collectors.joining("\n"));
            page.append("\n## ")
                    .append(command.getCommandSpec().qualifiedName())
                    .append("\n\n```text\n")
                    .append(help.strip())
                    .append("\n```\n");
        }
        return page.toString();
    }

    private static List<CommandLine> all(CommandLine command) {
        List<CommandLine> all = new ArrayList<>(List.of(command));
        command.getSubcommands().values().stream().distinct().forEach(sub -> all.addAll(all(sub)));
        return all;
    }

    /** Every key of the file, and every parameter of every policy. */
    static String configuration() {
        StringBuilder page = new StringBuilder("# Configuration\n\n")
                .append(MADE)
                .append("""

                        Every key, with its default. A guide is [configuration.md](../configuration.md); examples are in
                        [config/examples](../../config/examples). A key outside of a list is also an environment variable, which
                        wins over the file: `http.listen` is `STEELYARD_HTTP_LISTEN`.

                        """)
                .append(table(SettingRow.of(Config.class)));
        for (PolicyFactory<?> policy : PolicyTypes.load().all()) {
            page.append("\n## ")
                    .append(policy.type())
                    .append("\n\n")
                    .append("Kind: " + policy.kind().label() + ". ")
                    .append(policy.help())
                    .append("\n\n");
            List<SettingRow> rows = SettingRow.of(policy.parameters());
            page.append(rows.isEmpty() ? "It has no parameters.\n" : table(rows));
        }
        return page.toString();
    }

    private static String table(List<SettingRow> rows) {
        StringBuilder table = new StringBuilder("| key | value | default | |\n| --- | --- | --- | --- |\n");
        for (SettingRow row : rows) {
            table.append("| `")
                    .append(row.key())
                    .append("` | ")
                    .append(escape(row.type()))
                    .append(row.range().isEmpty() ? "" : ", " + row.range())
                    .append(" | ")
                    .append(
                            row.required()
                                    ? "required"
                                    : row.standard()
                                            .map(text -> "`" + text + "`")
                                            .orElse(""))
                    .append(" | ")
                    .append(escape(row.help()))
                    .append(" |\n");
        }
        return table.toString();
    }

    private static String escape(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
