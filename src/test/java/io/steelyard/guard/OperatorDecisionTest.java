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

class OperatorDecisionTest {

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
                        "1 is below 10, the least that reaches its 10 servers (1 each); set all weights of",
                        "by hand, scaled up, or this one to 0");
        assertThatThrownBy(() -> by(Map.of("a", 2561), Scene.PER_SERVER))
                .hasMessageContaining("2561 is above 2560, the most that its 10 servers can have (256 each)");
        assertThatThrownBy(() -> by(Map.of("a", -1), Scene.PER_SERVER)).hasMessageContaining("-1 is not in 0 to 2560");
    }

    @Test
    void of_a_route_with_a_server_at_0_it_is_said_why_the_others_cannot_have_what_they_had_together() {
        Scene few = new Scene(2, Scene.PER_SERVER)
                .servers("a", Map.of("a1", 200, "a2", 0))
                .servers("b", Map.of("b1", 100))
                .polls(4);
        Note note = new Note("somebody", "a test", few.now(), Optional.empty());
        assertThatThrownBy(() -> OperatorDecision.decide(few.history(), Map.of("a", 400), note, Scene.PER_SERVER))
                .hasMessage(
                        "weight of a: 400 is above 256, the most that its 1 server in use, without 1 that somebody set"
                                + " to 0, can have (256 each); set all weights of www.example.com by hand, scaled down");
    }

    @Test
    void where_weights_are_of_routes_the_smallest_is_one() {
        assertThat(by(Map.of("a", 1, "b", 1), Scene.PERMILLE).weights().byRoute())
                .isEqualTo(Map.of("a", 1, "b", 1));
    }

    private Decision.Reweigh by(Map<String, Integer> wanted, Capabilities capabilities) {
        Note note = new Note("somebody", "a test", haproxy.now(), Optional.empty());
        return OperatorDecision.decide(haproxy.history(), wanted, note, capabilities);
    }
}
