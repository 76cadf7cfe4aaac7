package io.steelyard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What weights are worth on a real HAProxy: the yardstick for every controller. */
@RequiresProgram("haproxy")
class HaproxyBedTest {

    @Tag("bench")
    @Test
    void weights_in_proportion_to_capacity_beat_equal_ones_by_far() {
        Duration mean = measure("roundrobin", HaproxyBed.CAPACITY_WEIGHTS).mean();
        Duration equal = measure("roundrobin", HaproxyBed.EQUAL_WEIGHTS).mean();
        measure("leastconn", HaproxyBed.EQUAL_WEIGHTS);

        System.out.printf("equal weights ÷ weights by capacity: %.0f%n", (double) equal.toNanos() / mean.toNanos());
        assertThat(equal).isGreaterThan(mean.multipliedBy(10));
    }

    private static Summary measure(String algorithm, List<Integer> weights) {
        try (HaproxyBed bed = HaproxyBed.start(algorithm)) {
            bed.weights(weights);
            try (PoissonLoad load = bed.load(0.64, 1, Duration.ofSeconds(20))) {
                load.awaitEnd(Duration.ofSeconds(100));
                Summary all = load.between(Duration.ofSeconds(5), Duration.ofSeconds(20));
                System.out.println(algorithm + " " + weights + ", Poisson 64 %: " + all);
                System.out.println(bed.servers().report());
                assertThat(load.failures()).isZero();
                return all;
            }
        }
    }
}
