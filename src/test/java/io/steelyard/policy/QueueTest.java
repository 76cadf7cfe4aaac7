package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QueueTest {

    @Test
    void one_place_is_the_textbook_queue() {
        Queue queue = new Queue(1, 10); // T = 1 / (c (1 - u)), waiting = u² / (1 - u)

        assertThat(queue.seconds(0.5, 1)).isCloseTo(0.2, within(1e-9));
        assertThat(queue.waiting(0.5)).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void two_places_are_too() {
        Queue queue = new Queue(2, 2); // T = 1 / (μ (1 - u²))

        assertThat(queue.seconds(0.5, 1)).isCloseTo(1 / 0.75, within(1e-9));
        assertThat(queue.waiting(0.5)).isCloseTo(1 / 0.75 - 1, within(1e-9));
    }

    @Test
    void where_nobody_waits_a_request_takes_what_the_work_takes() {
        assertThat(new Queue(8, 200).seconds(0.9, 0)).isCloseTo(0.04, within(1e-9));
    }

    /** Or a decision would take minutes where somebody writes a thousand million. */
    @Test
    void more_places_than_a_few_hundred_are_as_good_as_so_many() {
        assertThat(new Queue(1e6, 1).waiting(0.99)).isEqualTo(new Queue(256, 1).waiting(0.99));
        assertThat(new Queue(1e6, 1e6).seconds(0.9, 1)).isCloseTo(1, within(1e-5));
    }
}
