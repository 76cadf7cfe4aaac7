package io.steelyard.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.testing.Slope.Point;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlopeTest {

    private static Slope of(int count, double perHour, Random noise) {
        return Slope.of(IntStream.range(0, count)
                .mapToObj(at -> new Point(at / 100.0, 50 + perHour * at / 100.0 + noise.nextGaussian()))
                .toList());
    }

    @Test
    void a_line_is_found_exactly() {
        Slope slope = Slope.of(List.of(new Point(0, 1), new Point(1, 4), new Point(2, 7)));
        assertThat(slope.perHour()).isEqualTo(3, within(1e-12));
        assertThat(slope.margin()).isEqualTo(0, within(1e-9));
        assertThat(slope.risesBy(2.9)).isTrue();
        assertThat(slope.risesBy(3.1)).isFalse();
    }

    @Test
    void a_leak_in_noise_is_seen_and_noise_alone_is_none() {
        assertThat(of(200, 5, new Random(1)).risesBy(0)).isTrue();
        assertThat(of(200, 0, new Random(1)).risesBy(0)).isFalse();
    }

    @Test
    void the_interval_holds_the_truth_nineteen_times_of_twenty() {
        Random noise = new Random(7);
        long held = IntStream.range(0, 2000)
                .mapToObj(run -> of(10, 3, noise))
                .filter(slope -> Math.abs(slope.perHour() - 3) <= slope.margin())
                .count();
        assertThat(held / 2000.0).isEqualTo(0.95, within(0.02));
    }
}
