package io.steelyard.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.fault.Figures;
import io.steelyard.model.Decision;
import io.steelyard.model.Reason;
import io.steelyard.model.Reason.Code;
import io.steelyard.model.Shares;
import io.steelyard.policy.EqualLoad;
import io.steelyard.policy.Policy;
import io.steelyard.policy.Proposal;
import io.steelyard.testing.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A balancer that reports the worst numbers it can find, and policies that believe them or are mad themselves: whatever
 * they do, the traffic moves no further than the documentation promises, D(T) = min(1, max_step (1 + T / cooldown),
 * velocity (1 + T / 60 s)) and rounding, and no route falls below the floor.
 */
class LiarTest {

    private static final int ROUTES = 4;
    private static final int POLLS = 240;
    private static final int SEEDS = 60;

    private record Worst(double damage, double bound, double floor) {

        Worst and(Worst other) {
            return new Worst(
                    Math.max(damage, other.damage), Math.max(bound, other.bound), Math.min(floor, other.floor));
        }
    }

    @Test
    void whatever_it_says_no_more_is_moved_than_promised() {
        for (double velocity : new double[] {0.1, 0.5, 1}) {
            for (double floor : new double[] {0, 0.05}) {
                Limits limits = new Limits(
                        Scene.SECOND,
                        0,
                        floor,
                        0.2,
                        velocity,
                        Duration.ofSeconds(3),
                        0.05,
                        0.5,
                        1000,
                        Optional.empty());
                Worst all = new Worst(0, 0, 1);
                for (int seed = 0; seed < SEEDS; seed++) {
                    all = all.and(run(limits, seed));
                }
                System.out.printf(
                        Locale.ROOT,
                        "liar: velocity %.1f, floor %.2f, %d seeds of %d polls: worst move within a minute %.3f, promised"
                                + " %.3f; least share %.3f%n",
                        velocity,
                        floor,
                        SEEDS,
                        POLLS,
                        all.damage(),
                        all.bound(),
                        all.floor());
                if (velocity == 1 && floor == 0) {
                    Figures.record(
                            "liar",
                            "worst",
                            String.format(Locale.ROOT, "%.3f", all.damage()),
                            "bound",
                            String.format(Locale.ROOT, "%.3f", all.bound()));
                }
                assertThat(all.damage())
                        .as("it got near the bound, so the test has teeth")
                        .isGreaterThan(velocity / 3);
            }
        }
    }

    private static Worst run(Limits limits, long seed) {
        Random random = new Random(seed);
        Policy policy = policy(seed, random);
        Guard guard = new Guard("test", policy, limits, Scene.PERMILLE);
        Scene scene = new Scene();
        for (int route = 0; route < ROUTES; route++) {
            scene.route("r" + route, 250, 3, 5, 100);
        }
        List<Shares> shares = new ArrayList<>();
        Map<String, Integer> weights = new TreeMap<>(Map.of("r0", 250, "r1", 250, "r2", 250, "r3", 250));
        double least = 1;
        for (int poll = 0; poll < POLLS; poll++) {
            lie(scene, weights, random, (int) (seed % 3));
            scene.poll();
            if (guard.decide(scene.history()) instanceof Decision.Reweigh reweigh) {
                scene.apply(reweigh);
                weights.putAll(reweigh.weights().byRoute());
            }
            shares.add(Shares.inProportion(weights));
            least = Math.min(
                    least,
                    weights.values().stream().mapToInt(Integer::intValue).min().orElse(0) / 1000.0);
        }
        double worst = 0;
        for (int from = 0; from < shares.size(); from++) {
            for (int to = from + 1; to < shares.size(); to++) {
                double damage = shares.get(from).distance(shares.get(to));
                double bound = bound(limits, to - from);
                assertThat(damage)
                        .as("seed %d, from poll %d to %d", seed, from, to)
                        .isLessThanOrEqualTo(bound + 1e-9);
                worst = to - from <= 60 ? Math.max(worst, damage) : worst;
            }
        }
        assertThat(least).as("seed %d", seed).isGreaterThanOrEqualTo(limits.floor() - 0.001);
        return new Worst(worst, bound(limits, 60), least);
    }

    /** What the documentation promises; rounding may add half a unit of weight for each route and move. */
    private static double bound(Limits limits, int seconds) {
        double moves = 1 + Math.floor(seconds / (double) limits.cooldown().toSeconds());
        double rounding = moves * ROUTES / 2.0 / 1000;
        return Math.min(
                1, Math.min(limits.maxStep() * moves, limits.velocity() * (1 + Math.floor(seconds / 60.0))) + rounding);
    }

    private static Policy policy(long seed, Random random) {
        if (seed % 2 == 0) {
            return new EqualLoad(seed % 4 == 0 ? Double.POSITIVE_INFINITY : 1);
        }
        Proposal.Manner manner = seed % 4 == 1 ? Proposal.Manner.EXACT : Proposal.Manner.ESTIMATE;
        return history -> {
            Map<String, Double> amounts = new TreeMap<>();
            int favourite = random.nextInt(ROUTES);
            for (int route = 0; route < ROUTES; route++) {
                amounts.put("r" + route, route == favourite ? 1 : Math.pow(random.nextDouble(), 8));
            }
            return new Proposal.Target(
                    Shares.inProportion(amounts),
                    Map.of(),
                    Map.of(),
                    manner,
                    new Reason(Code.REBALANCE, "mad"),
                    List.of());
        };
    }

    /** Praises one route, another each time, or all at random. */
    private static void lie(Scene scene, Map<String, Integer> weights, Random random, int kind) {
        int praised = kind == 0 ? 0 : random.nextInt(ROUTES);
        weights.forEach((id, weight) -> {
            boolean good = id.equals("r" + praised);
            double load = kind == 2 ? Math.pow(10, random.nextInt(7) - 3) : good ? 0.001 : 1000;
            double rate = kind == 2 ? Math.pow(10, random.nextInt(5)) : good ? 10_000 : 1;
            scene.route(id, weight, 3, load, rate);
        });
    }
}
