package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.testing.Scene;
import org.junit.jupiter.api.Test;

class IrregularityTest {

    private final Scene scene = new Scene();

    @Test
    void a_queue_of_random_arrivals_and_work_has_a_factor_of_one() {
        // one of four moments idle, and three in flight in the mean: M/M/1 at 75 %
        scene.route("a", 1, 1, 3, 30).counted("a", 0, 2, 4, 6).polls(40);
        assertThat(irregularity(1).factor()).isCloseTo(1, within(1e-9));
    }

    @Test
    void where_nobody_waits_for_anybody_it_is_small_but_not_nothing() {
        scene.route("a", 1, 1, 0.75, 30).counted("a", 0, 1, 1, 1).polls(40);
        assertThat(irregularity(1).factor()).isEqualTo(0.05);
    }

    @Test
    void long_queues_at_a_low_utilisation_count_up_to_four_times() {
        scene.route("a", 1, 1, 10, 30).counted("a", 0, 0, 0, 40).polls(40);
        assertThat(irregularity(1).factor()).isEqualTo(4);
    }

    @Test
    void the_places_of_a_backend_are_no_queue() {
        // six of eight places taken, always: nobody waits, where M/M/8 at 75 % would have 1.4 waiting
        scene.route("a", 1, 1, 6, 30).counted("a", 6, 6).polls(40);
        assertThat(irregularity(8).factor()).isEqualTo(0.05);
    }

    @Test
    void a_full_queue_and_one_without_traffic_tell_nothing() {
        scene.route("a", 1, 1, 50, 30).counted("a", 40, 60).polls(40);
        assertThat(irregularity(1)).isEqualTo(new Irregularity(1, 1));
    }

    @Test
    void where_hardly_anybody_meets_anybody_it_stays_near_to_one() {
        scene.route("a", 1, 1, 0.1, 3)
                .counted("a", 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
                .polls(40);
        assertThat(irregularity(1).factor()).isBetween(0.5, 1.0);
    }

    @Test
    void it_is_the_surer_the_longer_it_was_seen() {
        scene.route("a", 1, 1, 3, 30).counted("a", 0, 2, 4, 6).polls(10);
        double before = irregularity(1).error();
        scene.polls(100);
        assertThat(irregularity(1).error()).isPositive().isLessThan(before / 2);
    }

    private Irregularity irregularity(double places) {
        Routes routes = Routes.of(scene.history(), true);
        Series series = routes.series(0);
        return Irregularity.of(series, series.under(places), places);
    }
}
