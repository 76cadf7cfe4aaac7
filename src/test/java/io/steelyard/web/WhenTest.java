package io.steelyard.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WhenTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.900Z");

    private static String after(Duration passed) {
        return When.of(NOON, NOON.plus(passed));
    }

    @Test
    void a_time_is_told_in_UTC_to_the_second_with_its_distance() {
        assertThat(after(Duration.ZERO)).isEqualTo("2026-03-01T12:00:00Z (0 s ago)");
        assertThat(after(Duration.ofSeconds(119))).endsWith("Z (119 s ago)");
        assertThat(after(Duration.ofMinutes(3))).endsWith("(3 min ago)");
        assertThat(after(Duration.ofHours(5))).endsWith("(5 h ago)");
        assertThat(after(Duration.ofDays(9))).endsWith("(9 d ago)");
    }

    @Test
    void what_lies_ahead_is_told_as_such() {
        assertThat(after(Duration.ofMinutes(-27))).isEqualTo("2026-03-01T12:00:00Z (in 27 min)");
    }
}
