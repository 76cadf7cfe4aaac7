package io.steelyard.adapter.simulator;

import io.steelyard.adapter.simulator.TimedEvent.Report;
import io.steelyard.model.Selector;
import io.steelyard.model.Weights;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Scenarios in which the numbers are not what they seem, or somebody else acts. */
final class Misleading {

    private static final double NOISE = Blueprint.NOISE;

    private Misleading() {}

    static Scenario blackhole() {
        return new Blueprint(
                        "blackhole",
                        "three equal routes, load is requests in flight, 40 % in use; from 60 s on route0001 answers"
                                + " every request at once with an error")
                .route("zone=a", 10, 50)
                .route("zone=b", 10, 50)
                .route("zone=c", 10, 50)
                .queue(1)
                .inUse(0.4)
                .readout(new Readout(NOISE, false, Duration.ZERO, true))
                .event(new TimedEvent.FailureChange(Duration.ofSeconds(60), Blueprint.selector("zone=b"), 1))
                .done();
    }

    static Scenario liar(long seed) {
        Lie lie = of(List.of(Lie.values()), seed);
        return Steady.oneTwoFour("liar", "capacities 1:2:4, 60 % in use; the loads are the worst lies, by seed")
                .inUse(0.6)
                .lie(lie)
                .done();
    }

    static Scenario wrongKind() {
        return Steady.oneTwoFour(
                        "wrong-kind", "as queue-70, but the load is declared as a utilisation, proportional to rate")
                .queue(1)
                .declared(Double.POSITIVE_INFINITY)
                .inUse(0.7)
                .done();
    }

    static Scenario sticky() {
        return new Blueprint("sticky", "as uneven, but 60 % of the traffic ignores the weights")
                .route("size=small", 10, 100)
                .route("size=medium", 10, 200)
                .route("size=large", 10, 400)
                .inUse(0.3)
                .sticky(0.6)
                .done();
    }

    /** Frozen, zero or unreadable, by seed. */
    static Scenario freezeData(long seed) {
        Report report = of(List.of(Report.FROZEN, Report.ZERO, Report.UNKNOWN), seed);
        Selector all = Selector.parse("service=web");
        return new Blueprint(
                        "freeze-data",
                        "as uneven, but from 3 s to 180 s the readings are frozen, zero or unreadable, by seed")
                .route("size=small", 10, 100)
                .route("size=medium", 10, 200)
                .route("size=large", 10, 400)
                .inUse(0.3)
                .event(new TimedEvent.ReportChange(Duration.ofSeconds(3), all, report))
                .event(new TimedEvent.ReportChange(Duration.ofSeconds(180), all, Report.TRUE))
                .done();
    }

    static Scenario operatorEdit() {
        return new Blueprint("operator-edit", "as uneven, but at 60 s an operator sets other weights")
                .route("size=small", 10, 100)
                .route("size=medium", 10, 200)
                .route("size=large", 10, 400)
                .inUse(0.3)
                .event(new TimedEvent.Edit(
                        Duration.ofSeconds(60),
                        Scenarios.PATTERN,
                        Weights.of(Map.of("route0000", 300, "route0001", 300, "route0002", 400))))
                .done();
    }

    private static <T> T of(List<T> kinds, long seed) {
        return kinds.get(Math.floorMod(seed, kinds.size()));
    }
}
