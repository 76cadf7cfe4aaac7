package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.HaproxyBed;
import io.steelyard.testing.PoissonLoad;
import io.steelyard.testing.RequiresProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the daemon is worth on real traffic: mean response time from 45 s on, starting at equal weights, beside the
 * weights in proportion to capacity and no daemon. The same arrivals in both arms of a pair.
 */
@Tag("bench")
@RequiresProgram("haproxy")
class HaproxyBenchIT {

    private static final int PAIRS = Integer.getInteger("steelyard.bench.pairs", 3);
    private static final Duration FROM = Duration.ofSeconds(45);
    private static final Duration TO = Duration.ofSeconds(75);
    private static final double UTILISATION = 0.64;

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void mean_response_time_beside_weights_in_proportion_to_capacity() throws IOException {
        List<Double> ratios = new ArrayList<>();
        for (int pair = 1; pair <= PAIRS; pair++) {
            PoissonLoad.Summary daemon = withDaemon(pair);
            PoissonLoad.Summary capacity = withCapacityWeights(pair);
            ratios.add((double) daemon.mean().toNanos() / capacity.mean().toNanos());
            System.out.printf(
                    "pair %d: daemon %s%n        capacity weights %s%n        ratio of means %.3f%n",
                    pair, daemon, capacity, ratios.get(ratios.size() - 1));
        }
        double median = ratios.stream().sorted().toList().get(PAIRS / 2);
        System.out.printf("mean response time, daemon ÷ capacity weights, median of %d pairs: %.3f%n", PAIRS, median);
        assertThat(median).isLessThanOrEqualTo(1.15);
    }

    private PoissonLoad.Summary withCapacityWeights(int seed) {
        try (HaproxyBed bed = HaproxyBed.start()) {
            bed.weights(HaproxyBed.CAPACITY_WEIGHTS);
            return measure(bed, seed);
        }
    }

    private PoissonLoad.Summary withDaemon(int seed) throws IOException {
        try (HaproxyBed bed = HaproxyBed.start();
                Program program = Program.start("run", "--config", config(bed).toString())) {
            PoissonLoad.Summary summary = measure(bed, seed);
            System.out.println(program.err());
            System.out.println("weights at the end: " + bed.weights());
            return summary;
        }
    }

    private static PoissonLoad.Summary measure(HaproxyBed bed, int seed) {
        try (PoissonLoad load = bed.load(UTILISATION, seed, TO)) {
            load.awaitEnd(TO.plusSeconds(60));
            System.out.println(bed.servers().report());
            assertThat(load.failures()).isZero();
            return load.between(FROM, TO);
        }
    }

    private Path config(HaproxyBed bed) throws IOException {
        return Files.writeString(
                folder.resolve("steelyard.yaml"), """
                balancer:
                  type: haproxy
                  haproxy: {socket: "%s", proxies: ["web"]}
                mode: act
                guard: {cooldown: 1s}
                http: {listen: "127.0.0.1:0"}
                """.formatted(bed.haproxy().adminSocket()));
    }
}
