package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names of endpoints and routes come from strangers and end up in log lines. */
class LogLinesTest {

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void configure() throws Exception {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(LogLinesTest.class.getResource("/logback.xml")));
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void a_message_is_one_line_that_leaves_the_terminal_alone() {
        assertThat(line("route \u001b[2J\u009b1m a\r\nb\tc \u202edlrow\u2028.", null))
                .endsWith(" route ?[2J?1m a b\tc ?dlrow?." + System.lineSeparator());
    }

    @Test
    void a_stack_trace_keeps_its_lines_and_nothing_else_that_moves_the_cursor() {
        String text = line("it broke", new IllegalStateException("\u001b[31mred\u202e"));
        assertThat(text)
                .contains("it broke" + System.lineSeparator() + "java.lang.IllegalStateException: ?[31mred?")
                .contains(System.lineSeparator() + "\tat ")
                .doesNotContain("\u001b", "\u202e")
                .containsOnlyOnce("IllegalStateException");
    }

    private String line(String message, @Nullable Throwable error) {
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> appender = (ConsoleAppender<ILoggingEvent>) root.getAppender("stderr");
        return new String(
                appender.getEncoder().encode(new LoggingEvent("here", root, Level.WARN, message, error, new Object[0])),
                StandardCharsets.UTF_8);
    }
}
