package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SampleTest {

    private static final Offset<Double> EXACT = within(1e-9);

    private final Trace trace = new Trace().backends(2);

    @Test
    void it_is_the_mean_of_one_backend() {
        Sample sample = trace.readings(2, 10, 1).readings(2, 30, 5).sample(true);
        assertThat(sample.readings()).isEqualTo(4);
        assertThat(sample.backends()).isEqualTo(2);
        assertThat(sample.rate()).isCloseTo(20, EXACT);
        assertThat(sample.load()).isCloseTo(3, EXACT);
        assertThat(sample.seconds()).isCloseTo(4, EXACT);
        assertThat(sample.requests()).isCloseTo(20 * 2 * 4, EXACT);
        assertThat(sample.rates()).as("(10 / 20)²").isCloseTo(0.25, EXACT);
        assertThat(sample.share())
                .as("of one of two backends of half of the weight")
                .isCloseTo(0.25, EXACT);
    }

    @Test
    void a_backend_that_answered_nothing_counts_as_if_it_had_nearly_answered_one_request() {
        Sample sample = trace.readings(4, 0, 5).sample(true);
        assertThat(sample.requests()).isCloseTo(0.5, EXACT);
        assertThat(sample.rate()).isCloseTo(0.5 / (2 * 4), EXACT);
        assertThat(sample.rates()).isZero();
    }

    @Test
    void a_backend_that_was_never_seen_with_a_request_counts_half_of_the_least_that_could_be_seen() {
        // eight readings of one backend each, so that the mean of a single request in flight would be 1/8
        assertThat(trace.readings(4, 10, 0).sample(true).load()).isCloseTo(0.5 / 8, EXACT);
    }

    @Test
    void single_moments_are_told_from_means() {
        assertThat(trace.readings(4, 10, 1).sample(true).counted()).isFalse();
        assertThat(new Trace().counted(1, 0).readings(4, 10, 1).sample(true).counted())
                .isTrue();
    }

    @Test
    void the_part_that_fails_is_that_of_its_own_requests() {
        assertThat(trace.errors(2).readings(4, 10, 1).sample(true).failing()).isCloseTo(0.2, EXACT);
    }
}
