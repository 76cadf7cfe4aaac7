package io.steelyard.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SumTest {

    @Test
    void it_is_that_of_a_stream_to_the_last_digit() {
        Random random = new Random(1);
        for (int size = 0; size < 300; size++) {
            double[] numbers = random.doubles(size)
                    .map(number -> (number - 0.2) * Math.pow(10, random.nextInt(12)))
                    .toArray();
            assertThat(Sum.of(numbers)).isEqualTo(Arrays.stream(numbers).sum());
        }
    }

    @Test
    void what_is_lost_by_rounding_comes_back() {
        double[] tenths = new double[10];
        Arrays.fill(tenths, 0.1);
        assertThat(Sum.of(tenths)).isEqualTo(1);
    }

    @Test
    void without_end_is_without_end_and_no_number_is_no_number() {
        assertThat(Sum.of(new double[] {1, Double.POSITIVE_INFINITY, 1})).isInfinite();
        assertThat(Sum.of(new double[] {1, Double.NaN})).isNaN();
    }
}
