package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.guard.Guard;
import io.steelyard.guard.Limits;
import io.steelyard.model.Reason;
import io.steelyard.testing.FleetLoop;
import io.steelyard.testing.RequestFleet;
import io.steelyard.testing.RequestFleet.Algorithm;
import io.steelyard.testing.RequestFleet.Kind;
import io.steelyard.testing.RequestFleet.Service;
import io.steelyard.testing.Scene;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The objective of the least response time in the whole loop on single requests in virtual time, round robin, from equal
 * weights. Compared with weights in proportion to capacity on the same arrivals; the 90th percentile of some seeds counts.
 */
class MinLatencyTrafficTest {

    private static final int SEEDS = 6;
    private static final double SETTLED = 60;
    private static final double END = 180;

    @Test
    void with_little_traffic_the_mean_is_a_fifth_less_and_few_meet_a_slow_server() {
        assertThat(worst(seed -> mean(1, Service.CONSTANT, 0.3, seed))).isLessThan(0.8);
        assertThat(worst(seed -> mean(1, Service.EXPONENTIAL, 0.3, seed))).isLessThan(0.85);
        assertThat(worst(seed -> tail(1, Service.CONSTANT, 0.3, seed))).isLessThan(0.6);
    }

    @Test
    void at_64_percent_it_is_better_still() {
        assertThat(worst(seed -> mean(1, Service.CONSTANT, 0.64, seed))).isLessThan(0.97);
        assertThat(worst(seed -> mean(1, Service.EXPONENTIAL, 0.64, seed))).isLessThan(1);
        assertThat(worst(seed -> tail(1, Service.CONSTANT, 0.64, seed))).isLessThan(0.7);
    }

    @Test
    void servers_of_eight_workers_gain_more() {
        assertThat(worst(seed -> mean(8, Service.CONSTANT, 0.3, seed))).isLessThan(0.75);
        assertThat(worst(seed -> mean(8, Service.EXPONENTIAL, 0.64, seed))).isLessThan(0.9);
    }

    @Test
    void with_much_traffic_it_comes_near_to_weights_by_capacity() {
        assertThat(worst(seed -> mean(1, Service.CONSTANT, 0.85, seed))).isLessThan(1.1);
        assertThat(worst(seed -> mean(1, Service.EXPONENTIAL, 0.85, seed))).isLessThan(1.25);
    }

    @Test
    void once_settled_it_hardly_moves() {
        for (double load : new double[] {0.3, 0.64}) {
            assertThat(worst(seed -> loop(fleet(1, Service.EXPONENTIAL, load, seed))
                            .runTo(400)
                            .moves(SETTLED)))
                    .as("at %s", load)
                    .isLessThanOrEqualTo(3);
        }
    }

    /** Following each of them would be to and fro, at which the Guard freezes the endpoint. */
    @Test
    void traffic_that_rises_and_falls_every_half_minute_is_not_followed_down() {
        List<Kind> kinds = uneven(1);
        assertThat(worst(seed -> {
                    RequestFleet fleet = new RequestFleet(
                            kinds,
                            Algorithm.ROUND_ROBIN,
                            Service.CONSTANT,
                            time -> (time % 60 < 30 ? 0.3 : 0.75) * capacity(kinds),
                            seed);
                    FleetLoop loop = loop(fleet).runTo(600);
                    assertThat(loop.decisions())
                            .noneMatch(decision -> decision.reason().code() == Reason.Code.FLIPS);
                    return loop.moves(90);
                }))
                .isLessThanOrEqualTo(6);
    }

    @Test
    void a_surge_from_30_to_70_percent_is_borne() {
        assertThat(worst(seed -> {
                    RequestFleet fleet = surging(seed);
                    loop(fleet).runTo(END);
                    RequestFleet reference = byCapacity(surging(seed));
                    return mean(fleet) / mean(reference);
                }))
                .isLessThan(1.2);
    }

    private static RequestFleet surging(long seed) {
        List<Kind> kinds = uneven(1);
        return new RequestFleet(
                kinds,
                Algorithm.ROUND_ROBIN,
                Service.CONSTANT,
                time -> (time < 120 ? 0.3 : 0.7) * capacity(kinds),
                seed);
    }

    private static double mean(int workers, Service service, double load, long seed) {
        return mean(run(workers, service, load, seed)) / mean(reference(workers, service, load, seed));
    }

    private static double tail(int workers, Service service, double load, long seed) {
        return tail(run(workers, service, load, seed)) / tail(reference(workers, service, load, seed));
    }

    private static RequestFleet run(int workers, Service service, double load, long seed) {
        RequestFleet fleet = fleet(workers, service, load, seed);
        loop(fleet, quickest(workers)).runTo(END);
        return fleet;
    }

    private static RequestFleet reference(int workers, Service service, double load, long seed) {
        return byCapacity(fleet(workers, service, load, seed));
    }

    private static RequestFleet byCapacity(RequestFleet fleet) {
        for (int server = 0; server < fleet.size(); server++) {
            fleet.weight(server, 256 >> server);
        }
        fleet.advance(END);
        return fleet;
    }

    private static double mean(RequestFleet fleet) {
        return Arrays.stream(fleet.responseTimes(SETTLED, END)).average().orElseThrow();
    }

    private static double tail(RequestFleet fleet) {
        double[] times = fleet.responseTimes(SETTLED, END);
        return times[(int) (0.95 * times.length)];
    }

    private static double worst(LongToDoubleFunction figure) {
        return LongStream.rangeClosed(1, SEEDS)
                .mapToDouble(figure)
                .sorted()
                .skip(SEEDS * 9L / 10 - 1)
                .findFirst()
                .orElseThrow();
    }

    private static FleetLoop loop(RequestFleet fleet) {
        return loop(fleet, quickest(1));
    }

    private static FleetLoop loop(RequestFleet fleet, EqualLoadParameters parameters) {
        fleet.advance(2);
        Limits usual = Limits.defaults(Duration.ofSeconds(1));
        return new FleetLoop(fleet, new Guard("web", new EqualLoad(parameters, 1), usual, Scene.PER_SERVER));
    }

    private static EqualLoadParameters quickest(int workers) {
        return new EqualLoadParameters(new Concurrency.Slots(workers), Objective.MIN_LATENCY);
    }

    private static RequestFleet fleet(int workers, Service service, double load, long seed) {
        List<Kind> kinds = uneven(workers);
        return new RequestFleet(kinds, Algorithm.ROUND_ROBIN, service, time -> load * capacity(kinds), seed);
    }

    private static double capacity(List<Kind> kinds) {
        return kinds.stream().mapToDouble(Kind::capacity).sum();
    }

    /** Capacities 8 : 4 : 2 : 1, 375 requests per second in all. */
    private static List<Kind> uneven(int workers) {
        return DoubleStream.of(5, 10, 20, 40)
                .mapToObj(time -> new Kind(time * workers / 1000, workers))
                .toList();
    }
}
