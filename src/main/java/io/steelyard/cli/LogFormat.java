package io.steelyard.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;

/** How a log line is written: for people, or one JSON object a line for programs. */
enum LogFormat {
    text,
    json;

    /** The appender of {@code logback.xml} to standard error. */
    static final String APPENDER = "stderr";

    /** From now on. Text is what logback.xml says, so there is nothing to do for it. */
    void apply() {
        if (this == json && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Appender<ILoggingEvent> appender =
                    context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER);
            if (appender instanceof OutputStreamAppender<ILoggingEvent> out) {
                out.setEncoder(jsonEncoder(context));
            }
        }
    }

    static Encoder<ILoggingEvent> jsonEncoder(LoggerContext context) {
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setContext(context);
        LogstashFieldNames names = new LogstashFieldNames();
        names.setVersion(null);
        names.setLevelValue(null);
        names.setLogger("logger");
        names.setThread("thread");
        encoder.setFieldNames(names);
        encoder.setTimeZone("UTC");
        encoder.setIncludeMdc(false);
        // Names come from strangers: as plain ASCII nothing in them moves a terminal's cursor or turns its writing
        // round.
        encoder.setJsonGeneratorDecorator(
                generator -> generator.enable(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature()));
        encoder.start();
        return encoder;
    }
}
