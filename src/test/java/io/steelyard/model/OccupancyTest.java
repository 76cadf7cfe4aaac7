package io.steelyard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class OccupancyTest {

    private static final Offset<Double> EXACT = within(1e-12);

    @Test
    void of_one_place_it_is_the_part_of_the_time_that_it_was_taken() {
        assertThat(Occupancy.of(0, 0, 1, 5).upTo(1)).isCloseTo(0.5, EXACT);
    }

    @Test
    void no_more_places_are_taken_than_there_are() {
        Occupancy occupancy = Occupancy.of(0, 1, 5, 10);
        assertThat(occupancy.upTo(4)).isCloseTo((0 + 1 + 4 + 4) / 4.0, EXACT);
        assertThat(occupancy.upTo(1000)).isCloseTo(4, EXACT);
    }

    @Test
    void between_the_places_that_were_counted_it_is_interpolated() {
        assertThat(Occupancy.of(3).upTo(3)).isCloseTo((2 + 3) / 2.0, EXACT);
    }

    @Test
    void a_part_of_a_place_is_taken_as_often_as_a_whole_one() {
        assertThat(Occupancy.of(0, 1, 1, 5).upTo(0.5)).isCloseTo(0.375, EXACT);
    }

    @Test
    void a_share_of_a_common_queue_may_be_a_fraction() {
        assertThat(Occupancy.of(0.5, 2.5).upTo(2)).isCloseTo(1.25, EXACT);
    }

    @Test
    void less_than_nothing_in_flight_is_refused() {
        assertThatThrownBy(() -> Occupancy.of(-1)).hasMessageContaining("-1.0 is below 0");
    }
}
