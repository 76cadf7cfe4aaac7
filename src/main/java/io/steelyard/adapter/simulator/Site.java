package io.steelyard.adapter.simulator;

import io.steelyard.model.InOrder;
import io.steelyard.model.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The state of one endpoint. Not thread-safe. */
final class Site {

    final String pattern;
    final Duration createdAt;
    boolean requireTls;

    private final TrafficCurve traffic;
    private final double sticky;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final Deque<Write> writes = new ArrayDeque<>();
    private double unrouted;

    /** Weights on their way to the traffic. */
    private record Write(Duration due, Map<String, Integer> weights) {}

    Site(String pattern, Duration createdAt, TrafficCurve traffic, double sticky) {
        this.pattern = pattern;
        this.createdAt = createdAt;
        this.traffic = traffic;
        this.sticky = sticky;
    }

    Lane addLane(String id, Selector selector, List<Cell> chosen) {
        Lane lane = new Lane(id, selector, chosen);
        lanes.put(id, lane);
        return lane;
    }

    Collection<Lane> lanes() {
        return lanes.values();
    }

    Optional<Lane> lane(String id) {
        return Optional.ofNullable(lanes.get(id));
    }

    Map<String, Integer> weights() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        lanes.forEach((id, lane) -> weights.put(id, lane.weight));
        return weights;
    }

    /** Sets weights that exist; the traffic follows when {@code due} has come. */
    void write(Map<String, Integer> weights, Duration due) {
        weights.forEach((id, weight) -> lane(id).orElseThrow().weight = weight);
        writes.add(new Write(due, InOrder.copyOf(weights)));
    }

    /** Splits the traffic of a moment among the routes and their backends. */
    void send(Duration start, Duration middle) {
        while (!writes.isEmpty() && writes.element().due().compareTo(start) <= 0) {
            writes.remove().weights().forEach((id, weight) -> lane(id).orElseThrow().acting = weight);
        }
        double arriving = traffic.at(middle);
        long sum = 0;
        long started = 0;
        for (Lane lane : lanes.values()) {
            sum += lane.acting;
            started += lane.starting;
        }
        double stuck = started == 0 ? 0 : sticky * arriving;
        double free = arriving - stuck;
        unrouted = sum == 0 ? free : 0;
        for (Lane lane : lanes.values()) {
            lane.arrivals =
                    (sum == 0 ? 0 : free * lane.acting / sum) + (started == 0 ? 0 : stuck * lane.starting / started);
            for (Cell cell : lane.members) {
                cell.arrivals += lane.arrivals / lane.members.size();
            }
        }
    }

    /** Requests per second that reach no backend, find a full queue, or fail. */
    double lost() {
        double lost = unrouted;
        for (Lane lane : lanes.values()) {
            lost += lane.lost();
            for (Cell cell : lane.members) {
                lost += (cell.refused() + cell.failed()) / cell.memberships;
            }
        }
        return lost;
    }
}
