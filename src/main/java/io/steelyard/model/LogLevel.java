package io.steelyard.model;

import java.util.Locale;

/** From where on what happens is worth a line in the log; each also has the lines of those before it. */
public enum LogLevel {
    /** Something is broken. */
    ERROR,
    /** Somebody should look. */
    WARN,
    /** What was changed, and by whom. */
    INFO,
    /** Every poll and every decision to change nothing. */
    DEBUG,
    /** Whatever there is. */
    TRACE;

    /** As in configurations and orders: the name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
