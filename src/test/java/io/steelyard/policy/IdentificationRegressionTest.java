package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The plausible concurrencies are those that a plain weighted regression leaves: that of the change of ln c on the change of
 * ln share between each run of readings at the same weights and the block before it, whose slope would be 0. Its squared
 * standardised slope, what single steps exceed three standard errors by, and the expectation add up, and what is within 4
 * of the best is plausible.
 */
class IdentificationRegressionTest {

    private static final double[] GRID = {0.5, 1, 2, 4, 8, 16, 32, 64, 128, Double.POSITIVE_INFINITY};

    private static final double[] PRIORS = {1, 8, Double.POSITIVE_INFINITY};

    @Test
    void what_is_plausible_agrees_with_a_plain_regression() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            double prior = PRIORS[random.nextInt(PRIORS.length)];
            double k = GRID[random.nextInt(GRID.length - 1)];
            agrees("seed " + seed, random, prior, k, Math.pow(10, 1 + 3 * random.nextDouble()));
        }
    }

    /** Two routes that bear 0.8 of the rate each, or one of them more from the third weights on; loads are off by some percent. */
    private static void agrees(String name, Random random, double prior, double k, double rate) {
        Scene scene = new Scene();
        double change = random.nextBoolean() ? 1 : 1 + random.nextDouble();
        for (int share : new int[] {500, 380, 560, 480}) {
            for (int reading = 0; reading < 11; reading++) {
                double a = rate * share / 1000;
                double b = rate - a;
                double capacity = (share > 550 || share == 480 ? change : 1) * 0.8 * rate;
                scene.route("a", share, 1, k * a / (0.8 * rate - a) * (1 + 0.05 * random.nextGaussian()), a)
                        .route("b", 1000 - share, 1, k * b / (capacity - b) * (1 + 0.05 * random.nextGaussian()), b)
                        .poll();
            }
        }
        List<Series> routes = Routes.of(scene.history(), true).series();

        Identification found = Identification.of(routes, prior);

        double[] scores = IntStream.range(0, GRID.length)
                .mapToDouble(i -> unexpected(GRID[i], prior) + contradiction(routes, GRID[i]))
                .toArray();
        double lowest = IntStream.range(0, GRID.length)
                .mapToDouble(i -> scores[i])
                .min()
                .orElseThrow();
        double[] plausible = IntStream.range(0, GRID.length)
                .filter(i -> scores[i] <= lowest + 4)
                .mapToDouble(i -> GRID[i])
                .toArray();
        assertThat(found.least()).as(name).isEqualTo(plausible[0]);
        assertThat(found.most()).as(name).isEqualTo(plausible[plausible.length - 1]);
        assertThat(scores[java.util.Arrays.binarySearch(GRID, found.best())]).isEqualTo(lowest);
    }

    private static double contradiction(List<Series> routes, double k) {
        double slope = 0;
        double information = 0;
        double steps = 0;
        for (Series route : routes) {
            for (Step step : steps(route, route.under(k))) {
                slope += step.moved * step.change / step.variance;
                information += step.moved * step.moved / step.variance;
                steps += Math.max(0, Math.min(25, step.change * step.change / step.variance) - 9);
            }
        }
        return steps + slope * slope / information;
    }

    private record Step(double moved, double change, double variance) {}

    /** A run counts as the weighted mean of its blocks; the law itself is allowed an error of 3 %. */
    private static List<Step> steps(Series route, Estimates estimates) {
        List<Step> steps = new ArrayList<>();
        for (int from = 0, to = 0; from < estimates.size(); from = to) {
            double precision = 0;
            double sum = 0;
            for (; to < estimates.size() && route.run(to) == route.run(from); to++) {
                precision += 1 / estimates.variance(to);
                sum += estimates.logCapacity(to) / estimates.variance(to);
            }
            if (to < estimates.size()) {
                steps.add(new Step(
                        Math.log(route.share(from) / route.share(to)),
                        sum / precision - estimates.logCapacity(to),
                        1 / precision + estimates.variance(to) + 0.03 * 0.03));
            }
        }
        return steps;
    }

    /** (ln k / ln expected k)² in standard deviations of 1.5, 256 for infinity, 3.9 at most. */
    private static double unexpected(double k, double prior) {
        double away = (Math.log(Math.min(256, k)) - Math.log(Math.min(256, prior))) / 1.5;
        return Math.min(3.9, away * away);
    }
}
