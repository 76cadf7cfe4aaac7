package io.steelyard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.model.Capabilities;
import io.steelyard.model.Decision;
import io.steelyard.model.Note;
import io.steelyard.testing.Scene;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ByHandTest {

    private final Scene haproxy = new Scene(2, Scene.PER_SERVER)
            .route("a", 100, 10, 1, 10)
            .route("b", 100, 10, 1, 10)
            .polls(4);

    @Test
    void a_person_may_go_further_than_any_policy() {
        assertThat(by(Map.of("a", 2560, "b", 10), Scene.PER_SERVER).weights().byRoute())
                .isEqualTo(Map.of("a", 2560, "b", 10));
        assertThat(by(Map.of("a", 0), Scene.PER_SERVER).weights().byRoute()).isEqualTo(Map.of("a", 0, "b", 100));
    }

    @Test
    void a_weight_that_cannot_be_divided_among_the_servers_of_its_route_is_refused() {
        assertThatThrownBy(() -> by(Map.of("a", 1, "b", 1), Scene.PER_SERVER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "1 is below 10, the least that reaches each of its 10 backends; scale all weights up");
        assertThatThrownBy(() -> by(Map.of("a", 2561), Scene.PER_SERVER))
                .hasMessageContaining("2561 is not in 0 to 2560");
    }

    @Test
    void where_weights_are_of_routes_the_smallest_is_one() {
        assertThat(by(Map.of("a", 1, "b", 1), Scene.PERMILLE).weights().byRoute())
                .isEqualTo(Map.of("a", 1, "b", 1));
    }

    private Decision.Reweigh by(Map<String, Integer> wanted, Capabilities capabilities) {
        Note note = new Note("somebody", "a test", haproxy.now(), Optional.empty());
        return ByHand.decide(haproxy.history(), wanted, note, capabilities);
    }
}
