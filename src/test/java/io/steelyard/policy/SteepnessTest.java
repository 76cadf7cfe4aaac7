package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteepnessTest {

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.3, 0.5, 0.7, 0.85, 0.95})
    void of_one_place_it_is_the_derivative_of_the_queue(double utilisation) {
        double exact = utilisation * (2 - utilisation) / ((1 - utilisation) * (1 - utilisation));
        assertThat(new Steepness(1).at(utilisation)).isCloseTo(exact, within(0.01 * exact + 0.005));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 2, 8, 128})
    void read_backwards_it_gives_the_utilisation_again(double places) {
        Steepness steepness = new Steepness(places);
        for (double utilisation = 0.6; utilisation < 0.99; utilisation += 0.01) {
            assertThat(steepness.of(steepness.at(utilisation))).isCloseTo(utilisation, within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 8})
    void beyond_its_ends_it_is_idle_and_nearly_full(double places) {
        Steepness steepness = new Steepness(places);
        assertThat(steepness.of(-1)).isZero();
        assertThat(steepness.of(0)).isZero();
        assertThat(steepness.of(1e12)).isBetween(0.99, 1.0);
    }
}
