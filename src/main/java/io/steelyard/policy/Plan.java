package io.steelyard.policy;

import io.steelyard.model.Belief;
import io.steelyard.model.Decimals;
import io.steelyard.model.InOrder;
import io.steelyard.model.Occupancy;
import io.steelyard.model.Shares;
import io.steelyard.model.Sum;
import io.steelyard.model.Totals;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** How the traffic should be split if a concurrency is the right one. */
final class Plan {

    /** So little traffic, more or less, is not worth a move if the route fails. */
    private static final double LITTLE = 0.001;

    private final Routes routes;
    private final @Nullable Window[] windows;
    private final double[] capacities;
    private final double capacity;
    private final Objective objective;
    private final @Nullable MinLatency quickest;
    private final Shares shares;
    private final double[] errors;

    /**
     * @param objective what the traffic is split for; where queues are not known well enough for another, it is equal load
     * @param drains true if an old backlog is to be worked off, false for what is right when there is none
     */
    Plan(Routes routes, double concurrency, Objective objective, boolean drains) {
        this.routes = routes;
        this.windows = new @Nullable Window[routes.size()];
        this.capacities = new double[routes.size()];
        Laws[] laws = routes.under(concurrency);
        for (int place : routes.estimated()) {
            Series series = routes.series(place);
            Window window = Window.of(series, series.under(concurrency, laws));
            windows[place] = window;
            capacities[place] = routes.totals(place).backends() * window.capacity();
        }
        this.capacity = Sum.of(capacities);
        this.objective = objective;
        this.quickest = objective == Objective.MIN_LATENCY && MinLatency.knows(routes, concurrency)
                ? MinLatency.of(routes, laws, this, concurrency)
                : null;
        double[] amounts = quickest == null ? capacities.clone() : quickest.rates();
        if (Double.isFinite(concurrency) && drains) {
            amounts = Drain.rates(basins(amounts), concurrency);
        }
        guess(amounts);
        this.shares = Shares.inProportion(routes.roster(), amounts);
        this.errors = errors();
    }

    /** Of every route. */
    Shares shares() {
        return shares;
    }

    /** What is known of a route that can be {@link Routes#estimated}. */
    Window window(int place) {
        return Objects.requireNonNull(windows[place]);
    }

    /** One figure of each route that can be estimated. */
    double[] windows(ToDoubleFunction<Window> figure) {
        int[] estimated = routes.estimated();
        double[] figures = new double[estimated.length];
        for (int i = 0; i < figures.length; i++) {
            figures[i] = figure.applyAsDouble(window(estimated[i]));
        }
        return figures;
    }

    /** The largest of one figure, above 0, of the routes that can be estimated. */
    double largest(ToDoubleFunction<Window> figure) {
        double largest = 0;
        for (int place : routes.estimated()) {
            largest = Math.max(largest, figure.applyAsDouble(window(place)));
        }
        return largest;
    }

    /** All backends of a route together, in requests per second if k is finite; 0 without an estimate. */
    double capacity(int place) {
        return capacities[place];
    }

    /** Of all routes with an estimate together. */
    double capacity() {
        return capacity;
    }

    /** Of the routes with an estimate, in the balancer's order. */
    Map<String, Double> capacities() {
        Map<String, Double> byRoute = new LinkedHashMap<>(2 * routes.size());
        for (int place : routes.estimated()) {
            byRoute.put(routes.roster().id(place), capacities[place]);
        }
        return InOrder.given(byRoute);
    }

    /**
     * In no unit for equal load, which needs to know only which route is busiest, and is right about that also where it has
     * the wrong concurrency.
     */
    Belief belief() {
        Belief relative = Belief.ofCapacities(capacities());
        return quickest == null ? relative : relative.inRequestsPerSecond();
    }

    /** What it gains in response time, or why nothing, for people; empty where that is not its objective. */
    String gain(Optional<Shares> current) {
        if (quickest == null) {
            return objective == Objective.EQUAL_LOAD
                    ? ""
                    : "; for equal load: too little is known of queues, which are not counted at several moments of a reading, or are"
                            + " of more than " + Occupancy.PLACES + " places";
        }
        double now =
                current.map(split -> quickest.seconds(routes.roster(), split)).orElse(Double.POSITIVE_INFINITY);
        double then = quickest.seconds(routes.roster(), shares);
        return then < now && now < Double.POSITIVE_INFINITY
                ? "; for the least response time, without backlogs a mean of %s instead of %s in the end"
                        .formatted(millis(then), millis(now))
                : "; for the least response time";
    }

    private static String millis(double seconds) {
        return Decimals.fixed(1000 * seconds, 1) + "ms";
    }

    /** Relative standard error of a route's share, for who moves: of one that fails it is no less than what is not worth a move. */
    double error(int place) {
        return errors[place];
    }

    /** What a route with an estimate has of {@link #capacity()}; its share may be less, for a backlog or a guess of others. */
    double part(int place) {
        return capacities[place] / capacity;
    }

    /** Relative standard error of a route's {@link #part}: how sure that is. */
    double partError(int place) {
        return error(place, part(place), together(this::part));
    }

    /** How many readings went into what is known of a route; 1 if it is a guess. */
    int readings(int place) {
        Window window = windows[place];
        return window == null ? 1 : window.readings();
    }

    /** Of the route that can carry traffic of which most is known. */
    int readings() {
        int most = 0;
        for (int place = 0; place < windows.length; place++) {
            most = Math.max(most, routes.open(place) ? readings(place) : 0);
        }
        return most;
    }

    /** On how many of them it rests in effect. */
    int memory(int place) {
        Window window = windows[place];
        return window == null ? 1 : window.memory();
    }

    /** The largest change of a share against its standard error. */
    double significance(Shares current) {
        double largest = 0;
        for (int place = 0; place < errors.length; place++) {
            double now = current.at(routes.roster(), place);
            if (routes.open(place) && now > 0) {
                double change = Math.abs(shares.at(routes.roster(), place) / now - 1);
                largest = Math.max(largest, change / errors[place]);
            }
        }
        return largest;
    }

    /** The largest relative standard error of a capacity. */
    double capacityError() {
        return routes.estimated().length == 0 ? 1 : largest(Window::relativeError);
    }

    /** @param amounts what each is to get, in any unit: the rates of now, split in proportion to them */
    private Drain.Basin[] basins(double[] amounts) {
        Drain.Basin[] basins = new Drain.Basin[amounts.length];
        Arrays.fill(basins, Drain.Basin.UNKNOWN);
        double worked = Math.min(1, rate() / capacity) * capacity / Sum.of(amounts);
        for (int place : routes.estimated()) {
            basins[place] = new Drain.Basin(
                    routes.totals(place).backends(),
                    capacities[place],
                    worked * amounts[place],
                    quickest == null ? 0 : quickest.load(place),
                    window(place).load());
        }
        return basins;
    }

    /** Requests per second of all routes with an estimate, of the newest readings. */
    double rate() {
        double rate = 0;
        for (int place : routes.estimated()) {
            rate += window(place).rate() * routes.totals(place).backends();
        }
        return rate;
    }

    /**
     * Of the routes without an estimate: like the median of the others, but no more than now, because what nothing is known of
     * gains nothing. The amounts may be rates, which are less than the capacities.
     */
    private void guess(double[] amounts) {
        if (routes.estimated().length == routes.open()) {
            return; // there are none
        }
        double known = Sum.of(amounts);
        double median = median() * known / capacity;
        int weight = Arrays.stream(routes.estimated()).map(routes::weight).sum();
        double perWeight = weight > 0 ? known / weight : 0;
        for (int place = 0; place < amounts.length; place++) {
            if (windows[place] == null && routes.open(place)) {
                Totals totals = routes.totals(place);
                double likeTheOthers = totals.backends() * median;
                double now = routes.weight(place) * perWeight;
                amounts[place] = now > 0 ? Math.min(likeTheOthers, now) : likeTheOthers;
            }
        }
    }

    /** Of the capacities of one backend. */
    private double median() {
        double[] sorted = windows(Window::capacity);
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private double[] errors() {
        double[] all = new double[routes.size()];
        Arrays.fill(all, 1); // a guess
        double[] quick = quickest == null ? all : quickest.errors();
        double together = together(this::share);
        for (int place : routes.estimated()) {
            double share = share(place);
            double error = quickest == null ? error(place, share, together) : quick[place];
            all[place] = window(place).failing() ? Math.max(error, LITTLE / Math.max(share, LITTLE * LITTLE)) : error;
        }
        return all;
    }

    /** From the errors of the capacities to that of a part of a whole: var ln s = (1−s)² v + Σ over others of s² v. */
    private double error(int place, double part, double together) {
        double own = variance(place);
        return Math.sqrt(together - square(part) * own + square(1 - part) * own);
    }

    /** Σ s² v. */
    private double together(IntToDoubleFunction part) {
        double sum = 0;
        for (int place : routes.estimated()) {
            sum += square(part.applyAsDouble(place)) * variance(place);
        }
        return sum;
    }

    private double variance(int place) {
        return square(window(place).relativeError());
    }

    private double share(int place) {
        return shares.at(routes.roster(), place);
    }

    private static double square(double value) {
        return value * value;
    }
}
