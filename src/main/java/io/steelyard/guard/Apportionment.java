package io.steelyard.guard;

import io.steelyard.model.Capabilities;
import io.steelyard.model.Reading;
import io.steelyard.model.Shares;
import io.steelyard.model.Weights;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns shares of the traffic into the integer weights of one endpoint, by largest remainder. Rounding never turns a
 * share above 0 into weight 0, nor 0 into weight.
 *
 * <p>Where the sum is free, sums from the largest possible down to half of it are tried and the one with the smallest
 * relative error is kept (for few routes 2 to 4 times better than the largest). On a balancer that skips dead backends
 * itself, a route's weight is raised by the part of its backends that is down, and a route without live backends keeps
 * its place among the others.
 */
final class Apportionment {

    /** Sums tried, at most. */
    private static final int SUMS = 128;

    /** A larger sum would not be more exact. */
    private static final int LARGEST_SUM = 1_000_000;

    /** A route that gets traffic: its part of the sum of weights, and the weights it may have. */
    private record Slot(String route, double part, int least, int most) {

        int bounded(int weight) {
            return Math.min(most, Math.max(least, weight));
        }
    }

    private final Capabilities capabilities;
    private final int minWeight;
    private final Map<String, Reading.OfRoute> routes;
    private final List<Slot> slots;

    Apportionment(Capabilities capabilities, int minWeight, Map<String, Reading.OfRoute> routes, Shares target) {
        this.capabilities = capabilities;
        this.minWeight = minWeight;
        this.routes = routes;
        Map<String, Double> amounts = new TreeMap<>();
        routes.forEach((id, route) -> {
            double live = capabilities.skipsDeadBackends() ? route.liveFraction() : 1;
            if (target.of(id) > 0 && live > 0) {
                amounts.put(id, target.of(id) / live);
            }
        });
        double sum = amounts.values().stream().mapToDouble(Double::doubleValue).sum();
        this.slots = routes.entrySet().stream()
                .filter(route -> amounts.containsKey(route.getKey()))
                .map(route -> slot(route.getKey(), route.getValue(), amounts.getOrDefault(route.getKey(), 0.0) / sum))
                .toList();
    }

    private Slot slot(String id, Reading.OfRoute route, double part) {
        int most = capabilities.maxOfRoute(route.configured());
        int least = Math.max(minWeight, capabilities.minOfRoute(route.configured()));
        return new Slot(id, part, Math.min(least, most), most);
    }

    Weights weights() {
        int largest = capabilities.total().orElseGet(this::largestSum);
        int smallest = capabilities.total().isPresent() ? largest : Math.max(slots.size(), largest / 2);
        int stride = Math.max(1, (largest - smallest) / SUMS);
        int[] best = apportion(largest);
        for (int sum = largest - stride; sum >= smallest; sum -= stride) {
            int[] candidate = apportion(sum);
            if (error(candidate) < error(best) - 1e-12) {
                best = candidate;
            }
        }
        return Weights.of(all(best));
    }

    /** The sum at which the first route reaches its largest weight. */
    private int largestSum() {
        return slots.stream()
                .mapToInt(slot -> (int) Math.min(LARGEST_SUM, slot.most() / slot.part() + 1e-9))
                .min()
                .orElseThrow();
    }

    private int[] apportion(int sum) {
        int[] weights = slots.stream()
                .mapToInt(slot -> slot.bounded((int) Math.floor(slot.part() * sum + 1e-9)))
                .toArray();
        int missing = sum - IntStream.of(weights).sum();
        int step = Integer.signum(missing);
        int[] order = IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparingDouble(
                        i -> step * (weights[i] - slots.get(i).part() * sum)))
                .mapToInt(Integer::intValue)
                .toArray();
        // Each round may change every weight by one; where bounds leave a rest, the sum is another.
        int turns = Math.abs(missing) * order.length;
        for (int turn = 0; missing != 0 && turn < turns; turn++) {
            int i = order[turn % order.length];
            int next = slots.get(i).bounded(weights[i] + step);
            missing -= next - weights[i];
            weights[i] = next;
        }
        return weights;
    }

    /** Largest relative error of a share. */
    private double error(int[] weights) {
        double sum = IntStream.of(weights).sum();
        return IntStream.range(0, weights.length)
                .mapToDouble(i -> Math.abs(weights[i] / sum / slots.get(i).part() - 1))
                .max()
                .orElse(0);
    }

    /** Adds the routes that get no traffic: weight 0, or their old place if the balancer itself passes them over. */
    private Map<String, Integer> all(int[] chosen) {
        double before = slots.stream()
                .mapToInt(slot -> observed(routes.get(slot.route())))
                .sum();
        double scale = before > 0 ? Arrays.stream(chosen).sum() / before : 1;
        Map<String, Integer> weights = new TreeMap<>();
        routes.forEach((id, route) -> weights.put(id, keepsItsPlace(route) ? place(id, route, scale) : 0));
        for (int i = 0; i < chosen.length; i++) {
            weights.put(slots.get(i).route(), chosen[i]);
        }
        return weights;
    }

    private boolean keepsItsPlace(Reading.OfRoute route) {
        return capabilities.skipsDeadBackends() && route.totals().backends() == 0 && observed(route) > 0;
    }

    private int place(String id, Reading.OfRoute route, double scale) {
        return slot(id, route, 0).bounded((int) Math.round(observed(route) * scale));
    }

    private static int observed(Reading.@Nullable OfRoute route) {
        return route == null ? 0 : route.weight().orElse(0);
    }
}
