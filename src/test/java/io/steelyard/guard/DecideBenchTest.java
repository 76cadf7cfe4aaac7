package io.steelyard.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Backend;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Histories;
import io.steelyard.model.History;
import io.steelyard.model.Horizon;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Route;
import io.steelyard.model.Selector;
import io.steelyard.model.Snapshot;
import io.steelyard.policy.Concurrency;
import io.steelyard.policy.EqualLoad;
import io.steelyard.policy.EqualLoadParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a decision costs, with the default policy, which has to find out the concurrency. */
@Tag("bench")
class DecideBenchTest {

    private static final int SNAPSHOTS = 32;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Capabilities CAPABILITIES =
            new Capabilities(1000, Capabilities.Unit.ROUTE, OptionalInt.of(1000), false, true, Duration.ZERO, 1);

    @Test
    void an_endpoint_of_100_routes_is_decided_in_100_microseconds() {
        Fleet[] fleet = {new Fleet(1, 100, 3)};
        Runnable poll = () -> {
            if (fleet[0].generation % 120 == 1) {
                fleet[0] = new Fleet(1, 100, 3);
                fleet[0].watch(60);
                fleet[0].freeze();
            }
            fleet[0].poll();
        };

        double early = median(2000, 2000, poll, () -> fleet[0].decide(false));
        double warm = median(6000, 2000, poll, () -> fleet[0].decide(false));

        System.out.printf(
                Locale.ROOT,
                "bench decide, 100 routes, 60 to 120 polls: %.0f us after 2,000 decisions, %.0f us after 10,000%n",
                early,
                warm);
        assertThat(early).isLessThan(100);
    }

    @Test
    void a_step_for_1000_endpoints_takes_50_milliseconds() {
        Fleet fleet = new Fleet(1000, 4, 3);
        fleet.watch(120);
        fleet.freeze();

        double micros = median(40, 40, () -> {}, () -> fleet.step(false));

        System.out.printf(
                Locale.ROOT, "bench step, 1000 endpoints of 4 routes of 3 backends: %.1f ms%n", micros / 1000);
        assertThat(micros).isLessThan(50_000);
    }

    /**
     * Median time of some rounds after others to warm up, in microseconds, and so little disturbed by other programs.
     *
     * @param before comes before each round and is not timed
     */
    private static double median(int warmUp, int rounds, Runnable before, IntSupplier work) {
        long[] nanos = new long[rounds];
        int seen = 0;
        for (int round = -warmUp; round < rounds; round++) {
            before.run();
            long start = System.nanoTime();
            seen ^= work.getAsInt();
            nanos[Math.max(0, round)] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return (seen == 42 ? 1e-9 : 0) + nanos[rounds / 2] / 1e3;
    }

    /** Queues of single workers, of capacities 1 to 4, in a balancer that does what it is told. */
    private static final class Fleet {
        private final Guard guard = new Guard(
                "bench",
                new EqualLoad(new EqualLoadParameters(new Concurrency.Auto()), 1),
                Limits.defaults(SECOND),
                CAPABILITIES);
        private final Histories histories = new Histories(pattern -> new Horizon(60, 2, CAPABILITIES));
        private final SplittableRandom random = new SplittableRandom(1);
        private final List<Map<String, Integer>> weights = new ArrayList<>();
        private final int backends;
        private final List<Snapshot> ready = new ArrayList<>();
        private Moment now = new Moment(Instant.parse("2026-01-01T00:00:00Z"), Duration.ZERO);
        private long generation;

        Fleet(int endpoints, int routes, int backends) {
            this.backends = backends;
            for (int i = 0; i < endpoints; i++) {
                Map<String, Integer> equal = new HashMap<>();
                for (int route = 0; route < routes; route++) {
                    equal.put("route%04d".formatted(route), 1000 / routes);
                }
                weights.add(equal);
            }
            step(true);
        }

        void watch(int seconds) {
            for (int second = 0; second < seconds; second++) {
                step(true);
            }
        }

        /** Measures beforehand, so that a step is not slowed by the simulation. */
        void freeze() {
            for (int i = 0; i < SNAPSHOTS; i++) {
                ready.add(measured());
            }
        }

        /** One poll and what is decided on it; gives the number of changes that are wanted. */
        int step(boolean act) {
            poll();
            return decide(act);
        }

        void poll() {
            now = now.plus(SECOND);
            Snapshot snapshot = ready.isEmpty() ? measured() : ready.get((int) (generation % SNAPSHOTS));
            histories.add(new Observation.Seen(++generation, now, now, 0, snapshot));
        }

        /** For every endpoint; the changes are written, or only wanted. */
        int decide(boolean act) {
            int changes = 0;
            for (int i = 0; i < weights.size(); i++) {
                History history = histories.at(pattern(i), now).orElseThrow();
                if (guard.decide(history) instanceof Decision.Reweigh reweigh) {
                    changes++;
                    if (act) {
                        histories.add(reweigh);
                        histories.add(new Outcome.Applied(reweigh, now, now));
                        weights.set(i, new HashMap<>(reweigh.weights().byRoute()));
                    }
                }
            }
            return changes;
        }

        private Snapshot measured() {
            List<Endpoint> endpoints = new ArrayList<>();
            List<Backend> all = new ArrayList<>();
            for (int i = 0; i < weights.size(); i++) {
                List<Route> routes = new ArrayList<>();
                double sum = weights.get(i).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
                for (Map.Entry<String, Integer> each : weights.get(i).entrySet()) {
                    double capacity = 100 * (1 + each.getKey().charAt(8) % 4);
                    double rate = 125 * weights.get(i).size() * each.getValue() / sum;
                    List<Backend> members = new ArrayList<>();
                    for (int member = 0; member < backends; member++) {
                        double used = Math.min(0.98, rate * (1 + 0.05 * random.nextGaussian()) / capacity);
                        double load = used / (1 - used);
                        members.add(Backend.of("b" + i + "-" + each.getKey() + "-" + member, load, used * capacity));
                    }
                    all.addAll(members);
                    routes.add(new Route(
                            each.getKey(),
                            Selector.parse("route=" + each.getKey()),
                            OptionalInt.of(each.getValue()),
                            "",
                            members,
                            members.size()));
                }
                endpoints.add(new Endpoint(pattern(i), "", Optional.empty(), false, routes, Optional.empty()));
            }
            return new Snapshot("bench", "one", endpoints, all);
        }

        private static String pattern(int endpoint) {
            return "e%04d.example.com".formatted(endpoint);
        }
    }
}
