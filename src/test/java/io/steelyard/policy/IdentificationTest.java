package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.Scene;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2, 4, 8, 16, 32, 64, 128})
    void a_queue_of_k_places_is_found_out_by_three_moves_whatever_is_expected(double k) {
        DoubleUnaryOperator queue = rate -> k * rate / (16 - rate); // x (1 + k / L) = 16
        for (int percent : new int[] {50, 30, 65, 40}) {
            show(percent, queue);
        }
        assertThat(found(1)).isEqualTo(Identification.known(k));
        assertThat(found(Double.POSITIVE_INFINITY)).isEqualTo(Identification.known(k));
    }

    @Test
    void what_is_counted_in_flight_is_a_number_of_requests_so_whole_places_are_looked_for() {
        scene.route("a", 500, 1, 1, 10)
                .counted("a", 1)
                .route("b", 500, 1, 1, 10)
                .counted("b", 1);
        scene.polls(12);
        assertThat(found(1)).isEqualTo(new Identification(1, 1, 128));
    }

    @Test
    void the_places_taken_tell_one_worker_from_several() {
        for (int rate : new int[] {500, 350, 650, 400}) {
            for (String route : new String[] {"a", "b"}) {
                int own = route.equals("a") ? rate : 1000 - rate;
                scene.route(route, own, 1, 1, own).counted(route, singleWorker(own / 1000.0));
            }
            scene.polls(12);
        }
        assertThat(found(8)).isEqualTo(Identification.known(1));
    }

    /** In flight at a hundred moments at a single worker that is used so much: N or more with the chance used^N. */
    private static double[] singleWorker(double used) {
        return IntStream.range(0, 100)
                .mapToDouble(i -> Math.floor(Math.log((i + 0.5) / 100) / Math.log(used)))
                .toArray();
    }

    @Test
    void a_step_of_less_than_a_tenth_says_nothing() {
        DoubleUnaryOperator queue = rate -> rate / (16 - rate);
        for (int percent : new int[] {50, 52, 50, 52, 50}) {
            show(percent, queue);
        }
        assertThat(found(Double.POSITIVE_INFINITY).most()).isInfinite();
        show(60, queue);
        assertThat(found(Double.POSITIVE_INFINITY).most()).isFinite();
    }

    @Test
    void a_capacity_that_is_lost_just_when_the_weights_change_does_not_mislead_for_long() {
        show(50, rate -> rate / (16 - rate));
        for (int percent : new int[] {35, 55, 35, 55, 35}) {
            show(percent, rate -> rate / (24 - rate)); // half as much again from the first move on
        }
        assertThat(found(Double.POSITIVE_INFINITY).most()).isLessThanOrEqualTo(2);
    }

    @Test
    void a_capacity_that_changes_between_two_moves_blurs_neither() {
        DoubleUnaryOperator queue = rate -> rate / (16 - rate);
        DoubleUnaryOperator twice = rate -> rate / (32 - rate);
        show(50, queue, queue);
        show(30, queue, queue);
        show(30, twice, queue);
        show(65, twice, queue);
        assertThat(found(Double.POSITIVE_INFINITY)).isEqualTo(Identification.known(1));
    }

    @Test
    void what_was_read_while_requests_failed_says_nothing() {
        DoubleUnaryOperator queue = rate -> rate / (16 - rate);
        scene.details("a", Scene.Details.errors(5)).details("b", Scene.Details.errors(5));
        show(50, queue);
        show(30, queue);
        show(65, queue);
        assertThat(found(Double.POSITIVE_INFINITY).most()).isInfinite();
        scene.details("a", Scene.Details.errors(0)).details("b", Scene.Details.errors(0));
        show(40, queue);
        show(60, queue);
        assertThat(found(Double.POSITIVE_INFINITY).most()).isFinite();
    }

    private Identification found(double prior) {
        return Identification.of(
                Routes.of(scene.history(), Double.isFinite(prior)).series(), prior);
    }

    /** A dozen readings at this percentage for route a; a change of weights is our own. */
    private void show(int percent, DoubleUnaryOperator load) {
        show(percent, load, load);
    }

    private void show(int percent, DoubleUnaryOperator loadOfA, DoubleUnaryOperator loadOfB) {
        double a = RATE * percent / 100;
        scene.route("a", percent, 1, loadOfA.applyAsDouble(a), a)
                .route("b", 100 - percent, 1, loadOfB.applyAsDouble(RATE - a), RATE - a)
                .polls(12);
    }
}
