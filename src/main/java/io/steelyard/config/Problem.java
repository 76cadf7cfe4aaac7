package io.steelyard.config;

/**
 * One thing that is wrong with a configuration file.
 *
 * @param line from 1; 0 when it is about the file as a whole
 * @param column from 1
 * @param key its full path, such as {@code policies[0].guard.floor}; empty when it is not about one
 * @param message what is wrong, and what to do
 */
public record Problem(String file, int line, int column, String key, String message) implements Comparable<Problem> {

    @Override
    public int compareTo(Problem other) {
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }

    /** {@code FILE:LINE:COLUMN: key: message}, on one line. */
    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line + ":" + column) + ": " + (key.isEmpty() ? "" : key + ": ") + message;
    }
}
