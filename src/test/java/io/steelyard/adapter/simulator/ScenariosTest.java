package io.steelyard.adapter.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.model.Backend;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Route;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScenariosTest {

    @ParameterizedTest
    @ValueSource(strings = {"uneven", "queue-70", "brownout"})
    void every_scenario_has_three_routes_of_ten_backends_and_equal_weights(String name) {
        Endpoint endpoint = Simulator.virtual(Scenarios.named(name), 1)
                .snapshot()
                .endpoint("www.example.com")
                .orElseThrow();

        assertThat(endpoint.routes()).extracting(Route::id).containsExactly("route0000", "route0001", "route0002");
        assertThat(endpoint.routes()).allSatisfy(route -> {
            assertThat(route.weight()).isEqualTo(OptionalInt.of(100));
            assertThat(route.backends()).hasSize(10);
        });
        assertThat(endpoint.routes().stream().flatMap(route -> route.backends().stream()))
                .extracting(Backend::id)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).matches("[0-9a-f]{16}"));
    }

    @Test
    void the_concurrency_fits_the_load() {
        assertThat(Scenarios.named("uneven").concurrency()).isInfinite();
        assertThat(Scenarios.named("queue-70").concurrency()).isEqualTo(1);
    }

    @Test
    void an_unknown_name_is_answered_with_the_known_ones_and_the_nearest() {
        assertThatThrownBy(() -> Scenarios.named("unevn"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scenario unevn is not known; did you mean uneven?; known are "
                        + String.join(", ", Scenarios.names()));
        assertThatThrownBy(() -> Scenarios.named("xyzzy"))
                .hasMessage("scenario xyzzy is not known; known are " + String.join(", ", Scenarios.names()));
    }
}
