package io.steelyard.adapter.simulator;

import io.steelyard.adapter.simulator.SimulatedEndpoint.StartingRoute;
import io.steelyard.model.Labels;
import io.steelyard.model.Location;
import io.steelyard.model.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Two routes of one backend each, 100 and 300 requests per second, without noise or lag. */
final class Small {

    static final String PATTERN = "small.example.com";

    private Small() {}

    static Scenario with(LoadModel load, TrafficCurve traffic, TimedEvent... events) {
        return new Scenario(
                "small",
                "",
                List.of(new SimulatedEndpoint(
                        PATTERN,
                        traffic,
                        List.of(
                                new StartingRoute(Selector.parse("group=a"), 50),
                                new StartingRoute(Selector.parse("group=b"), 50)))),
                List.of(backend("a1", "group=a", 100), backend("b1", "group=b", 300)),
                load,
                Readout.noisy(0),
                Optional.empty(),
                Duration.ZERO,
                0,
                List.of(events),
                1);
    }

    static TrafficCurve constant(double requestsPerSecond) {
        return new TrafficCurve.Constant(requestsPerSecond);
    }

    private static SimulatedBackend backend(String id, String labels, double capacity) {
        return new SimulatedBackend(
                id, Labels.parse(labels), capacity, "192.0.2.1:1", Duration.ofHours(1), Location.UNKNOWN);
    }
}
