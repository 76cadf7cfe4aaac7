package io.steelyard.replay;

import io.steelyard.adapter.simulator.LoadModel;
import io.steelyard.adapter.simulator.Truth;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shares that are best, by two measures. {@link #capacityWeights} make every backend equally busy. {@link
 * #bestConstant} make the mean response time least under the load's own law: by Little's law that is the least number of
 * requests inside, Σ n N(x/c), a convex sum, which is least where all routes have the same slope N'(ρ)/c, or no traffic.
 */
final class Optimum {

    private static final int HALVINGS = 50;

    /** Backends are not driven beyond this utilisation. */
    private static final double FULL = 1 - 1e-6;

    private Map<String, Truth.RouteState> lastRoutes = Map.of();
    private double lastTraffic;
    private Map<String, Double> last = Map.of();

    static Map<String, Double> capacityWeights(Map<String, Truth.RouteState> routes, double traffic, LoadModel law) {
        Map<String, Double> amounts = new LinkedHashMap<>();
        routes.forEach((route, state) -> amounts.put(route, state.capacity()));
        return amounts;
    }

    /** Capacity weights if the traffic is more than the capacity. Remembers the answer while nothing changes. */
    Map<String, Double> bestConstant(Map<String, Truth.RouteState> routes, double traffic, LoadModel law) {
        Map<String, Truth.RouteState> now = new LinkedHashMap<>();
        routes.forEach(
                (route, state) -> now.put(route, new Truth.RouteState(state.backends(), 0, 0, state.capacity(), 0, 0)));
        if (!now.equals(lastRoutes) || Math.abs(traffic - lastTraffic) > 1e-9 * traffic) {
            lastRoutes = now;
            lastTraffic = traffic;
            last = solve(now, traffic, law);
        }
        return last;
    }

    private static Map<String, Double> solve(Map<String, Truth.RouteState> routes, double traffic, LoadModel law) {
        double capacity =
                routes.values().stream().mapToDouble(Truth.RouteState::capacity).sum();
        if (traffic <= 0 || traffic >= FULL * capacity) {
            return capacityWeights(routes, traffic, law);
        }
        double low = 1e-12;
        double high = 1e12;
        for (int i = 0; i < 2 * HALVINGS; i++) {
            double middle = Math.sqrt(low * high);
            double sum = rates(routes, middle, law).values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
            if (sum < traffic) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return rates(routes, high, law);
    }

    /** The rate at which each route has this slope. */
    private static Map<String, Double> rates(Map<String, Truth.RouteState> routes, double slope, LoadModel law) {
        Map<String, Double> rates = new LinkedHashMap<>();
        routes.forEach((route, state) -> {
            double each = state.backends() > 0 ? state.capacity() / state.backends() : 0;
            rates.put(route, each > 0 ? state.capacity() * utilisation(slope * each, law) : 0);
        });
        return rates;
    }

    private static double utilisation(double slope, LoadModel law) {
        double low = 0;
        double high = FULL;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            double step = 1e-4 * Math.max(1e-3, 1 - middle) * Math.max(1e-2, middle);
            double found = (law.stationary(Math.min(FULL, middle + step)) - law.stationary(Math.max(0, middle - step)))
                    / (Math.min(FULL, middle + step) - Math.max(0, middle - step));
            if (found < slope) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
