package io.steelyard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariationTest {

    private final PolicySettings present = policy("""
            balancer: {type: simulator}
            guard: {max_step: 0.1, rearm_after: 30m}
            policies: [{name: web, parameters: {concurrency: 4}, guard: {cooldown: 10s}}]
            """);

    private static PolicySettings policy(String yaml) {
        return ((Loaded.Valid) ConfigLoader.parse("s.yaml", yaml, name -> null))
                .config()
                .policies()
                .get(0);
    }

    @Test
    void what_is_not_said_stays_as_it_is() {
        PolicySettings varied =
                Variation.of(present, "{\"guard\": {\"dead_band\": \"0.5\"}, \"parameters\": {\"concurrency\": 8}}");

        assertThat(varied.guard().maxStep()).isEqualTo(0.1);
        assertThat(varied.guard().cooldown()).isEqualTo(Duration.ofSeconds(10));
        assertThat(varied.guard().rearmAfter()).contains(Duration.ofMinutes(30));
        assertThat(Variation.changes(present, varied))
                .containsExactly("guard.dead_band: 0.05 -> 0.5", "parameters.concurrency: 4 -> 8");
        assertThat(Variation.changes(present, Variation.of(present, ""))).isEmpty();
    }

    @Test
    void every_key_of_the_guard_and_of_the_parameters_may_be_tried() {
        assertThat(Variation.keys(present))
                .extracting(key -> key.setting().key() + "=" + key.value())
                .contains("guard.max_step=0.1", "guard.cooldown=10s", "guard.flips=6", "parameters.concurrency=4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{guard: {max_stp: 0.1}}|guard.max_stp: unknown key; did you mean max_step?",
                "{guard: {max_step: 2}}|guard.max_step: \"2\" is above 1, the most allowed; lower it",
                "{\"guard\": {\"max_step\": \"${HOME}\"}}|guard.max_step: \"${HOME}\" names the environment variable HOME, which is not set",
                "{parameters: {concurrency: many}}|parameters.concurrency: \"many\" is no concurrency",
                "{mode: act}|mode: unknown key; known here: guard, parameters",
                "[1, 2]|must be a block of keys",
                "{guard|the settings: ",
                "{guard: {floor: x, flips: y}}|guard.floor: \"x\""
            })
    void what_is_wrong_is_told_as_of_a_file(String settings, String fault) {
        assertThatThrownBy(() -> Variation.of(present, settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault);
    }
}
