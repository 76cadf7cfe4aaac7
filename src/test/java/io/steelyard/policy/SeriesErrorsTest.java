package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What a block is worth where requests fail: x / (u + e). */
class SeriesErrorsTest {

    private static final Offset<Double> EXACT = within(1e-9);

    private final Trace trace = new Trace();

    @Test
    void without_errors_it_is_worth_its_capacity() {
        Estimates estimates = trace.errors(0).readings(4, 100, 1).series(true).under(1);
        assertThat(estimates.logWorth(0)).isEqualTo(estimates.logCapacity(0));
        assertThat(estimates.worthVariance(0)).isEqualTo(estimates.variance(0));
        assertThat(estimates.fails(0)).isZero();
    }

    @Test
    void one_that_is_half_used_and_fails_half_is_worth_its_rate() {
        Estimates estimates = trace.errors(50).readings(4, 100, 1).series(true).under(1);
        assertThat(Math.exp(estimates.logCapacity(0))).isCloseTo(200, EXACT);
        assertThat(Math.exp(estimates.logWorth(0))).isCloseTo(100 / (0.5 + 0.5), EXACT);
        assertThat(estimates.fails(0)).isCloseTo(Math.log(2), EXACT);
    }

    @Test
    void it_is_as_unsure_as_its_parts() {
        Estimates estimates = trace.errors(20).readings(4, 100, 1).series(true).under(1);
        // u = 0.5, e = 0.2 of 400 requests. e is off by e (1 − e) / 400, and x, of which the share of u + e that e has
        // follows, by 1 / 400: together e (1 − e + u + e) / 400
        double chance = 0.2 * (1 - 0.2 + 0.7) / 400;
        assertThat(estimates.worthVariance(0)).isCloseTo((0.25 * estimates.variance(0) + chance) / (0.7 * 0.7), EXACT);
    }

    @Test
    void less_than_one_request_is_taken_for_one() {
        Estimates estimates = trace.errors(0.1).readings(4, 0.2, 1).series(true).under(1);
        double chance = 0.5 * (1 - 0.5 + 1); // of 0.8 requests
        assertThat(estimates.worthVariance(0)).isCloseTo(0.25 * estimates.variance(0) + chance, EXACT);
    }

    @Test
    void of_a_load_without_a_scale_twice_the_highest_one_is_taken_for_full() {
        trace.errors(20).readings(4, 100, 4); // the other route has a load of 1, so 8 is full
        double worth = trace.series(false).under(Double.POSITIVE_INFINITY).logWorth(0);
        assertThat(Math.exp(worth)).isCloseTo(100 / 4.0 * 0.5 / (0.5 + 0.2), EXACT);
    }

    @Test
    void only_the_blocks_that_fail_lose_by_it() {
        Estimates estimates = trace.errors(0)
                .readings(4, 100, 1)
                .errors(50)
                .readings(4, 100, 1)
                .series(true)
                .under(1);
        assertThat(estimates.fails(0)).isGreaterThan(0.6);
        assertThat(estimates.fails(1)).isZero();
        assertThat(estimates.worthVariance(1)).isEqualTo(estimates.variance(1));
    }
}
