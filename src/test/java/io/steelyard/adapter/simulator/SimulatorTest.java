package io.steelyard.adapter.simulator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.actuator.UnacceptableWeightsException;
import io.steelyard.actuator.UnknownTargetException;
import io.steelyard.model.Backend;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Labels;
import io.steelyard.model.Moment;
import io.steelyard.model.Route;
import io.steelyard.model.Selector;
import io.steelyard.model.Snapshot;
import io.steelyard.model.Tally;
import io.steelyard.model.TimeSource;
import io.steelyard.model.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatorTest {

    @Test
    void the_same_seed_gives_the_same_readings_whatever_the_strides_of_time() {
        Simulator strides = Simulator.virtual(Scenarios.named("queue-70"), 7);
        Simulator leap = Simulator.virtual(Scenarios.named("queue-70"), 7);
        for (int i = 0; i < 300; i++) {
            strides.advance(Duration.ofMillis(33));
            strides.snapshot();
        }
        leap.advance(Duration.ofMillis(33 * 300));

        assertThat(strides.snapshot()).isEqualTo(leap.snapshot());
    }

    @Test
    void another_seed_gives_other_readings_of_the_same_truth() {
        Simulator one = Simulator.virtual(Scenarios.named("uneven"), 1);
        Simulator two = Simulator.virtual(Scenarios.named("uneven"), 2);

        assertThat(one.snapshot().backends()).isNotEqualTo(two.snapshot().backends());
        assertThat(one.truth()).isEqualTo(two.truth());
    }

    @Test
    void the_readings_of_a_seed_are_not_those_of_another_moved_on_by_some_backends() {
        Scenario scenario = Scenarios.named("equal").withNoise(0.5);
        List<Double> one = rates(Simulator.virtual(scenario, 1));
        for (int other = 2; other < 20; other++) {
            List<Double> rates = rates(Simulator.virtual(scenario, other));
            for (int moved = 1; moved < 10; moved++) {
                int same = 0;
                for (int i = 0; i + moved < one.size(); i++) {
                    same += rates.get(i).equals(one.get(i + moved)) ? 1 : 0;
                }
                assertThat(same).as("seed %d, moved on by %d", other, moved).isLessThan(10);
            }
        }
    }

    private static List<Double> rates(Simulator simulator) {
        simulator.advance(Duration.ofSeconds(1));
        return simulator.snapshot().backends().stream()
                .map(backend -> backend.requestsPerSecond().orElseThrow())
                .toList();
    }

    @Test
    void what_arrives_is_completed_when_no_backlog_grows() {
        Simulator simulator = small(new LoadModel.Queueing(4), Small.constant(160));
        simulator.advance(Duration.ofSeconds(30));

        Truth truth = simulator.truth();
        double completions = truth.routes().values().stream()
                .mapToDouble(Truth.RouteState::completions)
                .sum();
        assertThat(completions).isCloseTo(160, within(1e-6));
        assertThat(truth.lost().get(Small.PATTERN)).isZero();
    }

    @Test
    void the_readings_of_uneven_add_up_to_its_traffic() {
        Simulator simulator = Simulator.virtual(Scenarios.named("uneven"), 3);
        simulator.shape(Scenarios.PATTERN, oracle(simulator, Scenarios.PATTERN));
        simulator.advance(Duration.ofSeconds(5));

        double rate = Tally.of(simulator.snapshot()).endpoint(Scenarios.PATTERN).requestsPerSecond();
        assertThat(rate).isCloseTo(0.45 * 7000, within(60.0));
    }

    @Test
    void all_readings_are_integers() {
        for (String name : Scenarios.names()) {
            Simulator simulator = Simulator.virtual(Scenarios.named(name), 5);
            simulator.advance(Duration.ofSeconds(9));
            assertThat(simulator.snapshot().backends()).isNotEmpty().allSatisfy(backend -> {
                assertThat(backend.load().getAsDouble() % 1).isZero();
                assertThat(backend.requestsPerSecond().getAsDouble() % 1).isZero();
            });
        }
    }

    @Test
    void a_queue_of_one_worker_reads_on_average_what_theory_says() {
        Scenario scenario = Scenarios.named("queue-70");
        Simulator simulator = Simulator.virtual(scenario, 11);
        simulator.shape(Scenarios.PATTERN, oracle(simulator, Scenarios.PATTERN));
        simulator.advance(Duration.ofSeconds(60));
        double sum = 0;
        for (int i = 0; i < 100; i++) {
            simulator.advance(Duration.ofSeconds(1));
            sum += Tally.of(simulator.snapshot())
                    .route(Scenarios.PATTERN, "route0000")
                    .load()
                    .getAsDouble();
        }
        assertThat(sum / 100).isCloseTo(0.7 / 0.3, within(0.06));
    }

    @Test
    void a_backlog_grows_above_capacity_and_drains_when_the_traffic_moves() {
        Simulator simulator = small(new LoadModel.Queueing(1), Small.constant(260));
        simulator.advance(Duration.ofSeconds(4));
        double backlog = simulator.truth().route(Small.PATTERN, "route0000").inside();
        assertThat(backlog).isBetween(120.0, 140.0);
        assertThat(simulator.truth().route(Small.PATTERN, "route0000").completions())
                .isCloseTo(100, within(1.5));

        simulator.shape(Small.PATTERN, Weights.of(Map.of("route0000", 25, "route0001", 75)));
        simulator.advance(Duration.ofSeconds(1));
        assertThat(simulator.truth().route(Small.PATTERN, "route0000").inside()).isCloseTo(backlog - 35, within(3.0));
        simulator.advance(Duration.ofSeconds(20));
        assertThat(simulator.truth().route(Small.PATTERN, "route0000").inside()).isCloseTo(0.65 / 0.35, within(0.1));
    }

    @Test
    void endless_overload_fills_a_queue_of_30_seconds_and_the_rest_is_lost() {
        Simulator simulator = small(new LoadModel.Proportional(), Small.constant(400));
        simulator.advance(Duration.ofMinutes(5));

        assertThat(simulator.truth().route(Small.PATTERN, "route0000").inside()).isEqualTo(3000, within(1e-6));
        assertThat(simulator.truth().lost(Small.PATTERN)).isCloseTo(100, within(1e-6));
    }

    @Test
    void the_oracles_shares_are_in_proportion_to_capacity_and_balance_utilisation() {
        Simulator simulator = Simulator.virtual(Scenarios.named("uneven"), 1);
        assertThat(simulator.truth().imbalance(Scenarios.PATTERN)).isGreaterThan(1.5);

        simulator.shape(Scenarios.PATTERN, oracle(simulator, Scenarios.PATTERN));
        simulator.advance(Duration.ofSeconds(10));

        assertThat(simulator.truth().imbalance(Scenarios.PATTERN)).isCloseTo(1, within(0.005));
        assertThat(simulator.truth().oracle(Scenarios.PATTERN).orElseThrow().of("route0002"))
                .isCloseTo(4.0 / 7, within(1e-9));
    }

    @Test
    void at_the_oracles_weights_the_routes_of_uneven_read_as_balanced_at_every_poll() {
        for (int seed = 0; seed < 20; seed++) {
            Simulator simulator = Simulator.virtual(Scenarios.named("uneven"), seed);
            simulator.shape(Scenarios.PATTERN, oracle(simulator, Scenarios.PATTERN));
            simulator.advance(Duration.ofSeconds(5));
            for (int poll = 0; poll < 120; poll++) {
                simulator.advance(Duration.ofSeconds(1));
                assertThat(readImbalance(simulator.snapshot())).isLessThan(1.05);
            }
        }
    }

    @Test
    void a_written_weight_is_seen_at_once_and_acts_after_the_lag() {
        Scenario scenario =
                Small.with(new LoadModel.Proportional(), Small.constant(100)).withLag(Duration.ofSeconds(3));
        Simulator simulator = Simulator.virtual(scenario, 1);
        simulator.shape(Small.PATTERN, Weights.of(Map.of("route0000", 20, "route0001", 80)));
        simulator.advance(Duration.ofMillis(2950));

        assertThat(simulator.weights(Small.PATTERN)).containsEntry("route0000", 20);
        assertThat(simulator.truth().route(Small.PATTERN, "route0000").arrivals())
                .isEqualTo(50);
        simulator.advance(Duration.ofMillis(100));
        assertThat(simulator.truth().route(Small.PATTERN, "route0000").arrivals())
                .isEqualTo(20);
    }

    @Test
    void capacity_breaks_down_and_comes_back_at_the_times_of_the_scenario() {
        Simulator simulator = Simulator.virtual(Scenarios.named("brownout"), 1);

        simulator.advance(Duration.ofSeconds(59));
        assertThat(simulator.truth().route(Scenarios.PATTERN, "route0001").capacity())
                .isEqualTo(1000);
        simulator.advance(Duration.ofSeconds(2));
        assertThat(simulator.truth().route(Scenarios.PATTERN, "route0001").capacity())
                .isEqualTo(500);
        assertThat(simulator.truth().oracle(Scenarios.PATTERN).orElseThrow().of("route0001"))
                .isCloseTo(0.2, within(1e-9));
        simulator.advance(Duration.ofMinutes(2));
        assertThat(simulator.truth().route(Scenarios.PATTERN, "route0001").capacity())
                .isEqualTo(1000);
    }

    @Test
    void backends_leave_and_come_back_as_new_ones() {
        Simulator simulator = small(
                new LoadModel.Proportional(),
                Small.constant(100),
                new TimedEvent.PresenceChange(Duration.ofSeconds(10), Selector.parse("group=a"), false),
                new TimedEvent.PresenceChange(Duration.ofSeconds(20), Selector.parse("group=a"), true));
        simulator.advance(Duration.ofSeconds(15));

        assertThat(route(simulator, "route0000").backends()).isEmpty();
        assertThat(simulator.snapshot().backends()).extracting(Backend::id).containsExactly("b1");
        assertThat(simulator.truth().lost(Small.PATTERN)).isEqualTo(50);
        simulator.advance(Duration.ofSeconds(10));
        Backend back = route(simulator, "route0000").backends().get(0);
        assertThat(back.connectedAt()).contains(Instant.parse("2026-01-01T00:00:20Z"));
    }

    @Test
    void a_new_route_takes_traffic_only_when_it_gets_a_weight() {
        Simulator simulator = small(new LoadModel.Proportional(), Small.constant(100));
        Route added = simulator.addRoute(Small.PATTERN, Labels.parse("group=b"));

        assertThat(added.id()).isEqualTo("route0002");
        assertThat(added.weight()).isEqualTo(OptionalInt.of(0));
        assertThat(added.backends()).extracting(Backend::id).containsExactly("b1");
        simulator.shape(Small.PATTERN, Weights.of(Map.of("route0002", 100)));
        simulator.advance(Duration.ofSeconds(1));
        assertThat(simulator.truth().route(Small.PATTERN, "route0001").arrivals())
                .isEqualTo(25);
        assertThat(simulator.truth().route(Small.PATTERN, "route0001").completions())
                .isCloseTo(37.5, within(1e-6));
    }

    @Test
    void the_first_route_of_a_new_endpoint_gets_weight_100_and_ids_are_never_used_again() {
        Simulator simulator = small(new LoadModel.Proportional(), Small.constant(100));
        Route first = simulator.addRoute("new.example.com", Labels.parse("group=a"));
        assertThat(first.id()).isEqualTo("route0000");
        assertThat(first.weight()).isEqualTo(OptionalInt.of(100));

        simulator.deleteEndpoint("new.example.com");
        assertThat(simulator.snapshot().endpoints())
                .extracting(Endpoint::pattern)
                .containsExactly(Small.PATTERN);
        assertThat(simulator
                        .addRoute("new.example.com", Labels.parse("group=a"))
                        .id())
                .isEqualTo("route0001");
    }

    @Test
    void the_empty_selector_matches_nothing() {
        Simulator simulator = small(new LoadModel.Proportional(), Small.constant(100));

        assertThat(simulator.addRoute(Small.PATTERN, Labels.NONE).backends()).isEmpty();
    }

    @Test
    void an_endpoint_can_be_made_told_to_require_TLS_and_removed() {
        Simulator simulator = small(new LoadModel.Proportional(), Small.constant(100));
        simulator.putEndpoint("tls.example.com", true);
        assertThat(simulator
                        .snapshot()
                        .endpoint("tls.example.com")
                        .orElseThrow()
                        .requireTls())
                .isTrue();
        simulator.putEndpoint("tls.example.com", false);
        assertThat(simulator
                        .snapshot()
                        .endpoint("tls.example.com")
                        .orElseThrow()
                        .requireTls())
                .isFalse();
        simulator.deleteEndpoint("tls.example.com");
        assertThatThrownBy(() -> simulator.deleteEndpoint("tls.example.com"))
                .isInstanceOf(UnknownTargetException.class)
                .hasMessageContaining("tls.example.com");
    }

    @Test
    void a_bad_shape_changes_nothing() {
        Simulator simulator = small(new LoadModel.Proportional(), Small.constant(100));

        assertThatThrownBy(() -> simulator.shape(Small.PATTERN, Weights.of(Map.of("route0000", 1, "route0009", 1))))
                .isInstanceOf(UnknownTargetException.class)
                .hasMessageContaining("route0009");
        assertThatThrownBy(() -> simulator.shape(Small.PATTERN, Weights.of(Map.of("route0000", 1, "route0001", 1001))))
                .isInstanceOf(UnacceptableWeightsException.class)
                .hasMessageContaining("1000");
        assertThatThrownBy(() -> simulator.shape("x", Weights.of(Map.of("route0000", 1))))
                .isInstanceOf(UnknownTargetException.class);
        assertThat(simulator.weights(Small.PATTERN)).containsEntry("route0000", 50);
    }

    @Test
    void real_time_runs_at_the_chosen_speed_and_survives_a_long_sleep() {
        Moment began = new Moment(Instant.parse("2026-05-01T00:00:00Z"), Duration.ofDays(3));
        AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
        TimeSource clock = () -> began.plus(requireNonNull(passed.get()));
        Simulator simulator = Simulator.realTime(Scenarios.named("brownout"), 1, 10, clock);

        passed.set(Duration.ofMillis(6100));
        assertThat(simulator.now()).isEqualTo(Duration.ofSeconds(61));
        assertThat(simulator.truth().route(Scenarios.PATTERN, "route0001").capacity())
                .isEqualTo(500);
        passed.set(Duration.ofDays(300));
        assertThat(simulator.truth().route(Scenarios.PATTERN, "route0001").capacity())
                .isEqualTo(1000);
        assertThat(simulator.snapshot().endpoints().get(0).createdAt()).contains(began.wall());
    }

    /** Not a policy: it shows that the scenarios can be balanced from what they let one see. */
    @ParameterizedTest
    @CsvSource({"uneven, 1.05", "queue-70, 1.15", "brownout, 1.05"})
    void capacity_read_off_rates_and_loads_leads_to_balance(String name, double limit) {
        Simulator simulator = Simulator.virtual(Scenarios.named(name), 4);
        double k = simulator.scenario().concurrency();
        simulator.advance(Duration.ofSeconds(3));
        for (int second = 0; second < 100; second++) {
            Map<String, Double> rates = new TreeMap<>();
            Map<String, Double> loads = new TreeMap<>();
            for (int poll = 0; poll < 10; poll++) {
                simulator.advance(Duration.ofMillis(100));
                Tally.of(simulator.snapshot()).routes().forEach((route, totals) -> {
                    rates.merge(route.route(), totals.requestsPerSecond(), Double::sum);
                    loads.merge(route.route(), totals.load().getAsDouble(), Double::sum);
                });
            }
            Map<String, Integer> weights = new TreeMap<>();
            rates.forEach((route, rate) -> {
                double load = loads.getOrDefault(route, 1.0) / 10;
                double capacity = rate * (Double.isInfinite(k) ? 100 / load : 1 + k / load);
                weights.put(route, (int) Math.round(capacity / 200));
            });
            simulator.shape(Scenarios.PATTERN, Weights.of(weights));
        }
        simulator.advance(Duration.ofSeconds(1));
        assertThat(simulator.truth().imbalance(Scenarios.PATTERN)).isLessThan(limit);
    }

    private static Simulator small(LoadModel load, TrafficCurve traffic, TimedEvent... events) {
        return Simulator.virtual(Small.with(load, traffic, events), 1);
    }

    private static Route route(Simulator simulator, String id) {
        return simulator
                .snapshot()
                .endpoint(Small.PATTERN)
                .orElseThrow()
                .route(id)
                .orElseThrow();
    }

    /** The oracle's shares as weights with a sum of about 1000. */
    private static Weights oracle(Simulator simulator, String pattern) {
        Map<String, Integer> weights = new TreeMap<>();
        simulator
                .truth()
                .oracle(pattern)
                .orElseThrow()
                .byRoute()
                .forEach((route, share) -> weights.put(route, (int) Math.round(1000 * share)));
        return Weights.of(weights);
    }

    private static double readImbalance(Snapshot snapshot) {
        double[] loads = Tally.of(snapshot).routes().values().stream()
                .mapToDouble(totals -> totals.load().getAsDouble())
                .toArray();
        double sum = 0;
        double max = 0;
        for (double load : loads) {
            sum += load;
            max = Math.max(max, load);
        }
        return max * loads.length / sum;
    }
}
