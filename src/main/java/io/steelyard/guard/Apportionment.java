package io.steelyard.guard;

import io.steelyard.model.Capabilities;
import io.steelyard.model.Reading;
import io.steelyard.model.Shares;
import io.steelyard.model.Weights;
import java.util.Collection;
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
 * free, some sums from the largest possible down to half of it are tried, the one of now and those that are nearest to it
 * first, so that a weight whose share stays does not move; the first that is exact enough is taken, else the one with the
 * smallest relative error. On a balancer that skips dead backends
 * itself, a route's weight is raised by the part of it whose backends are down, and a route without live backends keeps
 * its place among the others. A route without backends never gains, whatever the least weight: that is for routes with
 * traffic.
 */
final class Apportionment {

    /** Sums tried, at most. */
    private static final int SUMS = 128;

    /** Sums tried times routes: of many routes the rounding matters little and the time more. */
    private static final int WORK = 250_000;

    /** A relative error of a share that is no reason for another sum: a tenth of the usual dead band. */
    private static final double EXACT = 0.005;

    /** A larger sum would not be more exact, unless there are thousands of routes. */
    private static final int LARGEST_SUM = 1_000_000;

    /** More would not be told apart by a double. */
    private static final int HALVINGS = 60;

    /**
     * A route that gets traffic: its part of the sum of weights, and the weights it may have.
     *
     * @param limit the largest part of any sum, for a route without backends; 1 for others
     */
    private record Slot(String route, double part, int least, int most, double limit) {

        int bounded(int weight, int sum) {
            return Math.min(most(sum), Math.max(least, weight));
        }

        double at(double level, int sum) {
            return Math.min(most(sum), Math.max(least, part * level));
        }

        private int most(int sum) {
            return limit < 1 ? Math.min(most, Math.max(least, (int) (limit * sum + 1e-9))) : most;
        }
    }

    private final Capabilities capabilities;
    private final int minWeight;
    private final Map<String, Reading.OfRoute> routes;
    private final double observedSum;
    private final List<Slot> slots;

    Apportionment(Capabilities capabilities, int minWeight, Map<String, Reading.OfRoute> routes, Shares target) {
        this.capabilities = capabilities;
        this.minWeight = minWeight;
        this.routes = routes;
        this.observedSum = sum(routes.values());
        Map<String, Double> amounts = new TreeMap<>();
        routes.forEach((id, route) -> {
            if (target.of(id) > 0 && route.live() > 0) {
                amounts.put(id, target.of(id) / route.live());
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
        int reaching = capabilities.minOfRoute(route.configured());
        if (route.totals().backends() > 0) {
            return new Slot(id, part, Math.min(most, Math.max(minWeight, reaching)), most, 1);
        }
        int now = observed(route);
        return new Slot(id, part, Math.min(now, Math.min(most, reaching)), most, now / Math.max(1, observedSum));
    }

    /** Of the observed weights. */
    private static double sum(Collection<Reading.OfRoute> routes) {
        return routes.stream().mapToLong(Apportionment::observed).sum();
    }

    Weights weights() {
        return Weights.of(all(
                capabilities.total().isPresent() ? filled(capabilities.total().getAsInt()) : nearest()));
    }

    /** Where any sum will do: near to the one of now, and exact. */
    private int[] nearest() {
        int[] best = new int[0];
        double least = Double.POSITIVE_INFINITY;
        for (int sum : sums()) {
            int[] candidate = rounded(sum);
            double error = error(candidate);
            if (error < least - 1e-12) {
                best = candidate;
                least = error;
            }
            if (least <= EXACT) {
                break;
            }
        }
        return best;
    }

    /** Some from the largest down to half of it, among them the sum of now if it is one of these; those near to it first. */
    private int[] sums() {
        int largest = largestSum();
        int smallest = Math.min(largest, Math.max(slots.size(), largest / 2));
        long observed = slots.stream()
                .mapToLong(slot -> observed(routes.get(slot.route())))
                .sum();
        int now = (int) Math.max(smallest, Math.min(largest, observed));
        int count = Math.max(1, Math.min(SUMS, WORK / slots.size()));
        int stride = Math.max(1, (largest - smallest) / count);
        return IntStream.concat(
                        IntStream.of(now), IntStream.iterate(largest, sum -> sum >= smallest, sum -> sum - stride))
                .boxed()
                .sorted(Comparator.comparingInt(sum -> Math.abs(sum - now)))
                .mapToInt(Integer::intValue)
                .toArray();
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
            weights[i] = slot.bounded((int) Math.round(slot.part() * sum), sum);
        }
        return weights;
    }

    /**
     * Weights of exactly this sum, unless the bounds forbid it: first the level at which all slots together fill it,
     * each in proportion to its part or at its bound; then what the fractions leave, one each, to the largest of them.
     */
    private int[] filled(int sum) {
        double level = level(sum);
        double[] exact = slots.stream().mapToDouble(slot -> slot.at(level, sum)).toArray();
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
            int next = slots.get(i).bounded(weights[i] + 1, sum);
            missing -= next - weights[i];
            weights[i] = next;
        }
        return weights;
    }

    /** By bisection; the amount at a level grows with it. */
    private double level(int sum) {
        double low = 0;
        double high = sum;
        for (int i = 0; i < HALVINGS && amount(high, sum) < sum; i++) {
            low = high;
            high *= 2;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (amount(middle, sum) < sum) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private double amount(double level, int sum) {
        double amount = 0;
        for (Slot slot : slots) {
            amount += slot.at(level, sum);
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
        double scale = scale(IntStream.of(chosen).asLongStream().sum());
        Map<String, Integer> weights = new TreeMap<>();
        routes.forEach((id, route) -> weights.put(id, keepsItsPlace(route) ? place(id, route, scale) : 0));
        for (int i = 0; i < chosen.length; i++) {
            weights.put(slots.get(i).route(), chosen[i]);
        }
        return weights;
    }

    /** What became of the weights of the others; less if one that keeps its place has no room for that. */
    private double scale(long chosen) {
        List<Reading.OfRoute> kept =
                routes.values().stream().filter(this::keepsItsPlace).toList();
        double before = observedSum - sum(kept);
        double room = kept.stream()
                .mapToDouble(route -> (double) capabilities.maxOfRoute(route.configured()) / observed(route))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        return Math.min(room, before > 0 ? chosen / before : 1);
    }

    private boolean keepsItsPlace(Reading.OfRoute route) {
        return capabilities.skipsDeadBackends() && route.totals().backends() == 0 && observed(route) > 0;
    }

    private int place(String id, Reading.OfRoute route, double scale) {
        Slot slot = slot(id, route, 0);
        return Math.min(slot.most(), Math.max(slot.least(), (int) (observed(route) * scale + 1e-9)));
    }

    private static int observed(Reading.@Nullable OfRoute route) {
        return route == null ? 0 : route.weight().orElse(0);
    }
}
