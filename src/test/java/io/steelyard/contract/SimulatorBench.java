package io.steelyard.contract;

import io.steelyard.adapter.Balancer;
import io.steelyard.adapter.simulator.LoadModel;
import io.steelyard.adapter.simulator.Readout;
import io.steelyard.adapter.simulator.Scenario;
import io.steelyard.adapter.simulator.SimulatedBackend;
import io.steelyard.adapter.simulator.SimulatedEndpoint;
import io.steelyard.adapter.simulator.SimulatedEndpoint.StartingRoute;
import io.steelyard.adapter.simulator.Simulator;
import io.steelyard.adapter.simulator.SimulatorBalancer;
import io.steelyard.adapter.simulator.TimedEvent;
import io.steelyard.adapter.simulator.TrafficCurve;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Labels;
import io.steelyard.model.Location;
import io.steelyard.model.Selector;
import io.steelyard.model.Weights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The simulator in virtual time. Its traffic is a fluid, so a share of it stands for so many requests. */
public class SimulatorBench implements Bench {

    private static final Duration DOWN = Duration.ofMinutes(10);
    private static final Duration UP = Duration.ofMinutes(20);

    final Simulator simulator = Simulator.virtual(scenario(), 1);

    private static Scenario scenario() {
        return new Scenario(
                "contract",
                "",
                List.of(
                        site(Part.THREE, 3, 30),
                        site(Part.ONE, 1, 0),
                        site(Part.MANY, 500, 0),
                        site(Part.NEIGHBOUR, 3, 10)),
                IntStream.range(0, 3)
                        .mapToObj(i -> new SimulatedBackend(
                                "b" + i,
                                Labels.parse("group=" + i),
                                100,
                                "192.0.2.1:1",
                                Duration.ofHours(1),
                                Location.UNKNOWN))
                        .toList(),
                new LoadModel.Queueing(1),
                Readout.noisy(0),
                Optional.empty(),
                Duration.ZERO,
                0,
                List.of(
                        new TimedEvent.PresenceChange(DOWN, Selector.parse("group=0"), false),
                        new TimedEvent.PresenceChange(UP, Selector.parse("group=0"), true)),
                1);
    }

    private static SimulatedEndpoint site(Part part, int routes, double requestsPerSecond) {
        return new SimulatedEndpoint(
                name(part),
                new TrafficCurve.Constant(requestsPerSecond),
                IntStream.range(0, routes)
                        .mapToObj(i -> new StartingRoute(Selector.parse("group=" + i % 3), START))
                        .toList());
    }

    private static String name(Part part) {
        return part.name().toLowerCase(Locale.ROOT) + ".example.com";
    }

    @Override
    public String endpoint(Part part) {
        return name(part);
    }

    @Override
    public Balancer open(Duration deadline) {
        return SimulatorBalancer.of(simulator);
    }

    @Override
    public Map<String, Integer> weights(String endpoint) {
        return simulator.weights(endpoint);
    }

    @Override
    public void edit(String endpoint, Map<String, Integer> weights) {
        simulator.shape(endpoint, Weights.of(weights));
    }

    @Override
    public Possible<Runnable> silence() {
        return Possible.not("it refuses to leave an endpoint without any weight");
    }

    @Override
    public String picture(String endpoint) {
        Endpoint seen = simulator.snapshot().endpoint(endpoint).orElseThrow();
        return seen.owner()
                + seen.createdAt()
                + seen.requireTls()
                + seen.routes().stream()
                        .map(route -> route.id() + route.selector() + route.weight() + route.strategy())
                        .collect(Collectors.joining("\n"));
    }

    @Override
    public boolean atomic() {
        return true;
    }

    @Override
    public Possible<Wire> wire() {
        return Possible.not("its calls are those of one process");
    }

    @Override
    public Possible<Runnable> restart() {
        return Possible.not("it lives and ends with this process");
    }

    @Override
    public Possible<Balancer> withoutRights() {
        return Possible.not("it knows no rights");
    }

    @Override
    public Possible<String> secret() {
        return Possible.not("it has none");
    }

    @Override
    public Possible<Traffic> traffic() {
        return Possible.of(new Flow());
    }

    @Override
    public void close() {
        // There is nothing to end.
    }

    private final class Flow implements Traffic {

        @Override
        public Map<String, Long> send(int requests) {
            simulator.advance(Duration.ofSeconds(2));
            Map<String, Double> rates = new TreeMap<>();
            weights(name(Part.THREE))
                    .keySet()
                    .forEach(route -> rates.put(
                            route,
                            simulator.truth().route(name(Part.THREE), route).arrivals()));
            double all =
                    rates.values().stream().mapToDouble(Double::doubleValue).sum();
            Map<String, Long> counts = new TreeMap<>();
            rates.forEach((route, rate) -> counts.put(route, Math.round(requests * rate / all)));
            long rounding = requests
                    - counts.values().stream().mapToLong(Long::longValue).sum();
            List<Map.Entry<String, Long>> entries = new ArrayList<>(counts.entrySet());
            Collections.max(entries, Map.Entry.comparingByValue())
                    .setValue(Collections.max(counts.values()) + rounding);
            return counts;
        }

        @Override
        public Possible<Runnable> takeDown(String route) {
            return Possible.of(() -> advanceTo(DOWN.plusSeconds(1)));
        }

        @Override
        public void bringBack() {
            advanceTo(UP.plusSeconds(1));
        }

        private void advanceTo(Duration time) {
            Duration ahead = time.minus(simulator.now());
            simulator.advance(ahead.isNegative() ? Duration.ZERO : ahead);
        }
    }
}
