package io.steelyard.guard;

import io.steelyard.model.Capabilities;
import io.steelyard.model.Reading;
import io.steelyard.model.Shares;
import io.steelyard.model.Weights;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns shares of the traffic into the integer weights of one endpoint. Rounding never turns a share above 0 into
 * weight 0, nor 0 into weight. What small routes need to keep their least weight, the others give in proportion.
 *
 * <p>Where the sum is fixed, it is met by largest remainder, unless the bounds of the weights forbid it. Where it is
 * free, some sums from the largest possible down to half of it are tried and the one with the smallest relative error is
 * kept (for few routes 2 to 4 times better than the largest). On a balancer that skips dead backends
 * itself, a route's weight is raised by the part of its backends that is down, and a route without live backends keeps
 * its place among the others.
 */
final class Apportionment {

    /** Sums tried, at most. */
    private static final int SUMS = 128;

    /** Sums tried times routes: of many routes the rounding matters little and the time more. */
    private static final int WORK = 250_000;

    /** A larger sum would not be more exact, unless there are thousands of routes. */
    private static final int LARGEST_SUM = 1_000_000;

    /** More would not be told apart by a double. */
    private static final int HALVINGS = 60;

    /** A route that gets traffic: its part of the sum of weights, and the weights it may have. */
    private record Slot(String route, double part, int least, int most) {

        int bounded(int weight) {
            return Math.min(most, Math.max(least, weight));
        }

        double at(double level) {
            return Math.min(most, Math.max(least, part * level));
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
        return Weights.of(all(
                capabilities.total().isPresent() ? filled(capabilities.total().getAsInt()) : nearest()));
    }

    /** The weights with the smallest relative error, where any sum will do. */
    private int[] nearest() {
        int largest = largestSum();
        int smallest = Math.max(slots.size(), largest / 2);
        int sums = Math.max(1, Math.min(SUMS, WORK / slots.size()));
        int stride = Math.max(1, (largest - smallest) / sums);
        int[] best = rounded(largest);
        for (int sum = largest - stride; sum >= smallest; sum -= stride) {
            int[] candidate = rounded(sum);
            if (error(candidate) < error(best) - 1e-12) {
                best = candidate;
            }
        }
        return best;
    }

    /** The sum at which the first route reaches its largest weight. */
    private int largestSum() {
        double cap = Math.min(Integer.MAX_VALUE, Math.max(LARGEST_SUM, 1000.0 * slots.size()));
        return slots.stream()
                .mapToInt(slot -> (int) Math.min(cap, slot.most() / slot.part() + 1e-9))
                .min()
                .orElseThrow();
    }

    /** Each part of the sum for itself; where bounds bind, the weights have another sum and all shares yield alike. */
    private int[] rounded(int sum) {
        int[] weights = new int[slots.size()];
        for (int i = 0; i < weights.length; i++) {
            Slot slot = slots.get(i);
            weights[i] = slot.bounded((int) Math.round(slot.part() * sum));
        }
        return weights;
    }

    /**
     * Weights of exactly this sum, unless the bounds forbid it: first the level at which all slots together fill it,
     * each in proportion to its part or at its bound; then what the fractions leave, one each, to the largest of them.
     */
    private int[] filled(int sum) {
        double level = level(sum);
        double[] exact = slots.stream().mapToDouble(slot -> slot.at(level)).toArray();
        int[] weights = DoubleStream.of(exact)
                .mapToInt(amount -> (int) Math.floor(amount + 1e-9))
                .toArray();
        long missing = sum - IntStream.of(weights).asLongStream().sum();
        int[] order = IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> weights[i] - exact[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int turn = 0; missing > 0 && turn < order.length; turn++) {
            int i = order[turn];
            int next = slots.get(i).bounded(weights[i] + 1);
            missing -= next - weights[i];
            weights[i] = next;
        }
        return weights;
    }

    /** By bisection; the amount at a level grows with it. */
    private double level(int sum) {
        double low = 0;
        double high = sum;
        for (int i = 0; i < HALVINGS && amount(high) < sum; i++) {
            low = high;
            high *= 2;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (amount(middle) < sum) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private double amount(double level) {
        double amount = 0;
        for (Slot slot : slots) {
            amount += slot.at(level);
        }
        return amount;
    }

    /** Largest relative error of a share. */
    private double error(int[] weights) {
        double sum = IntStream.of(weights).asLongStream().sum();
        double largest = 0;
        for (int i = 0; i < weights.length; i++) {
            largest = Math.max(largest, Math.abs(weights[i] / sum / slots.get(i).part() - 1));
        }
        return largest;
    }

    /** Adds the routes that get no traffic: weight 0, or their old place if the balancer itself passes them over. */
    private Map<String, Integer> all(int[] chosen) {
        double before = slots.stream()
                .mapToLong(slot -> observed(routes.get(slot.route())))
                .sum();
        double scale = before > 0 ? IntStream.of(chosen).asLongStream().sum() / before : 1;
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
