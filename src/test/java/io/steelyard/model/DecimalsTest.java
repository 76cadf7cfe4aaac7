package io.steelyard.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0,
                -0.0,
                0.005,
                0.015,
                0.125,
                0.995,
                1.005,
                9.995,
                0.04,
                -0.04,
                -0.5,
                99.99,
                1e14,
                9.9e17,
                1e300,
                Double.MIN_VALUE,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY
            })
    void odd_numbers_look_as_the_formatter_writes_them(double value) {
        assertSame(value);
    }

    @Test
    void numbers_of_all_sizes_look_as_the_formatter_writes_them() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            double size = Math.pow(10, random.nextInt(-6, 13));
            assertSame((random.nextDouble() - 0.5) * size);
            assertSame(Math.round(random.nextDouble() * 1000) / 1000.0 * size);
        }
    }

    private static void assertSame(double value) {
        for (int places = 0; places <= 3; places++) {
            assertThat(Decimals.fixed(value, places)).isEqualTo(String.format(Locale.ROOT, "%." + places + "f", value));
        }
    }
}
