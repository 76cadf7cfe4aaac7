package io.steelyard.cli;

import io.steelyard.model.LogLevel;
import java.util.Arrays;
import java.util.Iterator;

/** The levels of the log, for help and completion. */
final class LogLevelNames implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(LogLevel.values()).map(LogLevel::label).iterator();
    }
}
