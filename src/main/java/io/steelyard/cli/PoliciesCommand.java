package io.steelyard.cli;

import io.steelyard.config.SettingRow;
import io.steelyard.policy.PolicyFactory;
import io.steelyard.policy.PolicyTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the types of policies, or explains one. */
@Command(
        name = "policies",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Lists the types of policies, or explains one.",
            "",
            "Built-in ones and those of jars on the class path. An endpoint has one allocator, the type of its policy, and"
                    + " any number of limiters, in order."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  steelyard policies", "  steelyard policies pid", "  steelyard policies -o json"})
final class PoliciesCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.table;

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            description = "A folder of jars with more types, as plugins.dir in a configuration.")
    private @Nullable Path plugins;

    @Parameters(
            arity = "0..1",
            paramLabel = "TYPE",
            completionCandidates = PolicyNames.class,
            description = "The type to explain.")
    private @Nullable String type;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        PolicyTypes types = types(line);
        Output output = new Output(format);
        types.faults().forEach(output::warn);
        if (type == null) {
            list(output, List.copyOf(types.all()));
        } else {
            explain(output, wanted(types, type, line));
        }
        output.flush(line.getOut(), line.getErr());
        return CommandLine.ExitCode.OK;
    }

    private PolicyTypes types(CommandLine line) {
        if (plugins == null) {
            return PolicyTypes.load();
        }
        try {
            return PolicyTypes.load(plugins);
        } catch (IOException e) {
            throw new CommandLine.ParameterException(
                    line, "--plugins: \"" + plugins + "\" is no folder that can be read", e);
        }
    }

    private static PolicyFactory<?> wanted(PolicyTypes types, String type, CommandLine line) {
        return types.find(type)
                .orElseThrow(() -> new CommandLine.ParameterException(
                        line, "policies: \"" + type + "\" " + types.refusal(type, PolicyFactory.Kind.ALLOCATOR)));
    }

    private static void list(Output output, List<PolicyFactory<?>> types) {
        if (!output.isTable()) {
            output.data(types.stream().map(PoliciesCommand::tree).toList());
            return;
        }
        Table table = new Table("TYPE", "KIND", "DOES");
        types.forEach(each -> table.row(each.type(), each.kind().label(), each.help()));
        output.table(table);
    }

    private static void explain(Output output, PolicyFactory<?> type) {
        if (!output.isTable()) {
            output.data(tree(type));
            return;
        }
        output.line(type.type() + ", " + type.kind().label());
        output.line(type.help());
        output.line("");
        Table table = new Table("PARAMETER", "VALUE", "RANGE", "DEFAULT", "IS");
        for (SettingRow row : SettingRow.of(type.parameters())) {
            table.row(row.key(), row.type(), row.range(), standard(row), row.help());
        }
        output.table(table);
    }

    private static String standard(SettingRow row) {
        return row.required() ? "required" : row.standard().orElse("");
    }

    private static Map<String, Object> tree(PolicyFactory<?> type) {
        List<Map<String, @Nullable Object>> parameters = new ArrayList<>();
        for (SettingRow row : SettingRow.of(type.parameters())) {
            Map<String, @Nullable Object> tree = new LinkedHashMap<>();
            tree.put("key", row.key());
            tree.put("type", row.type());
            tree.put("required", row.required());
            tree.put("default", orNull(row.standard()));
            tree.put("min", orNull(row.min()));
            tree.put("max", orNull(row.max()));
            tree.put("help", row.help());
            parameters.add(tree);
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("type", type.type());
        tree.put("kind", type.kind().label());
        tree.put("help", type.help());
        tree.put("parameters", parameters);
        return tree;
    }

    private static @Nullable String orNull(Optional<String> value) {
        return value.orElse(null);
    }
}
