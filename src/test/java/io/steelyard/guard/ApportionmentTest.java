package io.steelyard.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Capabilities;
import io.steelyard.model.Reading;
import io.steelyard.model.Shares;
import io.steelyard.model.Totals;
import io.steelyard.model.Weights;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ApportionmentTest {

    private static final Capabilities PERMILLE =
            new Capabilities(1000, Capabilities.Unit.ROUTE, OptionalInt.of(1000), false, true, Duration.ZERO, 1);

    private static final Capabilities PER_SERVER =
            new Capabilities(256, Capabilities.Unit.BACKEND, OptionalInt.empty(), true, false, Duration.ZERO, 1);

    @Test
    void shares_that_fit_exactly_are_exact() {
        Weights weights = weights(PER_SERVER, 1, Map.of("a", 8.0, "b", 4.0, "c", 2.0, "d", 1.0));
        assertThat(weights.byRoute()).isEqualTo(new TreeMap<>(Map.of("a", 256, "b", 128, "c", 64, "d", 32)));
    }

    @Test
    void random_shares_keep_sum_bounds_and_zeros() {
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            Map<String, Double> amounts = new TreeMap<>();
            int routes = 1 + random.nextInt(20);
            for (int i = 0; i < routes; i++) {
                amounts.put("r" + i, random.nextInt(4) == 0 ? 0.0 : Math.exp(random.nextGaussian() * 2));
            }
            amounts.put("r0", 1.0);
            Shares target = Shares.inProportion(amounts);
            Weights fixed = weights(PERMILLE, 1, amounts);
            assertThat(fixed.byRoute().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .as("seed %d", seed)
                    .isEqualTo(1000);
            assertZerosStay(seed, target, fixed);
            int servers = 1 + random.nextInt(5);
            Weights free = weights(PER_SERVER, servers, amounts);
            assertThat(free.byRoute().values()).as("seed %d", seed).allMatch(weight -> weight <= 256 * servers);
            assertZerosStay(seed, target, free);
        }
    }

    private static void assertZerosStay(long seed, Shares target, Weights weights) {
        target.byRoute()
                .forEach((route, share) -> assertThat(weights.of(route) > 0)
                        .as("seed %d, %s: share %s, weight %s", seed, route, share, weights.of(route))
                        .isEqualTo(share > 0));
    }

    private static Weights weights(Capabilities capabilities, int servers, Map<String, Double> amounts) {
        Map<String, Reading.OfRoute> routes = new TreeMap<>();
        Totals totals = new Totals(
                servers,
                new Totals.Measured(servers, 1, servers),
                1,
                OptionalDouble.of(1),
                OptionalDouble.of(1),
                OptionalDouble.empty(),
                Optional.empty());
        amounts.keySet().forEach(id -> routes.put(id, new Reading.OfRoute(OptionalInt.of(10), servers, totals)));
        return new Apportionment(capabilities, 0, routes, Shares.inProportion(amounts)).weights();
    }
}
