package io.steelyard.cli;

import java.util.List;
import java.util.OptionalInt;

/** A command could not do what it should; what is said of it on standard error, and how the program ends. */
final class FailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> lines;
    private final int exit;
    private final transient OptionalInt status;

    private FailedException(String message, List<String> lines, int exit, OptionalInt status) {
        super(message);
        this.lines = lines;
        this.exit = exit;
        this.status = status;
    }

    static FailedException of(String message) {
        return new FailedException(message, List.of(), 1, OptionalInt.empty());
    }

    /** @param status of HTTP */
    static FailedException answered(String message, int status) {
        return new FailedException(message, List.of(), 1, OptionalInt.of(status));
    }

    /** Of files with mistakes, a line each. */
    static FailedException mistakes(List<String> lines, int exit) {
        String more = lines.size() > 1 ? " (and " + (lines.size() - 1) + " more)" : "";
        return new FailedException(lines.get(0) + more, List.copyOf(lines), exit, OptionalInt.empty());
    }

    List<String> lines() {
        return lines;
    }

    int exit() {
        return exit;
    }

    OptionalInt status() {
        return status;
    }
}
