package io.steelyard.adapter.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadModelTest {

    @ParameterizedTest
    @CsvSource({"0.1", "0.3", "0.5", "0.7", "0.9", "0.99"})
    void one_worker_settles_at_the_mean_of_a_queue_with_one_server(double utilisation) {
        double inside = settled(new LoadModel.Queueing(1), 100 * utilisation, 100);

        assertThat(inside).isCloseTo(utilisation / (1 - utilisation), within(1e-3 / (1 - utilisation)));
    }

    /** Means of M/M/c from Erlang's C: 2 servers have the closed form 2ρ / (1 - ρ²). */
    @ParameterizedTest
    @CsvSource({"0.2", "0.5", "0.8", "0.95"})
    void two_workers_settle_at_the_mean_of_a_queue_with_two_servers(double utilisation) {
        double inside = settled(new LoadModel.Queueing(2), 100 * utilisation, 100);

        assertThat(inside)
                .isCloseTo(2 * utilisation / (1 - utilisation * utilisation), within(0.002 / (1 - utilisation)));
    }

    @Test
    void eight_workers_at_80_percent_hold_the_textbook_number_of_requests() {
        // Erlang C(8, 6.4) = 0.4576, so Lq = 0.4576 * 0.8 / 0.2 = 1.831 and L = 8.231.
        assertThat(QueueLaw.of(8).inSystem(0.8)).isCloseTo(8.231, within(0.001));
    }

    @ParameterizedTest
    @CsvSource({"1, 0.5", "2, 0.01", "8, 0.3", "8, 0.97", "64, 0.9", "1000, 0.999"})
    void the_law_and_its_inverse_agree(int workers, double utilisation) {
        QueueLaw law = QueueLaw.of(workers);

        assertThat(law.utilisation(law.inSystem(utilisation))).isCloseTo(utilisation, within(1e-3));
    }

    @ParameterizedTest
    @CsvSource({"0.001", "0.05", "1", "60"})
    void a_step_of_any_length_is_stable_and_conserves_requests(double seconds) {
        LoadModel model = new LoadModel.Queueing(3);
        double inside = 500;
        for (int i = 0; i < 200; i++) {
            double after = model.step(inside, 40, 100, seconds);
            double completions = 40 + (inside - after) / seconds;
            assertThat(completions).isBetween(0.0, 100.0);
            assertThat(after).isBetween(0.0, inside + 1e-6);
            inside = after;
        }
    }

    @Test
    void a_proportional_load_is_the_utilisation_in_percent_until_a_backlog_adds_to_it() {
        LoadModel model = new LoadModel.Proportional();

        assertThat(model.step(0, 45, 100, 0.05)).isZero();
        assertThat(model.load(0, 45, 100)).isEqualTo(45);
        assertThat(model.step(0, 120, 100, 1)).isEqualTo(20);
        assertThat(model.load(20, 100, 100)).isEqualTo(120);
    }

    @Test
    void steps_of_50_ms_follow_a_change_as_closely_as_much_finer_ones() {
        LoadModel model = new LoadModel.Queueing(1);
        double coarse = 0.2;
        double fine = 0.2;
        for (int i = 1; i <= 200; i++) {
            coarse = model.step(coarse, 90, 100, 0.05);
            for (int j = 0; j < 50; j++) {
                fine = model.step(fine, 90, 100, 0.001);
            }
            assertThat(coarse).isCloseTo(fine, within(0.5));
        }
        assertThat(coarse).isCloseTo(fine, within(0.01));
    }

    private static double settled(LoadModel model, double arrivals, double capacity) {
        double inside = 0;
        for (int i = 0; i < 200_000; i++) {
            inside = model.step(inside, arrivals, capacity, 0.05);
        }
        return inside;
    }
}
