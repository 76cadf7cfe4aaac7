package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.Scene;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyContextTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "1000, 1", "1001, 2", "5000, 5"})
    void a_change_shows_after_as_many_whole_polls_as_its_effect_takes(long milliseconds, int polls) {
        PolicyContext context =
                new PolicyContext("web", Scene.SECOND, Scene.PERMILLE.lagging(Duration.ofMillis(milliseconds)));
        assertThat(context.lag()).isEqualTo(polls);
    }
}
