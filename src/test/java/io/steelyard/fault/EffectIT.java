package io.steelyard.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.adapter.Balancer;
import io.steelyard.contract.Bench.Part;
import io.steelyard.contract.Bench.Traffic;
import io.steelyard.contract.HaproxyBench;
import io.steelyard.e2e.Program;
import io.steelyard.model.Weights;
import io.steelyard.testing.RequiresProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Once a write has ended, the next request goes where it says. */
@RequiresProgram("haproxy")
class EffectIT {

    private static final List<String> ROUTES = List.of("a", "b", "c");

    @Test
    void a_write_is_in_effect_with_the_next_request() {
        measure(20);
    }

    @Test
    @Tag("long")
    void so_are_two_thousand() {
        List<Long> nanos = measure(2_000).stream().sorted().toList();
        Figures.record(
                "effect",
                "writes",
                Integer.toString(nanos.size()),
                "median_ms",
                millis(nanos.get(nanos.size() / 2)),
                "most_ms",
                millis(nanos.get(nanos.size() - 1)),
                "astray",
                "0");
    }

    /** From the beginning of each write to the end of the first request after it. */
    private static List<Long> measure(int writes) {
        List<Long> nanos = new ArrayList<>();
        try (HaproxyBench bench = new HaproxyBench()) {
            Balancer balancer = bench.open(Program.PATIENCE);
            Traffic traffic = bench.traffic().orSkip();
            for (int i = 0; i < writes; i++) {
                String wanted = ROUTES.get(i % ROUTES.size());
                Map<String, Integer> weights = new TreeMap<>(Map.of("a", 0, "b", 0, "c", 0));
                weights.put(wanted, 100);
                long began = System.nanoTime();
                balancer.actuator()
                        .shape(bench.endpoint(Part.THREE), Weights.of(weights))
                        .block(Program.PATIENCE);
                Map<String, Long> first = traffic.send(1);
                nanos.add(System.nanoTime() - began);
                assertThat(first).containsExactly(Map.entry(wanted, 1L));
                assertThat(traffic.send(3)).containsExactly(Map.entry(wanted, 3L));
            }
            balancer.close().block(Program.PATIENCE);
        }
        return nanos;
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
    }
}
