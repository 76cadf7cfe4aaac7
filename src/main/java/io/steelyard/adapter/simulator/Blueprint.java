package io.steelyard.adapter.simulator;

import io.steelyard.adapter.simulator.SimulatedEndpoint.StartingRoute;
import io.steelyard.model.Labels;
import io.steelyard.model.Location;
import io.steelyard.model.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts a scenario of one endpoint together, route by route. Its load is proportional unless it says otherwise. */
final class Blueprint {

    static final int STARTING_WEIGHT = 100;
    static final double NOISE = 0.02;

    private static final Location FRANKFURT =
            new Location(50.11, 8.68, "Frankfurt am Main", "DE", "Germany", "EU", "Europe", "HE", "Hesse");
    private static final Location ASHBURN =
            new Location(39.04, -77.49, "Ashburn", "US", "United States", "NA", "North America", "VA", "Virginia");

    private final String name;
    private final String summary;
    private final List<SimulatedBackend> backends = new ArrayList<>();
    private final List<StartingRoute> routes = new ArrayList<>();
    private final List<TimedEvent> events = new ArrayList<>();
    private LoadModel load = new LoadModel.Proportional();
    private double concurrency = Double.POSITIVE_INFINITY;
    private TrafficCurve traffic = new TrafficCurve.Constant(0);
    private Readout readout = Readout.noisy(NOISE);
    private Optional<Lie> lie = Optional.empty();
    private Duration lag = Duration.ZERO;
    private double sticky;

    Blueprint(String name, String summary) {
        this.name = name;
        this.summary = summary;
    }

    /** A route of so many equal backends, which it chooses by one label. */
    Blueprint route(String label, int count, double capacity) {
        routes.add(new StartingRoute(selector(label), STARTING_WEIGHT));
        for (int i = 0; i < count; i++) {
            backends.add(backend(label, i, capacity));
        }
        return this;
    }

    /** Requests in flight at so many workers per backend; a policy is told that it counts requests in flight. */
    Blueprint queue(int workers) {
        load = new LoadModel.Queueing(workers);
        concurrency = 1;
        return this;
    }

    /** What a policy is told of the load. */
    Blueprint declared(double other) {
        concurrency = other;
        return this;
    }

    Blueprint readout(Readout other) {
        readout = other;
        return this;
    }

    Blueprint lie(Lie told) {
        lie = Optional.of(told);
        return this;
    }

    Blueprint lag(Duration other) {
        lag = other;
        return this;
    }

    Blueprint sticky(double part) {
        sticky = part;
        return this;
    }

    /** Steady traffic that uses a part of the total capacity. */
    Blueprint inUse(double part) {
        return traffic(new TrafficCurve.Constant(part * capacity()));
    }

    Blueprint traffic(TrafficCurve curve) {
        traffic = curve;
        return this;
    }

    Blueprint event(TimedEvent event) {
        events.add(event);
        return this;
    }

    /** Of each backend, the label that no other has. */
    static Selector pod(SimulatedBackend backend) {
        return Selector.parse("podName=" + backend.labels().pairs().get("podName"));
    }

    List<SimulatedBackend> backends() {
        return List.copyOf(backends);
    }

    double capacity() {
        return backends.stream().mapToDouble(SimulatedBackend::capacity).sum();
    }

    static Selector selector(String label) {
        return Selector.parse("service=web," + label);
    }

    Scenario done() {
        SimulatedEndpoint endpoint = new SimulatedEndpoint(Scenarios.PATTERN, traffic, routes);
        return new Scenario(
                name, summary, List.of(endpoint), backends, load, readout, lie, lag, sticky, events, concurrency);
    }

    /** Named as an agent in a cluster would name it. */
    private SimulatedBackend backend(String label, int i, double capacity) {
        String kind = label.substring(label.indexOf('=') + 1);
        String id = String.format("%08x%08x", (kind + i).hashCode() * 0x9E3779B9, kind.hashCode() + i);
        String pod = "web-" + kind + "-" + id.substring(0, 5);
        return new SimulatedBackend(
                id,
                Labels.parse("service=web," + label + ",podName=" + pod),
                capacity,
                "198.51.100." + (10 + i) + ":" + (40_000 + (kind.hashCode() & 0xFFF) + i),
                Duration.ofHours(24).plusSeconds(7L * i),
                routes.size() % 3 == 0 ? ASHBURN : FRANKFURT);
    }
}
