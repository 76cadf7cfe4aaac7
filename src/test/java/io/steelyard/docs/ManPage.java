package io.steelyard.docs;

import io.steelyard.cli.Root;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes packaging/man/steelyard.1 of the commands' own help, in the macros of man(7). */
final class ManPage {

    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    static String text() {
        ManPage man = new ManPage();
        man.write(Root.commandLine(name -> null).getCommandSpec());
        return man.page.toString();
    }

    private void write(CommandSpec root) {
        page.append(".\\\" Made of the code by GeneratedFilesTest.\n.TH STEELYARD 1 \"\" Steelyard\n.nh\n.ad l\n");
        String[] about = root.usageMessage().description();
        section("NAME");
        text("steelyard - " + about[0].substring(0, 1).toLowerCase(Locale.ROOT)
                + about[0].substring(1).replaceFirst("\\.$", ""));
        section("SYNOPSIS");
        synopsis(root);
        section("DESCRIPTION");
        text("Results go to standard output, logs and errors to standard error. With -o json or yaml an error is one"
                + " line of JSON there, with error, exit, http_status and problems. "
                + "Each command takes the options of the next section as well as its own.");
        section("OPTIONS");
        root.options().forEach(this::argument);
        section("COMMANDS");
        commands(root).forEach(this::command);
        section("EXIT STATUS");
        root.usageMessage().exitCodeList().forEach(this::item);
        section("ENVIRONMENT");
        item("STEELYARD_URL, STEELYARD_TOKEN", "The Backplane API, for query, route, shape, token and api.");
        item(
                "STEELYARD_DAEMON_URL, STEELYARD_ADMIN_TOKEN",
                "The daemon, for status, pause, resume, mode, log-level, weights, revert and rearm.");
        item("STEELYARD_KEY", "Overrides a key of the configuration: STEELYARD_HTTP_LISTEN is http.listen.");
        section("EXAMPLES");
        literal(root.usageMessage().footer());
    }

    /** Those that do something, in the order of the help. */
    private static List<CommandSpec> commands(CommandSpec parent) {
        List<CommandSpec> all = new ArrayList<>();
        parent.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .distinct()
                .forEach(each -> {
                    if (each.subcommands().isEmpty()) {
                        all.add(each);
                    }
                    all.addAll(commands(each));
                });
        return all;
    }

    private void command(CommandSpec command) {
        page.append(".SS ").append(escape(command.qualifiedName())).append('\n');
        synopsis(command);
        page.append(".PP\n");
        for (String paragraph : command.usageMessage().description()) {
            if (paragraph.isEmpty()) {
                page.append(".PP\n");
            } else {
                text(String.format(paragraph));
            }
        }
        command.positionalParameters().forEach(this::argument);
        command.options().stream().filter(option -> !everywhere(option)).forEach(this::argument);
        if (command.usageMessage().footer().length > 0) {
            page.append(".PP\n");
            text("Examples:");
            literal(command.usageMessage().footer());
        }
    }

    /** Options that the root has too stand in a section of their own. */
    private static boolean everywhere(OptionSpec option) {
        return option.inherited() || option.usageHelp() || option.versionHelp();
    }

    private void synopsis(CommandSpec command) {
        List<String> words = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            if (!everywhere(option) && command.parent() != null) {
                String usage = option.shortestName() + value(option);
                String once = option.required() && option.group() == null ? usage : "[" + usage + "]";
                words.add(option.isMultiValue() ? once + "..." : once);
            }
        }
        for (PositionalParamSpec positional : command.positionalParameters()) {
            words.add(label(positional));
        }
        if (command.parent() == null) {
            words.add("[OPTION...]");
            words.add("COMMAND");
        }
        page.append(".B ").append(escape(command.qualifiedName())).append('\n');
        text(String.join(" ", words));
    }

    private void argument(ArgSpec argument) {
        String name = argument instanceof OptionSpec option
                ? String.join(", ", option.names()) + value(option)
                : label((PositionalParamSpec) argument);
        item(name, String.join(" ", argument.description()));
    }

    private static String value(OptionSpec option) {
        return option.arity().max() == 0 ? "" : " " + option.paramLabel();
    }

    private static String label(PositionalParamSpec positional) {
        String many = positional.arity().max() > 1 || positional.isMultiValue() ? "..." : "";
        String label = positional.paramLabel() + many;
        return positional.arity().min() == 0 ? "[" + label + "]" : label;
    }

    private void section(String title) {
        page.append(".SH ").append(title).append('\n');
    }

    private void item(String term, String text) {
        page.append(".TP\n.B ").append(escape(term)).append('\n');
        text(text);
    }

    private void literal(String[] lines) {
        page.append(".PP\n.nf\n");
        for (String line : lines) {
            text(line);
        }
        page.append(".fi\n");
    }

    private void text(String text) {
        page.append(escape(text.stripTrailing()).lines().collect(Collectors.joining(" ")))
                .append('\n');
    }

    /** A line that begins with . or ' is an order, a backslash begins one, and a bare - may become a hyphen. */
    private static String escape(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
