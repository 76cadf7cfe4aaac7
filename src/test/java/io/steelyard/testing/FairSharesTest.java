package io.steelyard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.FairShares.Server;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairSharesTest {

    /** Of 5, 10, 20 and 40 ms at equal weights, as unsure as 20 s leave them where no reading is lost. */
    private static final List<Server> SERVERS = List.of(
            new Server(200, 0.23, 0.15),
            new Server(100, 0.46, 0.07),
            new Server(50, 0.93, 0.05),
            new Server(25, 1, 0.05));

    @Test
    void shares_in_proportion_to_the_capacities_are_right_also_with_a_time_on_the_way() {
        assertThat(FairShares.distance(SERVERS, shares(200, 100, 50, 25))).isLessThan(0.001);
        double ten = 0.01;
        assertThat(FairShares.distance(
                        SERVERS,
                        shares(1 / (0.005 + 0.77 * ten), 1 / (0.010 + 0.54 * ten), 1 / (0.020 + 0.07 * ten), 25)))
                .isLessThan(0.05);
    }

    /** With the seed this is no matter of luck; without it one time in 3,000 would be. */
    @Test
    void chance_alone_is_seldom_taken_for_a_fault() {
        Random random = new Random(1);
        long faults = IntStream.range(0, 10_000)
                .mapToDouble(run -> FairShares.distance(SERVERS, estimated(random)))
                .filter(distance -> distance > FairShares.CHANCE)
                .count();
        assertThat(faults).isLessThanOrEqualTo(3);
    }

    @Test
    void wrong_weights_are_seen_however_long_the_way_may_be() {
        assertThat(FairShares.distance(SERVERS, shares(1, 1, 1, 1)))
                .as("left as they were")
                .isGreaterThan(1.4 * FairShares.CHANCE);
        assertThat(FairShares.distance(SERVERS, shares(25, 50, 100, 200)))
                .as("the wrong way round")
                .isGreaterThan(1.4 * FairShares.CHANCE);
        assertThat(FairShares.distance(SERVERS, shares(200, 50, 100, 25)))
                .as("two exchanged")
                .isGreaterThan(1.4 * FairShares.CHANCE);
    }

    private static double[] estimated(Random random) {
        return shares(SERVERS.stream()
                .mapToDouble(server -> server.capacity() * Math.exp(server.error() * random.nextGaussian()))
                .toArray());
    }

    private static double[] shares(double... amounts) {
        double all = DoubleStream.of(amounts).sum();
        return DoubleStream.of(amounts).map(amount -> amount / all).toArray();
    }
}
