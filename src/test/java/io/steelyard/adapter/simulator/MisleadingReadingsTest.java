package io.steelyard.adapter.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.adapter.simulator.TimedEvent.Report;
import io.steelyard.model.Backend;
import io.steelyard.model.Selector;
import io.steelyard.model.Weights;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MisleadingReadingsTest {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Selector FIRST = Selector.parse("group=a");

    @Test
    void averaged_readings_follow_a_change_over_the_whole_window() {
        Simulator simulator = simulator(
                new Readout(0, false, Duration.ofSeconds(4), false),
                new TimedEvent.CapacityChange(TEN_SECONDS, FIRST, 0.5));
        simulator.advance(TEN_SECONDS);
        double before = load(simulator, 0);
        simulator.advance(Duration.ofSeconds(2));
        double halfway = load(simulator, 0);
        simulator.advance(Duration.ofSeconds(2));

        assertThat(before).isEqualTo(40);
        assertThat(halfway).isCloseTo(60, within(1.0));
        assertThat(load(simulator, 0)).isCloseTo(80, within(1.0));
    }

    @Test
    void counts_of_a_moment_are_right_on_average_and_vary() {
        Simulator simulator = simulator(new Readout(0, true, Duration.ZERO, false));
        double sum = 0;
        double squares = 0;
        int readings = 2000;
        for (int i = 0; i < readings; i++) {
            simulator.advance(Plant.STEP);
            double rate = backend(simulator, 0).requestsPerSecond().orElseThrow();
            sum += rate;
            squares += rate * rate;
        }
        double mean = sum / readings;

        assertThat(mean).isCloseTo(40, within(1.0));
        assertThat(squares / readings - mean * mean).isBetween(30.0, 50.0);
    }

    @Test
    void requests_that_fail_at_once_are_read_as_errors_and_load_nothing() {
        Simulator simulator = simulator(
                new Readout(0, false, Duration.ZERO, true), new TimedEvent.FailureChange(TEN_SECONDS, FIRST, 1));
        simulator.advance(TEN_SECONDS.plusSeconds(1));
        Backend failing = backend(simulator, 0);

        assertThat(failing.requestsPerSecond()).hasValue(40);
        assertThat(failing.errorsPerSecond()).hasValue(40);
        assertThat(failing.load()).hasValue(0);
        assertThat(simulator.truth().lost(Small.PATTERN)).isCloseTo(40, within(1e-6));
        assertThat(simulator.truth().oracle(Small.PATTERN).orElseThrow().of("route0000"))
                .isZero();
    }

    @Test
    void readings_can_freeze_vanish_or_be_unreadable_and_come_back() {
        Map<Report, Optional<Double>> expected = Map.of(
                Report.FROZEN, Optional.of(40.0), Report.ZERO, Optional.of(0.0), Report.UNKNOWN, Optional.empty());
        expected.forEach((report, load) -> {
            Simulator simulator = simulator(
                    Readout.noisy(0),
                    new TimedEvent.ReportChange(TEN_SECONDS, FIRST, report),
                    new TimedEvent.CapacityChange(TEN_SECONDS, FIRST, 0.5),
                    new TimedEvent.ReportChange(TEN_SECONDS.multipliedBy(2), FIRST, Report.TRUE));
            simulator.advance(TEN_SECONDS.plusSeconds(5));
            Backend seen = backend(simulator, 0);
            assertThat(seen.load().isPresent()).as("%s", report).isEqualTo(load.isPresent());
            load.ifPresent(value -> assertThat(seen.load()).hasValue(value));
            simulator.advance(TEN_SECONDS);
            assertThat(load(simulator, 0)).as("after %s", report).isEqualTo(80);
        });
    }

    @Test
    void an_operator_may_set_weights_and_routes_that_do_not_exist_are_passed_over() {
        Simulator simulator = simulator(
                Readout.noisy(0),
                new TimedEvent.Edit(TEN_SECONDS, Small.PATTERN, Weights.of(Map.of("route0000", 7, "route0099", 9))));
        simulator.advance(TEN_SECONDS.plusSeconds(1));

        assertThat(simulator.weights(Small.PATTERN)).isEqualTo(Map.of("route0000", 7, "route0001", 50));
    }

    @Test
    void sticky_traffic_stays_where_the_starting_weights_sent_it() {
        Scenario small = Small.with(new LoadModel.Proportional(), Small.constant(80));
        Simulator simulator = Simulator.virtual(
                new Scenario(
                        "sticky",
                        "",
                        small.endpoints(),
                        small.backends(),
                        small.load(),
                        small.readout(),
                        Optional.empty(),
                        Duration.ZERO,
                        0.5,
                        List.of(),
                        1),
                1);
        simulator.shape(Small.PATTERN, Weights.of(Map.of("route0000", 0, "route0001", 100)));
        simulator.advance(TEN_SECONDS);

        assertThat(simulator.truth().route(Small.PATTERN, "route0000").arrivals())
                .isCloseTo(20, within(1e-6));
    }

    @Test
    void a_liar_makes_the_weakest_look_idle() {
        Simulator simulator = Simulator.virtual(Scenarios.named("liar", 1), 1);
        simulator.advance(TEN_SECONDS);
        double weakest = load(simulator, 0);

        assertThat(simulator.snapshot().backends())
                .anyMatch(backend -> backend.load().orElseThrow() > weakest);
        assertThat(simulator.scenario().lie()).contains(Lie.WEAKEST_IDLE);
    }

    private static Simulator simulator(Readout readout, TimedEvent... events) {
        Scenario small = Small.with(new LoadModel.Proportional(), Small.constant(80), events);
        return Simulator.virtual(
                new Scenario(
                        "small",
                        "",
                        small.endpoints(),
                        small.backends(),
                        small.load(),
                        readout,
                        Optional.empty(),
                        Duration.ZERO,
                        0,
                        small.events(),
                        1),
                1);
    }

    private static double load(Simulator simulator, int backend) {
        return backend(simulator, backend).load().orElseThrow();
    }

    private static Backend backend(Simulator simulator, int backend) {
        return simulator.snapshot().backends().get(backend);
    }
}
