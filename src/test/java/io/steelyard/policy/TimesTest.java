package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void the_last_occurrence_is_found_on_the_clock_of_the_zone() {
        // 2026-06-05 is a Friday; Berlin is two hours ahead of UTC
        assertLast("30 8 * * MON-FRI", "2026-06-05T06:30:00Z", "2026-06-05T06:30:00Z");
        assertLast("30 8 * * MON-FRI", "2026-06-05T06:29:59Z", "2026-06-04T06:30:00Z");
        assertLast("30 8 * * MON-FRI", "2026-06-07T20:00:00Z", "2026-06-05T06:30:00Z");
        assertLast("0 0 1 1 *", "2026-06-05T06:30:00Z", "2025-12-31T23:00:00Z");
        assertLast("*/15 * * * *", "2026-06-05T06:44:10Z", "2026-06-05T06:30:00Z");
    }

    @Test
    void a_time_that_the_clock_skips_in_spring_happens_when_it_jumps() {
        // 2026-03-29 at 02:00 it becomes 03:00, which is 01:00 UTC
        assertLast("30 2 * * *", "2026-03-29T00:59:59Z", "2026-03-28T01:30:00Z");
        assertLast("30 2 * * *", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z");
        assertLast("30 2 * * *", "2026-03-29T20:00:00Z", "2026-03-29T01:00:00Z");
    }

    @Test
    void a_time_that_the_clock_shows_twice_in_autumn_happens_the_first_time() {
        // 2026-10-25 at 03:00 it becomes 02:00, which is 01:00 UTC
        assertLast("30 2 * * *", "2026-10-25T00:29:00Z", "2026-10-24T00:30:00Z");
        assertLast("30 2 * * *", "2026-10-25T00:31:00Z", "2026-10-25T00:30:00Z");
        assertLast("30 2 * * *", "2026-10-25T01:10:00Z", "2026-10-25T00:30:00Z");
        assertLast("30 2 * * *", "2026-10-25T01:31:00Z", "2026-10-25T00:30:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tomorrow",
                "0 8 * *",
                "61 8 * * *",
                "0 8 * * FUNDAY",
                "0 0 30 2 *",
                "0 0 8 * * *",
                "0|30 8 * * *",
                ",| 8|6||",
                "0 8 * * MON-FRI/"
            })
    void what_is_no_time_is_refused_with_an_example(String text) {
        assertThatThrownBy(() -> Times.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is no time in the five fields of cron")
                .hasMessageEndingWith("; write for example 30 8 * * MON-FRI");
    }

    @Test
    void a_zone_is_a_name_or_an_offset() {
        assertThat(Zone.parse("Europe/Berlin").id()).isEqualTo(BERLIN);
        assertThat(Zone.parse("+01:00")).hasToString("+01:00");
        assertThatThrownBy(() -> Zone.parse("Berlin")).hasMessageStartingWith("is no time zone; write for example");
    }

    private static void assertLast(String times, String now, String last) {
        assertThat(Times.parse(times).last(Instant.parse(now), BERLIN)).contains(Instant.parse(last));
    }

    @Test
    void two_that_are_written_alike_are_equal() {
        assertThat(Times.parse("30 8 * * MON-FRI"))
                .isEqualTo(Times.parse("30  8 * * MON-FRI"))
                .hasSameHashCodeAs(Times.parse("30 8 * * MON-FRI"))
                .isNotEqualTo(Times.parse("31 8 * * MON-FRI"))
                .isNotEqualTo("30 8 * * MON-FRI");
        assertThat(Times.parse("30 8 * * *").hashCode())
                .isNotEqualTo(Times.parse("31 8 * * *").hashCode());
        assertThat(Times.parse("30 8 * * MON-FRI")).hasToString("30 8 * * MON-FRI");
    }

    @Test
    void what_is_wrong_is_told() {
        assertThatThrownBy(() -> Times.parse("0 0 30 2 *")).hasMessageContaining("weekday): never happens; write");
        assertThatThrownBy(() -> Times.parse("0|30 8 * * *")).hasMessageContaining("weekday): there is a |; write");
        assertThatThrownBy(() -> Times.parse("61 8 * * *")).hasMessageContaining("61");
    }
}
