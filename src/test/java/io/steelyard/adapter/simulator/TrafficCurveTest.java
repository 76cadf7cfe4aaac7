package io.steelyard.adapter.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrafficCurveTest {

    @Test
    void a_step_has_two_levels() {
        TrafficCurve step = new TrafficCurve.Step(10, 30, Duration.ofSeconds(5));

        assertThat(step.at(Duration.ofMillis(4999))).isEqualTo(10);
        assertThat(step.at(Duration.ofSeconds(5))).isEqualTo(30);
    }

    @Test
    void a_ramp_is_straight_between_its_ends() {
        TrafficCurve ramp = new TrafficCurve.Ramp(100, 200, Duration.ofSeconds(10), Duration.ofSeconds(20));

        assertThat(ramp.at(Duration.ZERO)).isEqualTo(100);
        assertThat(ramp.at(Duration.ofSeconds(15))).isCloseTo(125, within(1e-9));
        assertThat(ramp.at(Duration.ofSeconds(99))).isEqualTo(200);
    }

    @Test
    void a_sine_swings_round_its_mean() {
        TrafficCurve sine = new TrafficCurve.Sine(100, 40, Duration.ofSeconds(60));

        assertThat(sine.at(Duration.ofSeconds(15))).isCloseTo(140, within(1e-9));
        assertThat(sine.at(Duration.ofSeconds(45))).isCloseTo(60, within(1e-9));
    }

    @Test
    void negative_or_endless_traffic_is_refused() {
        assertThatThrownBy(() -> new TrafficCurve.Constant(-1)).hasMessageContaining("-1.0");
        assertThatThrownBy(() -> new TrafficCurve.Constant(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new TrafficCurve.Sine(10, 11, Duration.ofSeconds(1)))
                .hasMessageContaining("more than the mean");
        assertThatThrownBy(() -> new TrafficCurve.Ramp(1, 2, Duration.ZERO, Duration.ZERO))
                .hasMessageContaining("length of the ramp");
    }
}
