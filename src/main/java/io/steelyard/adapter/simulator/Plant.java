package io.steelyard.adapter.simulator;

import io.steelyard.model.Labels;
import io.steelyard.model.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the simulation moves: endpoints, routes and backends, in steps of one length. Not thread-safe. */
final class Plant {

    static final Duration STEP = Duration.ofMillis(50);

    private static final Duration HALF = STEP.dividedBy(2);
    private static final double SECONDS = Limits.seconds(STEP);
    private static final int FIRST_WEIGHT = 100;

    private final List<Cell> cells = new ArrayList<>();
    private final Map<String, Site> sites = new LinkedHashMap<>();
    private final Map<String, Integer> routesMade = new HashMap<>();
    private final Deque<TimedEvent> events;
    private final Duration lag;

    Plant(Scenario scenario) {
        lag = scenario.lag();
        scenario.backends()
                .forEach(backend -> cells.add(
                        new Cell(backend, scenario.load(), scenario.readout().steps())));
        for (SimulatedEndpoint endpoint : scenario.endpoints()) {
            Site site = new Site(endpoint.pattern(), Duration.ZERO, endpoint.traffic(), scenario.sticky());
            sites.put(endpoint.pattern(), site);
            for (SimulatedEndpoint.StartingRoute route : endpoint.routes()) {
                Lane lane = lane(site, route.selector());
                lane.weight = route.weight();
                lane.acting = route.weight();
                lane.starting = route.weight();
            }
        }
        events = new ArrayDeque<>(scenario.events().stream()
                .sorted(Comparator.comparing(TimedEvent::at))
                .toList());
        join();
        move(Duration.ZERO);
    }

    /** One step, which begins at {@code start}. */
    void move(Duration start) {
        happen(start);
        cells.forEach(cell -> cell.arrivals = 0);
        Duration middle = start.plus(HALF);
        sites.values().forEach(site -> site.send(start, middle));
        for (Cell cell : cells) {
            if (cell.present) {
                cell.move(SECONDS);
            }
        }
    }

    List<Cell> cells() {
        return cells;
    }

    Collection<Site> sites() {
        return sites.values();
    }

    Optional<Site> site(String pattern) {
        return Optional.ofNullable(sites.get(pattern));
    }

    void shape(Site site, Map<String, Integer> weights, Duration now) {
        site.write(weights, now.plus(lag));
    }

    /** A new endpoint gets no traffic: nobody knows it yet. */
    Site siteOrNew(String pattern, Duration now) {
        return sites.computeIfAbsent(pattern, key -> new Site(key, now, new TrafficCurve.Constant(0), 0));
    }

    void remove(String pattern) {
        sites.remove(pattern);
        join();
    }

    Lane addRoute(Site site, Labels labels, Duration now) {
        boolean first = site.lanes().isEmpty();
        Lane lane = lane(site, new Selector(labels));
        join();
        shape(site, Map.of(lane.id, first ? FIRST_WEIGHT : 0), now);
        return lane;
    }

    private Lane lane(Site site, Selector selector) {
        int number = routesMade.merge(site.pattern, 1, Integer::sum) - 1;
        List<Cell> chosen = cells.stream()
                .filter(cell -> selector.matches(cell.backend.labels()))
                .toList();
        return site.addLane(String.format("route%04d", number), selector, chosen);
    }

    private void happen(Duration start) {
        boolean happened = false;
        while (!events.isEmpty() && events.element().at().compareTo(start) <= 0) {
            TimedEvent event = events.remove();
            if (event instanceof TimedEvent.OfBackends change) {
                cells.stream()
                        .filter(cell -> change.backends().matches(cell.backend.labels()))
                        .forEach(cell -> cell.apply(change));
                happened |= change instanceof TimedEvent.PresenceChange;
            } else if (event instanceof TimedEvent.Edit edit) {
                site(edit.pattern()).ifPresent(site -> edit(site, edit, start));
            }
        }
        if (happened) {
            join();
        }
    }

    private void edit(Site site, TimedEvent.Edit edit, Duration start) {
        Map<String, Integer> known = new HashMap<>(edit.weights().byRoute());
        known.keySet().retainAll(site.weights().keySet());
        shape(site, known, start);
    }

    /** Finds anew which of the backends that a route chooses are there. */
    private void join() {
        cells.forEach(cell -> cell.memberships = 0);
        for (Site site : sites.values()) {
            for (Lane lane : site.lanes()) {
                lane.members = lane.chosen.stream().filter(cell -> cell.present).toList();
                lane.members.forEach(cell -> cell.memberships++);
            }
        }
    }
}
