package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {

    private static final double PROPORTIONAL = Double.POSITIVE_INFINITY;
    private static final Offset<Double> EXACT = within(1e-9);

    private final Trace trace = new Trace();

    @Test
    void while_nothing_changes_all_readings_count_for_the_capacity() {
        Window window = trace.readings(40, 100, 2).window(PROPORTIONAL);
        assertThat(window.readings()).isEqualTo(40);
        assertThat(window.capacity()).isCloseTo(50, EXACT);
        assertThat(window.rate()).isCloseTo(100, EXACT);
        assertThat(window.load()).isCloseTo(2, EXACT);
        assertThat(window.failing()).isFalse();
    }

    @Test
    void its_error_is_no_less_than_a_capacity_that_wanders_may_have_gone_meanwhile() {
        Window minute = trace.readings(60, 10_000, 1).window(PROPORTIONAL);
        Window hour = trace.readings(3540, 10_000, 1).window(PROPORTIONAL);
        assertThat(hour.readings()).isEqualTo(3600);
        assertThat(hour.memory()).isLessThan(2 * minute.memory());
        assertThat(hour.relativeError()).isGreaterThan(minute.relativeError() / 2);
    }

    @Test
    void however_little_the_readings_scatter_a_few_requests_tell_no_more_than_their_number() {
        assertThat(trace.readings(40, 1, 0).window(1).relativeError()).isCloseTo(Math.sqrt(6.0 / 40), EXACT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, 0.5})
    void when_the_capacity_changes_what_was_before_is_forgotten_after_four_readings(double load) {
        trace.readings(12, 100, 1).readings(3, 100, load);
        assertThat(trace.window(PROPORTIONAL).readings()).isEqualTo(15);
        Window window = trace.reading(100, load).window(PROPORTIONAL);
        assertThat(window.readings()).isEqualTo(4);
        assertThat(window.capacity()).isCloseTo(100 / load, EXACT);
    }

    @Test
    void the_cut_is_where_the_parts_differ_most() {
        Window window = trace.readings(12, 100, 1).readings(8, 100, 2).window(PROPORTIONAL);
        assertThat(window.readings()).isEqualTo(8);
        assertThat(window.capacity()).isCloseTo(50, EXACT);
    }

    @Test
    void of_several_changes_only_what_came_after_the_last_is_kept() {
        Window window = trace.readings(16, 100, 1)
                .readings(16, 100, 3)
                .readings(4, 100, 1)
                .window(PROPORTIONAL);
        assertThat(window.readings()).isEqualTo(4);
        assertThat(window.capacity()).isCloseTo(100, EXACT);
    }

    @Test
    void a_change_of_less_than_a_seventh_is_averaged_however_sure_it_is() {
        Trace small = new Trace().readings(12, 1e5, 1).readings(4, 1.13e5, 1); // 0.12 in the logarithm
        assertThat(small.window(1).readings()).isEqualTo(16);
        assertThat(small.window(1).capacity()).isBetween(2e5, 2.26e5);
        Trace large = new Trace().readings(12, 1e5, 1).readings(4, 1.2e5, 1); // 0.18
        assertThat(large.window(1).readings()).isEqualTo(4);
    }

    @Test
    void a_change_that_chance_can_bring_is_averaged_however_large_it_is() {
        // four requests a block: each is off by a half
        Window window = trace.readings(12, 1, 1).readings(4, 1, 2).window(PROPORTIONAL);
        assertThat(window.readings()).isEqualTo(16);
        assertThat(window.capacity()).isBetween(0.5, 1.0);
    }

    @Test
    void of_a_few_readings_a_change_must_be_clearer() {
        trace.readings(12, 5.5, 1).readings(4, 5.5, 2); // they differ by 6.6 standard errors
        assertThat(trace.window(PROPORTIONAL).readings())
                .as("7.5 are asked of four readings")
                .isEqualTo(16);
        trace.readings(4, 5.5, 2); // 8.4
        assertThat(trace.window(PROPORTIONAL).readings()).as("6.75 of eight").isEqualTo(8);
    }

    @Test
    void a_surer_block_counts_more_than_a_noisy_one() {
        for (int i = 0; i < 8; i++) {
            trace.reading(i % 2 == 0 ? 80 : 120, 1);
        }
        double old = Math.log(trace.window(PROPORTIONAL).capacity());
        double both = Math.log(trace.readings(8, 110, 1).window(PROPORTIONAL).capacity());
        assertThat(both).isGreaterThan((old + Math.log(110)) / 2);
    }

    @Test
    void it_is_failing_while_its_newest_requests_fail() {
        assertThat(trace.errors(10).readings(4, 100, 1).window(1).failing()).isTrue();
        assertThat(trace.errors(0).readings(4, 100, 1).window(1).failing()).isFalse();
    }
}
