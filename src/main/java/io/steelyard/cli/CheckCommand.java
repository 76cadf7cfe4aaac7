package io.steelyard.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds every mistake in configuration files. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Finds every mistake in configuration files.",
            "",
            "Each is a line on standard error, FILE:LINE:COLUMN: key: what is wrong, and what to do; then it exits 3.",
            "Files that a setting names, such as token_file, must be there; nothing is connected to."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  steelyard check steelyard.yaml", "  steelyard check config/*.yaml"})
final class CheckCommand implements Callable<Integer> {

    private final ConfigFile.Loader loader;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Configuration files.")
    private List<Path> files = List.of();

    @Mixin
    private final Settings settings = new Settings();

    CheckCommand(ConfigFile.Loader loader) {
        this.loader = loader;
    }

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        boolean good = true;
        for (Path file : files) {
            good &= check(file, line.getOut(), line.getErr());
        }
        return good ? CommandLine.ExitCode.OK : Root.PROBLEMS;
    }

    private boolean check(Path file, PrintWriter out, PrintWriter err) {
        boolean good =
                ConfigFile.valid(loader.load(file, settings.given()), err).isPresent();
        if (good) {
            out.println(file + ": ok");
        }
        return good;
    }
}
