package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

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

    @Test
    void in_json_a_line_is_one_object_of_plain_ascii_whatever_it_says() throws Exception {
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        LoggingEvent event = new LoggingEvent(
                "here",
                root,
                Level.WARN,
                "route \u001b[2J \u202edlrow\u2028 \"quoted\" a\r\nb",
                new IllegalStateException("\u009bred"),
                new Object[0]);
        event.addKeyValuePair(new KeyValuePair("endpoint", "www\n\u202e"));
        event.addKeyValuePair(new KeyValuePair("from", 100));

        String line = new String(LogFormat.jsonEncoder(context).encode(event), StandardCharsets.UTF_8);

        assertThat(line).endsWith(System.lineSeparator());
        assertThat(line.strip()).matches("[ -~]+");
        JsonNode object = new ObjectMapper().readTree(line);
        assertThat(object.path("message").asText()).isEqualTo("route \u001b[2J \u202edlrow\u2028 \"quoted\" a\r\nb");
        assertThat(object.path("level").asText()).isEqualTo("WARN");
        assertThat(object.path("endpoint").asText()).isEqualTo("www\n\u202e");
        assertThat(object.path("from").isInt()).isTrue();
        assertThat(object.path("stack_trace").asText()).contains("IllegalStateException");
        assertThat(object.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "@timestamp", "message", "logger", "thread", "level", "stack_trace", "endpoint", "from");
    }

    /** Somebody logs settings whole one day. */
    private record Settings(String url, Secret token) {}

    @Test
    void a_secret_is_in_no_line_whichever_way_it_gets_there() {
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        Secret secret = Secret.of("hunter2");
        Settings settings = new Settings("http://127.0.0.1", secret);
        Object[] said = {secret, settings, List.of(secret), Map.of("token", secret)};
        LoggingEvent event = new LoggingEvent("here", root, Level.WARN, "{} {} {} {}", null, said);
        event.addKeyValuePair(new KeyValuePair("token", secret));
        event.addKeyValuePair(new KeyValuePair("settings", settings));
        event.addKeyValuePair(new KeyValuePair("tokens", List.of(secret)));

        String json = new String(LogFormat.jsonEncoder(context).encode(event), StandardCharsets.UTF_8);
        String text = text(event);

        assertThat(json)
                .doesNotContain("hunter2")
                .contains(
                        "\"token\":{}", "\"settings\":{\"url\":\"http://127.0.0.1\",\"token\":{}}", "\"tokens\":[{}]");
        assertThat(text).doesNotContain("hunter2").contains("<secret> Settings[url=http://127.0.0.1, token=<secret>]");
    }

    @Test
    void the_format_is_set_on_the_appender_that_logback_xml_has() {
        assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(LogFormat.APPENDER))
                .isInstanceOf(OutputStreamAppender.class);
    }

    private String line(String message, @Nullable Throwable error) {
        return text(new LoggingEvent(
                "here", context.getLogger(Logger.ROOT_LOGGER_NAME), Level.WARN, message, error, new Object[0]));
    }

    private String text(ILoggingEvent event) {
        ConsoleAppender<ILoggingEvent> appender = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr");
        return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
