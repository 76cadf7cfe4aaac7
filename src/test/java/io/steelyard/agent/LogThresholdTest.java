package io.steelyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Control;
import io.steelyard.model.LogLevel;
import io.steelyard.model.Mode;
import io.steelyard.model.Note;
import io.steelyard.testing.VirtualTime;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogThresholdTest {

    private final VirtualTime time = new VirtualTime();
    private final Logger ours = LoggerFactory.getLogger("io.steelyard.some.place");
    private final Logger library = LoggerFactory.getLogger("reactor.netty.http");
    private final Logger other = LoggerFactory.getLogger("org.example");

    @AfterEach
    void asTestsHaveIt() {
        LogThreshold.set(LogLevel.WARN);
    }

    @Test
    void what_was_ordered_counts_and_then_what_is_configured() {
        LogThreshold log = new LogThreshold();
        Control configured = Control.of(time.now(), Mode.ACT, LogLevel.ERROR);
        Note note = new Note("alice", "why is nothing moved?", time.now(), Optional.empty());

        log.accept(configured.log(LogLevel.DEBUG, note));
        assertThat(ours.isDebugEnabled()).isTrue();
        assertThat(ours.isTraceEnabled()).isFalse();

        log.accept(configured);
        assertThat(ours.isErrorEnabled()).isTrue();
        assertThat(ours.isWarnEnabled()).isFalse();
    }

    @Test
    void libraries_tell_no_details_at_any_level_because_they_may_hold_secrets() {
        LogThreshold.set(LogLevel.TRACE);

        assertThat(ours.isTraceEnabled()).isTrue();
        assertThat(other.isDebugEnabled()).isFalse();
        assertThat(library.isDebugEnabled()).isFalse();
    }
}
