package io.steelyard.adapter.simulator;

import io.steelyard.model.RouteKey;
import io.steelyard.model.Shares;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the truth off a plant. */
final class Truths {

    private Truths() {}

    static Truth of(Plant plant, Duration now) {
        Map<RouteKey, Truth.RouteState> routes = new LinkedHashMap<>();
        Map<String, Double> lost = new LinkedHashMap<>();
        Map<String, Shares> oracle = new LinkedHashMap<>();
        for (Site site : plant.sites()) {
            Map<String, Double> capacities = new LinkedHashMap<>();
            for (Lane lane : site.lanes()) {
                Truth.RouteState state = state(lane);
                routes.put(new RouteKey(site.pattern, lane.id), state);
                capacities.put(lane.id, state.capacity());
            }
            lost.put(site.pattern, site.lost());
            if (capacities.values().stream().anyMatch(capacity -> capacity > 0)) {
                oracle.put(site.pattern, Shares.inProportion(capacities));
            }
        }
        return new Truth(now, routes, lost, oracle);
    }

    private static Truth.RouteState state(Lane lane) {
        double completions = 0;
        double capacity = 0;
        double inside = 0;
        double time = 0;
        for (Cell cell : lane.members) {
            double part = 1.0 / cell.memberships;
            completions += part * cell.completions;
            capacity += part * cell.capacity();
            inside += part * cell.inside();
            time += cell.completions > 0 ? part * cell.completions * cell.responseTime() : 0;
        }
        double responseTime = completions > 0 ? time / completions : 0;
        return new Truth.RouteState(lane.members.size(), lane.arrivals, completions, capacity, inside, responseTime);
    }
}
