package io.steelyard.replay;

import io.steelyard.adapter.simulator.LoadModel;
import io.steelyard.adapter.simulator.Readout;
import io.steelyard.adapter.simulator.Scenario;
import io.steelyard.adapter.simulator.Scenarios;
import io.steelyard.adapter.simulator.SimulatedBackend;
import io.steelyard.adapter.simulator.SimulatedEndpoint;
import io.steelyard.adapter.simulator.SimulatedEndpoint.StartingRoute;
import io.steelyard.adapter.simulator.TimedEvent;
import io.steelyard.adapter.simulator.TrafficCurve;
import io.steelyard.model.Faults;
import io.steelyard.model.Labels;
import io.steelyard.model.Location;
import io.steelyard.model.Selector;
import io.steelyard.model.Setting;
import io.steelyard.model.Suggestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A scenario file: somebody's own fleet, and what happens to it. */
public record Fleet(
        @Setting(help = "Name of the scenario, in reports.") String name,

        @Setting(value = "\"\"", help = "One line that says what happens.")
        String summary,

        @Setting(value = "20m", min = "2m", max = "12h", help = "How long it runs; one poll a second.")
        Duration duration,

        @Setting(
                value = "utilisation",
                help = "What a load is: utilisation, in percent, in proportion to the rate; or in-flight, the"
                        + " requests in a backend.")
        Load load,

        @Setting(value = "1", min = "1", max = "1000", help = "Of in-flight: requests that a backend works on at once.")
        int workers,

        @Setting(min = "0", max = "10000000", help = "Requests per second.")
        double traffic,

        @Setting(help = "Another rate from some time on.") Optional<FleetSurge> surge,

        @Setting(value = "0.02", min = "0", max = "1", help = "Relative standard deviation of each reading.")
        double noise,

        @Setting(value = "false", help = "Rates and loads are counts of a moment, so that small numbers vary much.")
        boolean counts,

        @Setting(value = "0s", min = "0s", max = "10m", help = "Readings are averages over so long.")
        Duration average,

        @Setting(value = "false", help = "The rate of failed requests is read too.")
        boolean errors,

        @Setting(value = "0s", min = "0s", max = "10m", help = "How long a change of weights takes to take effect.")
        Duration lag,

        @Setting(value = "0", min = "0", max = "1", help = "Part of the traffic that ignores weights.")
        double sticky,

        @Setting(help = "The routes, at least two.") List<FleetRoute> routes,

        @Setting(value = "[]", help = "What happens, in any order.")
        List<FleetEvent> events) {

    /** What a load is. */
    public enum Load {
        UTILISATION,
        IN_FLIGHT
    }

    /** More would run for hours. */
    private static final int MOST_BACKENDS = 10_000;

    public Fleet {
        routes = List.copyOf(routes);
        events = List.copyOf(events);
        Faults faults = new Faults();
        faults.unless(!Scenarios.names().contains(name), "name", name + " comes with Steelyard; take another name");
        faults.unless(
                workers == 1 || load == Load.IN_FLIGHT,
                "workers",
                workers + " counts only with load: in-flight; write that too, or remove workers",
                "workers",
                "load");
        checkRoutes(routes, faults);
        surge.ifPresent(change -> checkTime("surge.at", change.at(), duration, faults));
        List<String> names = routes.stream().map(FleetRoute::name).toList();
        for (int i = 0; i < events.size(); i++) {
            String route = events.get(i).route();
            faults.unless(
                    names.contains(route),
                    "events[" + i + "].route",
                    "\"" + route + "\" is no route of this file; " + Suggestion.remedy(route, names, "there are "),
                    "events",
                    "routes");
            checkTime("events[" + i + "].at", events.get(i).at(), duration, faults);
        }
        faults.raise();
    }

    private static void checkRoutes(List<FleetRoute> routes, Faults faults) {
        faults.unless(
                routes.size() >= 2, "routes", routes.size() + " is too few to divide traffic among; give two or more");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < routes.size(); i++) {
            String name = routes.get(i).name();
            faults.unless(names.add(name), "routes[" + i + "].name", "\"" + name + "\" stands above too; rename one");
        }
        int backends = routes.stream().mapToInt(FleetRoute::backends).sum();
        faults.unless(
                backends <= MOST_BACKENDS,
                "routes",
                "%d backends in all are above %d, the most allowed; simulate a part"
                        .formatted(backends, MOST_BACKENDS));
        faults.unless(
                routes.isEmpty() || routes.stream().anyMatch(route -> route.weight() > 0),
                "routes",
                "all have weight 0, so that no request would be served; give one a weight above 0");
    }

    private static void checkTime(String key, Duration at, Duration duration, Faults faults) {
        long latest = duration.toSeconds() - Course.FEWEST;
        faults.unless(
                at.toSeconds() <= latest,
                key,
                "%ds leaves too little of the duration to answer it; at most %ds, or raise duration (%ds)"
                        .formatted(at.toSeconds(), latest, duration.toSeconds()),
                key,
                "duration");
    }

    /** The scenario as a test; without an event a policy is timed from the first full window on. */
    public Course course() {
        Scenario scenario = scenario();
        return new Course(name, seed -> scenario, (int) duration.toSeconds(), polls(), Watch.NOTHING);
    }

    /** Of events that follow each other quickly the last one counts: before it nobody could have settled. */
    private List<Integer> polls() {
        TreeSet<Integer> polls = new TreeSet<>();
        events.forEach(event -> polls.add((int) event.at().toSeconds()));
        surge.ifPresent(change -> polls.add((int) change.at().toSeconds()));
        List<Integer> last = polls.stream()
                .filter(poll -> Optional.ofNullable(polls.higher(poll))
                                .map(next -> next - poll)
                                .orElse(Course.FEWEST)
                        >= Course.FEWEST)
                .toList();
        return last.isEmpty() ? List.of((int) Math.max(1, average.toSeconds())) : last;
    }

    private Scenario scenario() {
        List<SimulatedBackend> backends = new ArrayList<>();
        List<StartingRoute> starting = new ArrayList<>();
        List<TimedEvent> happening = new ArrayList<>();
        for (FleetRoute route : routes) {
            starting.add(new StartingRoute(selector(route.name()), route.weight()));
            for (int i = 0; i < route.backends(); i++) {
                backends.add(backend(route, i));
            }
        }
        events.forEach(event -> happening.addAll(event.events(selector(event.route()))));
        TrafficCurve curve = surge.<TrafficCurve>map(
                        change -> new TrafficCurve.Ramp(traffic, change.traffic(), change.at(), change.over()))
                .orElse(new TrafficCurve.Constant(traffic));
        boolean counted = load == Load.IN_FLIGHT;
        return new Scenario(
                name,
                summary,
                List.of(new SimulatedEndpoint(Scenarios.PATTERN, curve, starting)),
                backends,
                counted ? new LoadModel.Queueing(workers) : new LoadModel.Proportional(),
                new Readout(noise, counts, average, errors),
                Optional.empty(),
                lag,
                sticky,
                happening,
                counted ? 1 : Double.POSITIVE_INFINITY);
    }

    private static Selector selector(String route) {
        return Selector.parse("route=" + route);
    }

    private static SimulatedBackend backend(FleetRoute route, int number) {
        return new SimulatedBackend(
                route.name() + "-" + number,
                Labels.parse("route=" + route.name()),
                route.capacity(),
                "",
                Duration.ofHours(24),
                Location.UNKNOWN);
    }
}
