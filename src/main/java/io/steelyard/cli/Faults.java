package io.steelyard.cli;

import io.steelyard.model.Suggestion;
import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is said on standard error when a command goes wrong: one line, or with {@code -o json} or {@code yaml} one object
 * in a line (which is YAML too), because whoever asked for that is a program. Standard output stays empty.
 */
final class Faults {

    /** What picocli begins some of its messages with, behind our own name. */
    private static final Pattern PICOCLI = Pattern.compile("^Error: (?=Missing|expected)");

    private Faults() {}

    /**
     * For programs.
     *
     * @param exit what the program ends with
     * @param httpStatus of the answer that said so; null if none did
     * @param problems each mistake of a file that has some
     */
    record Told(String error, int exit, @Nullable Integer httpStatus, List<String> problems) {}

    static int usage(ParameterException fault, String[] args) {
        CommandLine line = fault.getCommandLine();
        PrintWriter err = line.getErr();
        if (Format.isForProgram(List.of(args))) {
            return object(err, oneLine(fault), CommandLine.ExitCode.USAGE, OptionalInt.empty(), List.of());
        }
        err.println("steelyard: " + oneLine(fault));
        suggest(fault, err);
        err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    /** Of commands only one that is near: picocli names the three nearest, however far away they are. */
    private static void suggest(ParameterException fault, PrintWriter err) {
        if (fault instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            Suggestion.nearest(
                            unmatched.getUnmatched().get(0),
                            fault.getCommandLine().getSubcommands().keySet())
                    .ifPresent(near -> err.println("Did you mean: "
                            + fault.getCommandLine().getCommandSpec().qualifiedName() + " " + near + "?"));
        } else {
            UnmatchedArgumentException.printSuggestions(fault, err);
        }
    }

    static int failure(Exception fault, CommandLine line, ParseResult parsed) {
        PrintWriter err = line.getErr();
        FailedException failed = fault instanceof FailedException told ? told : null;
        int exit = failed == null ? CommandLine.ExitCode.SOFTWARE : failed.exit();
        if (Format.isForProgram(parsed.originalArgs())) {
            object(
                    err,
                    oneLine(fault),
                    exit,
                    failed == null ? OptionalInt.empty() : failed.status(),
                    failed == null ? List.of() : failed.lines());
        } else if (failed == null || failed.lines().isEmpty()) {
            err.println("steelyard: " + oneLine(fault));
        } else {
            failed.lines().forEach(err::println);
        }
        if (line.getCommandSpec().root().userObject() instanceof Root root && root.debug()) {
            fault.printStackTrace(err);
        }
        err.flush();
        return exit;
    }

    private static int object(PrintWriter err, String error, int exit, OptionalInt status, List<String> problems) {
        err.println(Output.object(
                new Told(error, exit, status.isPresent() ? Integer.valueOf(status.getAsInt()) : null, problems)));
        return exit;
    }

    private static String oneLine(Exception fault) {
        String message = fault.getMessage();
        return message == null || message.isBlank()
                ? "unexpected " + fault.getClass().getSimpleName() + " (--debug shows where)"
                : Output.oneLine(PICOCLI.matcher(message).replaceFirst(""));
    }
}
