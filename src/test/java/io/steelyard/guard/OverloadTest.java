package io.steelyard.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Belief;
import io.steelyard.model.Shares;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OverloadTest {

    @Test
    void of_routes_that_are_equally_full_the_first_is_named_in_every_process() {
        Map<String, Double> capacities = new TreeMap<>();
        Map<String, Integer> now = new TreeMap<>(Map.of("large", 920));
        Map<String, Integer> then = new TreeMap<>(Map.of("large", 120));
        for (String small : new String[] {"a", "b", "c", "d", "e", "f", "g", "h"}) {
            capacities.put(small, 1.0);
            now.put(small, 10);
            then.put(small, 110);
        }

        Overload overload = Overload.of(
                Belief.ofCapacities(capacities), 100, Shares.inProportion(now), Shares.inProportion(then), 0.9);

        assertThat(overload.route()).isEqualTo("a");
    }
}
