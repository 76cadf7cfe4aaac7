package io.steelyard.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {

    @Test
    void a_misspelling_finds_its_word() {
        List<String> words = List.of("min_weight", "max_step", "cooldown", "dead_band");

        assertThat(Suggestion.nearest("max-setp", words)).contains("max_step");
        assertThat(Suggestion.nearest("coolDown", words)).contains("cooldown");
        assertThat(Suggestion.nearest("limit", words)).isEmpty();
        assertThat(Suggestion.nearest("x".repeat(100_000), words)).isEmpty();
    }
}
