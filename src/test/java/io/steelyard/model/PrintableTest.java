package io.steelyard.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void ordinary_text_in_any_script_stays_as_it_is() {
        assertThat(Printable.of("www.example.com → 東京 \uD83D\uDE00")).isEqualTo("www.example.com → 東京 \uD83D\uDE00");
    }

    @Test
    void what_moves_the_cursor_or_turns_the_writing_is_shown_as_its_number() {
        assertThat(Printable.of("a\u001b[2J\u009b\n\u2028\u202e\ud800b"))
                .isEqualTo("a\\u001b[2J\\u009b\\u000a\\u2028\\u202e\\ud800b");
    }

    @Test
    void a_long_text_is_cut_between_characters() {
        assertThat(Printable.of("\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00", 2)).isEqualTo("\uD83D\uDE00…");
        assertThat(Printable.of("abc", 3)).isEqualTo("abc");
    }

    @Test
    void the_lines_of_a_message_become_one() {
        assertThat(Printable.line(" it broke\n  and \u001bhow\r\n", 100)).isEqualTo("it broke; and \\u001bhow");
    }
}
