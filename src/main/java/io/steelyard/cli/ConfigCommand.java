package io.steelyard.cli;

import io.steelyard.config.Config;
import io.steelyard.config.EffectiveYaml;
import io.steelyard.config.Loaded;
import io.steelyard.config.Schema;
import io.steelyard.replay.Fleet;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a configuration says, and may say. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows what a configuration says (show), and what one may say (schema).",
        footerHeading = "%nExamples:%n",
        footer = {"  steelyard config show steelyard.yaml", "  steelyard config schema > steelyard.schema.json"})
final class ConfigCommand implements Runnable {

    private final ConfigFile.Loader loader;

    @Spec
    private @Nullable CommandSpec spec;

    ConfigCommand(ConfigFile.Loader loader) {
        this.loader = loader;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec().commandLine(), "config: no command given; there are show and schema");
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = {
                "Prints the effective configuration: flags, environment, file and defaults together.",
                "",
                "Secrets are shown as <secret>. Exits with 3, and says why, if the configuration is not valid."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  steelyard config show steelyard.yaml",
                "  steelyard config show steelyard.yaml --origin      where each value comes from",
                "  steelyard config show steelyard.yaml -o json"
            })
    int show(
            @Parameters(paramLabel = "FILE", description = "A configuration file.") Path file,
            @Option(
                            names = "--origin",
                            description = "One line for each value, with where it comes from: a flag, a variable,"
                                    + " FILE:LINE, or default.")
                    boolean origin,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FORMAT",
                            description = "yaml, json, or table with --origin.")
                    @Nullable
                    Format format,
            @Mixin Settings settings) {
        CommandLine line = spec().commandLine();
        Loaded.Valid valid = ConfigFile.taken(loader.load(file, settings.given()), Root.PROBLEMS);
        Output out = new Output(format != null ? format : origin ? Format.table : Format.yaml);
        if (origin) {
            origins(out, EffectiveYaml.rows(valid.config(), valid.origins()));
        } else {
            effective(out, valid.config());
        }
        out.flush(line.getOut(), line.getErr());
        return CommandLine.ExitCode.OK;
    }

    private static void effective(Output out, Config config) {
        if (out.format() == Format.json) {
            out.data(EffectiveYaml.tree(config));
        } else {
            out.line(EffectiveYaml.of(config).stripTrailing());
        }
    }

    private static void origins(Output out, List<EffectiveYaml.Row> rows) {
        if (!out.isTable()) {
            out.data(rows);
            return;
        }
        Table table = new Table("KEY", "VALUE", "FROM");
        rows.forEach(row -> table.row(row.key(), String.valueOf(row.value()), row.origin()));
        out.table(table);
    }

    @Command(
            name = "schema",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = {
                "Prints the JSON Schema (draft-07) of the configuration file.",
                "",
                "An editor with a YAML language server completes and checks a file whose first line is",
                "# yaml-language-server: $schema=steelyard.schema.json"
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  steelyard config schema > steelyard.schema.json",
                "  steelyard config schema --scenario > scenario.schema.json"
            })
    int schema(
            @Option(
                            names = "--scenario",
                            description = "Of the scenario files that simulate reads, not of the configuration.")
                    boolean scenario) {
        CommandLine line = spec().commandLine();
        Output out = new Output(Format.json);
        out.data(scenario ? Schema.tree("Scenario of steelyard simulate", Fleet.class) : Schema.tree());
        out.flush(line.getOut(), line.getErr());
        return CommandLine.ExitCode.OK;
    }
}
