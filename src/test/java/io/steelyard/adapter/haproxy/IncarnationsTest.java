package io.steelyard.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class IncarnationsTest {

    private final Incarnations incarnations = new Incarnations();

    @Test
    void the_start_that_haproxy_tells_decides() {
        String first = incarnations.of(started(7, 1000), at(0));

        assertThat(first).isEqualTo("pid 7 since 1970-01-01T00:16:40Z");
        assertThat(incarnations.of(started(7, 1000), at(50))).isEqualTo(first);
        assertThat(incarnations.of(started(8, 1000), at(51))).isNotEqualTo(first);
        assertThat(incarnations.of(started(8, 1001), at(52))).isNotEqualTo(first);
    }

    @Test
    void rounded_uptimes_do_not_flicker() {
        String first = incarnations.of(up(7, 100), at(0));

        for (int tenths = 1; tenths < 600; tenths++) {
            Moment now = new Moment(Instant.EPOCH, Duration.ofMillis(100L * tenths));
            assertThat(incarnations.of(up(7, 100 + (tenths + 9) / 10), now)).isEqualTo(first);
        }
    }

    @Test
    void a_fallen_uptime_is_another_process_even_with_the_same_pid() {
        String first = incarnations.of(up(1, 10), at(0));

        assertThat(incarnations.of(up(1, 3), at(5))).isNotEqualTo(first);
    }

    @Test
    void a_later_start_is_another_process_even_if_it_ran_longer_by_now() {
        String first = incarnations.of(up(1, 10), at(0));

        assertThat(incarnations.of(up(1, 60), at(120))).isNotEqualTo(first);
    }

    private static Instance started(long pid, long at) {
        return new Instance(pid, OptionalLong.of(at), 5);
    }

    private static Instance up(long pid, long seconds) {
        return new Instance(pid, OptionalLong.empty(), seconds);
    }

    private static Moment at(long seconds) {
        return new Moment(Instant.EPOCH.plusSeconds(seconds), Duration.ofSeconds(seconds));
    }
}
