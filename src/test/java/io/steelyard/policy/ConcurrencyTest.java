package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConcurrencyTest {

    @Test
    void it_is_auto_a_number_or_inf() {
        assertThat(Concurrency.parse("auto").orElse(3)).isEqualTo(3);
        assertThat(Concurrency.parse("inf").orElse(3)).isInfinite();
        assertThat(Concurrency.parse(".inf").orElse(3)).isInfinite();
        assertThat(Concurrency.parse("8").orElse(3)).isEqualTo(8);
        assertThat(Concurrency.parse("0.5").orElse(3)).isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "inf", "8", "0.5", "100"})
    void it_is_written_as_it_is_read(String text) {
        assertThat(Concurrency.parse(text)).hasToString(text).isEqualTo(Concurrency.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "1e999", ""})
    void anything_else_is_refused_with_what_could_be_written(String text) {
        assertThatThrownBy(() -> Concurrency.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("write auto, a number above 0, or inf");
    }
}
