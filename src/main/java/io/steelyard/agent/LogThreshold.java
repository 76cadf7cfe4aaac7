package io.steelyard.agent;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.steelyard.model.Control;
import io.steelyard.model.Event;
import io.steelyard.model.LogLevel;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** Sets how much is logged, to begin with and whenever operators or a changed configuration say otherwise. */
public final class LogThreshold implements Consumer<Event> {

    private static final String OURS = "io.steelyard";

    @Override
    public void accept(Event event) {
        if (event instanceof Control control) {
            set(control.logLevel());
        }
    }

    /**
     * From now on. The libraries' own details below info are left out: they are many, help nobody here, and may hold what
     * they send, secrets included.
     */
    public static void set(LogLevel wanted) {
        Level level = Level.toLevel(wanted.name());
        set(OURS, level);
        set(org.slf4j.Logger.ROOT_LOGGER_NAME, level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO);
    }

    private static void set(String name, Level level) {
        if (LoggerFactory.getLogger(name) instanceof Logger logger) {
            logger.setLevel(level);
        }
    }
}
