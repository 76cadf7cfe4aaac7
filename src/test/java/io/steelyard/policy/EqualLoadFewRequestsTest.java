package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.guard.Guard;
import io.steelyard.guard.Limits;
import io.steelyard.model.Decision;
import io.steelyard.testing.FleetLoop;
import io.steelyard.testing.RequestFleet;
import io.steelyard.testing.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A few requests a minute at equal servers: what differs is chance, and is not told as if it were more. */
class EqualLoadFewRequestsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int HALF_AN_HOUR = 1800;

    /** By chance alone: of these half hours 13 have a move if an error is only how far readings scatter. */
    @Test
    void servers_that_are_counted_in_flight_are_mostly_left_alone() {
        int moved = 0;
        for (long seed = 1; seed <= 10; seed++) {
            for (double perSecond : new double[] {0.05, 0.1, 0.3}) {
                moved += moves(perSecond, seed) > 0 ? 1 : 0;
            }
        }
        assertThat(moved).as("half hours of 30 with a move").isLessThanOrEqualTo(3);
    }

    private static long moves(double perSecond, long seed) {
        RequestFleet fleet = new RequestFleet(
                Collections.nCopies(4, new RequestFleet.Kind(0.05, 1)),
                RequestFleet.Algorithm.ROUND_ROBIN,
                RequestFleet.Service.EXPONENTIAL,
                time -> perSecond,
                seed);
        fleet.advance(2);
        FleetLoop loop = new FleetLoop(fleet, new Guard("web", policy(1), Limits.defaults(SECOND), Scene.PER_SERVER));
        return loop.runTo(HALF_AN_HOUR).moves(0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_utilisation_that_is_mostly_the_idle_one_is_left_alone(long seed) {
        for (double perSecond : new double[] {0.05, 0.1, 0.3}) {
            assertThat(decisions(perSecond, seed))
                    .as("%s a second", perSecond)
                    .noneMatch(decision -> decision instanceof Decision.Reweigh);
        }
    }

    /** Three routes of one backend each: 5 % of a second of work a request, and 1 % whatever it does. */
    private static List<Decision> decisions(double perSecond, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Scene scene = new Scene();
        Guard guard = new Guard("web", policy(Double.POSITIVE_INFINITY), Limits.defaults(SECOND), Scene.PERMILLE);
        List<Decision> decisions = new ArrayList<>();
        for (int second = 0; second < HALF_AN_HOUR; second++) {
            for (String route : List.of("a", "b", "c")) {
                int requests = random.nextDouble() < perSecond / 3 ? 1 : 0;
                double idle = Math.max(0, 1 + 0.5 * random.nextGaussian());
                scene.route(route, route.equals("a") ? 334 : 333, 1, Math.rint(idle + 5 * requests), requests);
            }
            decisions.add(guard.decide(scene.poll().history()));
        }
        return decisions;
    }

    private static EqualLoad policy(double prior) {
        return new EqualLoad(new EqualLoadParameters(new Concurrency.Auto()), prior);
    }
}
