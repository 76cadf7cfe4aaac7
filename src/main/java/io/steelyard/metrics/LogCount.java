package io.steelyard.metrics;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** Counts the lines that are logged, by level. */
final class LogCount extends AppenderBase<ILoggingEvent> {

    private static final List<Level> LEVELS = List.of(Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR);

    private final Counter events;

    LogCount(Counter events) {
        this.events = events;
        setName("steelyard-log-count");
        LEVELS.forEach(level -> events.initLabelValues(label(level)));
    }

    /** Counts from now on; without logback nothing is counted. */
    void attach() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            setContext(context);
            start();
            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(this);
        }
    }

    void detach() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(this);
            stop();
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.labelValues(label(event.getLevel())).inc();
    }

    private static String label(Level level) {
        return level.toString().toLowerCase(Locale.ROOT);
    }
}
