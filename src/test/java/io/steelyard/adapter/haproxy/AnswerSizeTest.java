package io.steelyard.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The room that is made for an answer of the stats socket. */
class AnswerSizeTest {

    private static final int LEAST = 4096;

    private final AnswerSize size = new AnswerSize(LEAST);

    @Test
    void an_answer_as_long_as_the_last_one_fits() {
        size.seen(100_000);
        assertThat(size.bytes()).isBetween(100_000, 110_000);
    }

    @Test
    void answers_of_two_lengths_in_turn_leave_most_of_the_room_for_the_longer() {
        for (int i = 0; i < 1000; i++) {
            size.seen(5_000);
            size.seen(100_000);
        }
        size.seen(5_000);
        assertThat(size.bytes()).isBetween(85_000, 110_000);
    }

    @Test
    void the_longest_answer_ever_is_forgotten_within_a_hundred_short_ones() {
        size.seen(StatsSocket.MOST_BYTES);
        for (int i = 0; i < 100; i++) {
            size.seen(100);
        }
        assertThat(size.bytes()).isLessThan(LEAST + LEAST / 2);
    }
}
