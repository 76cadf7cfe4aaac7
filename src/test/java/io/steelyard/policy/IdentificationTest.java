package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.Scene;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Two routes of one backend each, 20 requests per second in all, whose shares are changed by hand. */
class IdentificationTest {

    private static final double RATE = 20;

    private final Scene scene = new Scene();

    @Test
    void before_anything_moved_every_concurrency_is_plausible_and_the_expected_one_the_most() {
        show(50, rate -> 3 * rate);
        Identification found = found(1);
        assertThat(found.best()).isEqualTo(1);
        assertThat(found.least()).isEqualTo(0.5);
        assertThat(found.most()).isInfinite();
    }

    @Test
    void a_load_in_proportion_to_the_rate_is_told_from_a_queue() {
        show(50, rate -> 3 * rate);
        show(30, rate -> 3 * rate);
        show(60, rate -> 3 * rate);
        assertThat(found(1).best()).isGreaterThanOrEqualTo(64);
        assertThat(found(1).least()).isGreaterThanOrEqualTo(16);
    }

    @Test
    void a_queue_is_told_from_a_load_in_proportion_to_the_rate() {
        DoubleUnaryOperator queue = rate -> rate / (16 - rate); // M/M/1 with 16 requests per second
        show(50, queue);
        show(30, queue);
        show(65, queue);
        Identification found = found(Double.POSITIVE_INFINITY);
        assertThat(found.best()).isEqualTo(1);
        assertThat(found.most()).isLessThanOrEqualTo(4);
    }

    @Test
    void a_capacity_that_changes_under_the_same_weights_rules_out_no_concurrency() {
        show(50, rate -> 3 * rate);
        show(50, rate -> 6 * rate);
        assertThat(found(1).most()).isInfinite();
        assertThat(found(1).least()).isEqualTo(0.5);
    }

    private Identification found(double prior) {
        return Identification.of(
                Routes.of(scene.history(), Double.isFinite(prior)).series(), prior);
    }

    /** A dozen readings at this percentage for route a; a change of weights is our own. */
    private void show(int percent, DoubleUnaryOperator load) {
        double a = RATE * percent / 100;
        scene.route("a", percent, 1, load.applyAsDouble(a), a)
                .route("b", 100 - percent, 1, load.applyAsDouble(RATE - a), RATE - a)
                .polls(12);
    }
}
