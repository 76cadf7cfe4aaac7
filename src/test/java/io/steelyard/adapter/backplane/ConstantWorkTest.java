package io.steelyard.adapter.backplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.backplane.Samples;
import io.steelyard.fault.Figures;
import io.steelyard.guard.Guard;
import io.steelyard.guard.Limits;
import io.steelyard.metrics.AgentMetrics;
import io.steelyard.model.Decision;
import io.steelyard.model.Histories;
import io.steelyard.model.Horizon;
import io.steelyard.model.Observation;
import io.steelyard.policy.EqualLoad;
import io.steelyard.testing.Allocation;
import io.steelyard.testing.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What a tick costs, from the bytes of the answer to the exposition, does not depend on how bad things are: an outage of
 * everything is no time to need more memory or processor. Counted in bytes that are allocated, so that it is the same on
 * a busy machine.
 */
class ConstantWorkTest {

    private static final int BACKENDS = 2_000;
    private static final int TICKS = 10;

    private final Guard guard =
            new Guard("web", new EqualLoad(Double.POSITIVE_INFINITY), Limits.defaults(Scene.SECOND), Scene.PERMILLE);
    private long decided;

    @Test
    void a_tick_costs_as_much_with_all_backends_dead_as_with_none() {
        byte[] live = Samples.large(BACKENDS);
        byte[] dead = new String(live, UTF_8)
                .replaceAll("\"State\":\"[^\"]*\"", "\"State\":\"dead\"")
                .replaceAll("\"Load\":[0-9.]+", "\"Load\":0")
                .replaceAll("\"RequestsPerSecond\":[0-9.]+", "\"RequestsPerSecond\":0")
                .getBytes(UTF_8);
        assertThat(dead).isNotEqualTo(live);
        cost(live); // loads classes and fills the histories' rings
        cost(dead);
        long none = cost(live);
        long all = cost(dead);
        double ratio = (double) all / none;
        System.out.printf(
                "a tick over %d backends: %d kB allocated with none dead, %d kB with all dead, ratio %.3f (bar 0.8 to 1.2)%n",
                BACKENDS, none / 1000, all / 1000, ratio);
        Figures.record(
                "constant",
                "backends",
                Integer.toString(BACKENDS),
                "none_kb",
                Long.toString(none / 1000),
                "all_kb",
                Long.toString(all / 1000),
                "ratio",
                String.format(Locale.ROOT, "%.2f", ratio));
        assertThat(decided).isPositive();
        assertThat(ratio).isBetween(0.8, 1.2);
    }

    /** Bytes a tick, after as many ticks that do not count. */
    private long cost(byte[] answer) {
        io.steelyard.metrics.Scene clock = new io.steelyard.metrics.Scene();
        AgentMetrics metrics = clock.metrics(clock.settings());
        Histories histories = new Histories(pattern -> new Horizon(60, 2, Scene.PERMILLE));
        for (int i = 0; i < TICKS; i++) {
            tick(answer, i + 1, clock, metrics, histories);
        }
        return Allocation.of(() -> {
                    for (int i = 0; i < TICKS; i++) {
                        tick(answer, TICKS + i + 1, clock, metrics, histories);
                    }
                })
                / TICKS;
    }

    private void tick(
            byte[] answer,
            long generation,
            io.steelyard.metrics.Scene clock,
            AgentMetrics metrics,
            Histories histories) {
        try {
            Observation.Seen seen = new Observation.Seen(
                    generation, clock.now(), clock.now(), 0, Mapping.snapshot("constant", Samples.read(answer)));
            histories.add(seen);
            metrics.accept(seen);
            seen.snapshot().endpoints().forEach(endpoint -> {
                Decision decision = guard.decide(
                        histories.at(endpoint.pattern(), clock.now()).orElseThrow());
                metrics.accept(decision);
                decided++;
            });
            assertThat(metrics.exposition().scrape(null, true, Set.of()).parts())
                    .isNotEmpty();
            clock.pass(Scene.SECOND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
