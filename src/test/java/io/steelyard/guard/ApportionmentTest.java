package io.steelyard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ApportionmentTest {

    private static final Capabilities PERMILLE =
            new Capabilities(1000, Capabilities.Unit.ROUTE, OptionalInt.of(1000), false, true, Duration.ZERO, 1);

    private static final Capabilities PER_SERVER =
            new Capabilities(256, Capabilities.Unit.BACKEND, OptionalInt.empty(), true, false, Duration.ZERO, 1);

    @Test
    void shares_that_fit_exactly_are_exact() {
        Weights weights = weights(PER_SERVER, 1, Map.of("a", 8.0, "b", 4.0, "c", 2.0, "d", 1.0));
        assertThat(weights.byRoute()).isEqualTo(new TreeMap<>(Map.of("a", 128, "b", 64, "c", 32, "d", 16)));
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

    /** A weight that moves though its share does not is a riddle to who reads the log. */
    @Test
    void where_the_sum_is_free_it_stays_so_that_weights_whose_share_stays_do_not_move() {
        Map<String, Integer> now = Map.of("a", 250, "b", 227, "c", 162, "d", 100);
        Weights weights = weights(now, Map.of("a", 240.4, "b", 226.7, "c", 171.8, "d", 100.1));
        assertThat(weights.byRoute()).isEqualTo(new TreeMap<>(Map.of("a", 240, "b", 227, "c", 172, "d", 100)));
    }

    @Test
    void the_sum_drifts_nowhere_however_many_small_steps_are_made() {
        Random random = new Random(1);
        Map<String, Integer> now = new TreeMap<>(Map.of("a", 250, "b", 227, "c", 162, "d", 20));
        for (int step = 0; step < 500; step++) {
            Map<String, Double> next = new TreeMap<>();
            now.forEach((route, weight) -> next.put(route, weight * (1 + random.nextDouble() / 50)));
            Map<String, Integer> then = weights(now, next).byRoute();
            assertThat(sum(then)).as("step %d, %s -> %s", step, now, then).isBetween(sum(now) * 0.9, sum(now) * 1.1);
            now = then;
        }
    }

    @Test
    void weights_that_are_too_small_to_be_exact_use_the_upper_half_of_the_range() {
        Map<String, Double> wanted = Map.of("a", 1.0, "b", 1.5, "c", 1.7);
        Weights weights = weights(Map.of("a", 1, "b", 1, "c", 1), wanted);
        Shares given = weights.shares();
        assertThat(weights.of("c")).isBetween(128, 256);
        Shares.inProportion(wanted)
                .byRoute()
                .forEach((route, share) -> assertThat(given.of(route)).isCloseTo(share, within(0.005 * share)));
    }

    private static double sum(Map<String, Integer> weights) {
        return weights.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void where_the_sum_is_free_a_large_share_is_not_cut_for_the_many_small_ones() {
        for (int routes : new int[] {300, 600, 5000}) {
            Weights weights = weights(PER_SERVER, 1, oneHalf(routes));
            assertThat(weights.of("r0")).as("%d routes", routes).isEqualTo(256);
            assertThat(weights.of("r1")).as("%d routes", routes).isEqualTo(1);
        }
    }

    @Test
    void what_small_routes_need_at_least_is_taken_from_the_large_ones_in_proportion() {
        Map<String, Double> amounts = equal(700, 0.4 / 698);
        amounts.put("r0", 0.4);
        amounts.put("r1", 0.2);
        Weights weights = weights(PERMILLE, 1, amounts);
        assertThat(weights.of("r0")).isEqualTo(201);
        assertThat(weights.of("r1")).isEqualTo(101);
        assertThat(weights.of("r2")).isEqualTo(1);
    }

    @Test
    void more_routes_than_the_fixed_sum_has_weights_get_one_each() {
        assertThat(weights(PERMILLE, 1, oneHalf(1200)).byRoute().values()).containsOnly(1);
    }

    @Test
    void ten_and_a_hundred_thousand_routes_keep_their_proportions() {
        Capabilities million = new Capabilities(
                1_000_000, Capabilities.Unit.ROUTE, OptionalInt.of(1_000_000), false, true, Duration.ZERO, 1);
        for (int routes : new int[] {10_000, 100_000}) {
            Random random = new Random(routes);
            Map<String, Double> amounts = new TreeMap<>();
            for (int i = 0; i < routes; i++) {
                amounts.put("r" + i, Math.exp(random.nextGaussian() * 2));
            }
            assertInProportion(amounts, weights(PER_SERVER, 2, amounts), 2, 512);
            Weights fixed = weights(million, 2, amounts);
            assertInProportion(amounts, fixed, 1, 1_000_000);
            assertThat(fixed.byRoute().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(1_000_000);
        }
    }

    @Test
    void a_route_without_backends_never_gains_whatever_the_least_weight() {
        for (long seed = 0; seed < 3000; seed++) {
            assertTheDeadGainNothing(seed);
        }
    }

    private static void assertTheDeadGainNothing(long seed) {
        Random random = new Random(seed);
        boolean skipping = random.nextBoolean();
        Capabilities capabilities = new Capabilities(
                1000,
                Capabilities.Unit.ROUTE,
                random.nextBoolean() ? OptionalInt.of(1000) : OptionalInt.empty(),
                skipping,
                true,
                Duration.ZERO,
                1);
        Set<String> dead = new TreeSet<>();
        Map<String, Integer> before = new TreeMap<>();
        Map<String, Reading.OfRoute> routes = new TreeMap<>();
        Map<String, Double> amounts = new TreeMap<>();
        for (int i = 0; i < 2 + random.nextInt(8); i++) {
            int weight = random.nextInt(3) == 0 ? random.nextInt(4) : 1 + random.nextInt(300);
            int live = i > 0 && random.nextInt(3) == 0 ? 0 : 2;
            before.put("r" + i, weight);
            if (live == 0) {
                dead.add("r" + i);
            }
            routes.put("r" + i, route(weight, 2, live, skipping ? live / 2.0 : 1));
            double left = live > 0 ? random.nextDouble() : skipping ? 0 : random.nextDouble() * weight / 1000;
            amounts.put("r" + i, weight == 0 ? 0 : left);
        }
        amounts.put("r0", 1.0);
        Shares split = Shares.inProportion(
                before.values().stream().allMatch(weight -> weight == 0) ? Map.of("r0", 1) : before);
        dead.forEach(id -> amounts.merge(id, split.of(id), Math::min));
        Weights after =
                new Apportionment(capabilities, random.nextInt(30), routes, Shares.inProportion(amounts)).weights();
        double rounding = before.size()
                / (double) after.byRoute().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
        for (String id : dead) {
            boolean lighter = after.of(id) <= before.getOrDefault(id, 0);
            assertThat(lighter || after.shares().of(id) <= split.of(id) + rounding)
                    .as("seed %d, %s of %s -> %s", seed, id, before, after)
                    .isTrue();
        }
    }

    /** Each weight is in one proportion to its amount, or at its bound. */
    private static void assertInProportion(Map<String, Double> amounts, Weights weights, int least, int most) {
        double top =
                amounts.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double largest = weights.byRoute().values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElseThrow();
        amounts.forEach((route, amount) -> {
            double exact = Math.min(most, Math.max(least, amount / top * largest));
            assertThat((double) weights.of(route)).as(route).isCloseTo(exact, within(1 + 1e-6 + exact / largest));
        });
    }

    private static Map<String, Double> oneHalf(int routes) {
        Map<String, Double> amounts = equal(routes, 0.5 / (routes - 1));
        amounts.put("r0", 0.5);
        return amounts;
    }

    private static Map<String, Double> equal(int routes, double amount) {
        Map<String, Double> amounts = new TreeMap<>();
        for (int i = 0; i < routes; i++) {
            amounts.put("r" + i, amount);
        }
        return amounts;
    }

    private static void assertZerosStay(long seed, Shares target, Weights weights) {
        target.byRoute()
                .forEach((route, share) -> assertThat(weights.of(route) > 0)
                        .as("seed %d, %s: share %s, weight %s", seed, route, share, weights.of(route))
                        .isEqualTo(share > 0));
    }

    private static Weights weights(Capabilities capabilities, int servers, Map<String, Double> amounts) {
        Map<String, Reading.OfRoute> routes = new TreeMap<>();
        amounts.keySet().forEach(id -> routes.put(id, route(10, servers, servers, 1)));
        return new Apportionment(capabilities, 0, routes, Shares.inProportion(amounts)).weights();
    }

    private static Weights weights(Map<String, Integer> now, Map<String, Double> amounts) {
        Map<String, Reading.OfRoute> routes = new TreeMap<>();
        now.forEach((id, weight) -> routes.put(id, route(weight, 1, 1, 1)));
        return new Apportionment(PER_SERVER, 0, routes, Shares.inProportion(amounts)).weights();
    }

    private static Reading.OfRoute route(int weight, int servers, int live, double part) {
        Totals totals = new Totals(
                live,
                new Totals.Measured(live, 1, live),
                1,
                OptionalDouble.of(1),
                OptionalDouble.of(1),
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalDouble.empty());
        return new Reading.OfRoute(OptionalInt.of(weight), servers, part, totals);
    }
}
