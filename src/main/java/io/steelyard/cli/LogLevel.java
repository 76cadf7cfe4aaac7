package io.steelyard.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** How much is logged. */
enum LogLevel {
    error,
    warn,
    info,
    debug,
    trace;

    /** From now on. The libraries' own details below info are left out: they are many, and help nobody here. */
    void apply() {
        Level level = Level.toLevel(name());
        set("io.steelyard", level);
        set(org.slf4j.Logger.ROOT_LOGGER_NAME, level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO);
    }

    private static void set(String name, Level level) {
        if (LoggerFactory.getLogger(name) instanceof Logger logger) {
            logger.setLevel(level);
        }
    }
}
