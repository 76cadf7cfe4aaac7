package io.steelyard.cli;

import io.steelyard.config.Loaded;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            "Each is a line on standard error, FILE:LINE:COLUMN: key: what is wrong, and what to do; then it exits 3."
                    + " Files of secrets must be there. Nothing is connected to, but with --online it is held against this"
                    + " machine and the balancer is read: is it there, does the token fit, does each policy match an"
                    + " endpoint? Nothing is written."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  steelyard check steelyard.yaml",
            "  steelyard check config/*.yaml",
            "  steelyard check --online steelyard.yaml"
        })
final class CheckCommand implements Callable<Integer> {

    private final ConfigFile.Loader loader;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Configuration files.")
    private List<Path> files = List.of();

    @Option(names = "--online", description = "Also hold it against the balancer that it names; reads only.")
    private boolean online;

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
        Loaded loaded = loader.load(file, settings.given());
        boolean valid = ConfigFile.valid(loaded, err).isPresent();
        boolean good = names(loaded, err) && valid && (!online || fits((Loaded.Valid) loaded, file, out, err));
        if (good) {
            out.println(file + ": ok");
        }
        return good;
    }

    private boolean names(Loaded loaded, PrintWriter err) {
        List<String> bad =
                Named.problems(loaded, online, Clock.systemUTC().instant()).toList();
        bad.forEach(err::println);
        Named.warnings(loaded).forEach(err::println);
        return bad.isEmpty();
    }

    private static boolean fits(Loaded.Valid loaded, Path file, PrintWriter out, PrintWriter err) {
        Online.Findings found = Online.check(loaded);
        found.good().forEach(line -> out.println(file + ": " + line));
        found.bad().forEach(err::println);
        return found.bad().isEmpty();
    }
}
