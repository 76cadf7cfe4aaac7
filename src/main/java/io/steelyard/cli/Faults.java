package io.steelyard.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What is said when a command goes wrong: one line on standard error. */
final class Faults {

    private Faults() {}

    static int usage(ParameterException fault, String[] args) {
        CommandLine line = fault.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("steelyard: " + oneLine(fault));
        CommandLine.UnmatchedArgumentException.printSuggestions(fault, err);
        err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    static int failure(Exception fault, CommandLine line, ParseResult parsed) {
        PrintWriter err = line.getErr();
        err.println("steelyard: " + oneLine(fault));
        if (line.getCommandSpec().root().userObject() instanceof Root root && root.debug()) {
            fault.printStackTrace(err);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String oneLine(Exception fault) {
        String message = fault.getMessage();
        return message == null || message.isBlank()
                ? "unexpected " + fault.getClass().getSimpleName() + " (--debug shows where)"
                : Output.oneLine(message);
    }
}
