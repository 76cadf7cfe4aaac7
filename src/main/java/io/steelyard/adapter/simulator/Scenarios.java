package io.steelyard.adapter.simulator;

import io.steelyard.adapter.simulator.SimulatedEndpoint.StartingRoute;
import io.steelyard.model.Labels;
import io.steelyard.model.Location;
import io.steelyard.model.Selector;
import io.steelyard.model.Suggestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The scenarios that come with Steelyard. Each has the endpoint {@value #PATTERN} with three routes of ten backends and
 * equal weights at the start.
 */
public final class Scenarios {

    /** The endpoint of every scenario here. */
    public static final String PATTERN = "www.example.com";

    private static final int BACKENDS_PER_ROUTE = 10;
    private static final int STARTING_WEIGHT = 100;
    private static final double NOISE = 0.02;
    private static final Duration LAG = Duration.ZERO;

    private static final Location FRANKFURT =
            new Location(50.11, 8.68, "Frankfurt am Main", "DE", "Germany", "EU", "Europe", "HE", "Hesse");
    private static final Location ASHBURN =
            new Location(39.04, -77.49, "Ashburn", "US", "United States", "NA", "North America", "VA", "Virginia");

    private static final Map<String, Scenario> BY_NAME = new LinkedHashMap<>();

    static {
        add(uneven());
        add(queue70());
        add(brownout());
    }

    private Scenarios() {}

    /** The names that {@link #named} knows. */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /** A scenario by its name; IllegalArgumentException with the known names if there is none. */
    public static Scenario named(String name) {
        Scenario scenario = BY_NAME.get(name);
        if (scenario == null) {
            String hint = Suggestion.nearest(name, names())
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("");
            throw new IllegalArgumentException(
                    "scenario " + name + " is not known" + hint + "; known are " + String.join(", ", names()));
        }
        return scenario;
    }

    private static Scenario uneven() {
        List<SimulatedBackend> backends = new ArrayList<>();
        backends.addAll(backends("size=small", 100, FRANKFURT));
        backends.addAll(backends("size=medium", 200, FRANKFURT));
        backends.addAll(backends("size=large", 400, ASHBURN));
        return scenario(
                "uneven",
                "capacities 1:2:4, load proportional to rate, 45 % of the total capacity in use",
                new TrafficCurve.Constant(0.45 * 7000),
                List.of("size=small", "size=medium", "size=large"),
                backends,
                new LoadModel.Proportional(),
                List.of(),
                Double.POSITIVE_INFINITY);
    }

    private static Scenario queue70() {
        List<SimulatedBackend> backends = new ArrayList<>();
        backends.addAll(backends("size=small", 25, FRANKFURT));
        backends.addAll(backends("size=medium", 50, FRANKFURT));
        backends.addAll(backends("size=large", 100, ASHBURN));
        return scenario(
                "queue-70",
                "capacities 1:2:4, load is requests in flight at one worker, 70 % of the total capacity in use",
                new TrafficCurve.Constant(0.7 * 1750),
                List.of("size=small", "size=medium", "size=large"),
                backends,
                new LoadModel.Queueing(1),
                List.of(),
                1);
    }

    private static Scenario brownout() {
        Selector struck = selector("zone=b");
        List<SimulatedBackend> backends = new ArrayList<>();
        backends.addAll(backends("zone=a", 100, FRANKFURT));
        backends.addAll(backends("zone=b", 100, FRANKFURT));
        backends.addAll(backends("zone=c", 100, FRANKFURT));
        return scenario(
                "brownout",
                "three equal routes, 60 % in use; route0001 has half its capacity from 60 s to 180 s",
                new TrafficCurve.Constant(0.6 * 3000),
                List.of("zone=a", "zone=b", "zone=c"),
                backends,
                new LoadModel.Proportional(),
                List.of(
                        new TimedEvent.CapacityChange(Duration.ofSeconds(60), struck, 0.5),
                        new TimedEvent.CapacityChange(Duration.ofSeconds(180), struck, 1)),
                Double.POSITIVE_INFINITY);
    }

    private static Scenario scenario(
            String name,
            String summary,
            TrafficCurve traffic,
            List<String> labels,
            List<SimulatedBackend> backends,
            LoadModel load,
            List<TimedEvent> events,
            double concurrency) {
        List<StartingRoute> routes = labels.stream()
                .map(label -> new StartingRoute(selector(label), STARTING_WEIGHT))
                .toList();
        SimulatedEndpoint endpoint = new SimulatedEndpoint(PATTERN, traffic, routes);
        return new Scenario(name, summary, List.of(endpoint), backends, load, NOISE, LAG, events, concurrency);
    }

    private static Selector selector(String label) {
        return Selector.parse("service=web," + label);
    }

    /** Backends with one capacity, named as an agent in a cluster would name them. */
    private static List<SimulatedBackend> backends(String label, double capacity, Location location) {
        String kind = label.substring(label.indexOf('=') + 1);
        List<SimulatedBackend> backends = new ArrayList<>();
        for (int i = 0; i < BACKENDS_PER_ROUTE; i++) {
            String id = String.format("%08x%08x", (kind + i).hashCode() * 0x9E3779B9, kind.hashCode() + i);
            String pod = "web-" + kind + "-" + id.substring(0, 5);
            backends.add(new SimulatedBackend(
                    id,
                    Labels.parse("service=web," + label + ",podName=" + pod),
                    capacity,
                    "198.51.100." + (10 + i) + ":" + (40_000 + (kind.hashCode() & 0xFFF) + i),
                    Duration.ofHours(24).plusSeconds(7L * i),
                    location));
        }
        return backends;
    }

    private static void add(Scenario scenario) {
        BY_NAME.put(scenario.name(), scenario);
    }
}
