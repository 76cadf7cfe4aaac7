package io.steelyard.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BaselinesTest {

    private final Baselines baselines = new Baselines(Duration.ofMillis(700));

    @Test
    void the_first_reading_has_nothing_before_it_and_the_second_has_the_first() {
        assertThat(baselines.before(at(0))).isNull();
        assertThat(baselines.before(at(5))).isEqualTo(at(0));
    }

    @Test
    void polls_a_second_apart_are_counted_from_the_one_before() {
        baselines.before(at(0));

        assertThat(baselines.before(at(1000))).isEqualTo(at(0));
        assertThat(baselines.before(at(1990))).isEqualTo(at(1000));
    }

    @Test
    void however_often_it_is_read_the_window_stays_and_few_readings_are_kept() {
        for (int millis = 0; millis < 60_000; millis++) {
            Sample before = baselines.before(at(millis));
            if (millis >= 800) {
                assertThat(before).isNotNull();
                assertThat(at(millis)
                                .at()
                                .since(java.util.Objects.requireNonNull(before).at()))
                        .isBetween(Duration.ofMillis(700), Duration.ofMillis(800));
            }
        }
        assertThat(baselines.size()).isLessThanOrEqualTo(10);
    }

    @Test
    void another_process_begins_anew() {
        baselines.before(at(0));

        assertThat(baselines.before(of(8, 1000))).isNull();
        assertThat(baselines.before(of(8, 2000))).isEqualTo(of(8, 1000));
    }

    @Test
    void a_poll_that_ends_late_does_not_disturb_newer_ones() {
        baselines.before(at(0));
        baselines.before(at(1000));

        assertThat(baselines.before(at(900))).isEqualTo(at(0));
        assertThat(baselines.before(at(2000))).isEqualTo(at(1000));
    }

    private static Sample at(long millis) {
        return of(7, millis);
    }

    private static Sample of(long pid, long millis) {
        return new Sample(
                new Instance(pid, OptionalLong.of(5), 1),
                new Moment(Instant.EPOCH, Duration.ofMillis(millis)),
                List.of(),
                0);
    }
}
