package io.steelyard.policy;

import io.steelyard.model.Block;
import io.steelyard.model.Decimals;
import io.steelyard.model.Figure;
import io.steelyard.model.History;
import io.steelyard.model.InOrder;
import io.steelyard.model.Reading;
import io.steelyard.model.Reason;
import io.steelyard.model.Roster;
import io.steelyard.model.Shares;
import io.steelyard.model.Sum;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Splits the traffic so that every backend is equally loaded: shares in proportion to n · c, backends times capacity
 * per backend. With the objective of the least response time it departs from these as {@link MinLatency} says.
 *
 * <p>The capacity is that of {@link Law}, averaged over {@link Window}; it depends on the concurrency k, the number
 * of requests that a backend works on at once. If k is not configured it is found out ({@link Identification}): it is
 * the one under which a route's capacity stays the same while its share changes. As long as several k are plausible and
 * make a difference, it goes only as far as all of them agree, and where that is nearly nothing although the loads
 * differ, it moves a little traffic to find out. With a finite k an old backlog is drained ({@link Drain}).
 *
 * <p>A route without a usable estimate counts with the median capacity of the others, but gains nothing by that. A route
 * at weight 0 stays there unless it was put there for want of backends. How it fares with odd loads:
 *
 * <ul>
 *   <li>backends that differ within a route: it is their mean that is equalised; the slowest of them may be overloaded
 *   <li>a backend in several routes or endpoints: its rate is divided among them ({@link io.steelyard.model.Tally}), and
 *       its whole load counts in each, so that all of them are relieved when it is busy
 *   <li>saturation: of a queue that only grows the throughput is the capacity, under every k; the rest by {@link Drain}
 *   <li>integer loads near 0: a load of 0 counts as half of the least that could have been seen, and its large error
 *       widens the dead band
 *   <li>a few requests a minute: what differs is chance; the error of a capacity is no less than their number allows
 *       ({@link Sample#told}), however little readings scatter that mostly meet nothing
 *   <li>bursts: they come to all routes together, and shares do not change by what is common to all
 *   <li>errors, where they are known: a route is worth x / (u + e), as in gRFC A58 ({@link Series}), so that one that
 *       fails fast, and looks idle, gains nothing and is emptied; of a route whose errors are unknown the median of the
 *       others is taken, and without any known errors nothing changes
 *   <li>closed loops: the rate is what the backends bear, so the capacity is right; an old backlog stays with the
 *       clients and is shifted by {@link Drain}
 * </ul>
 */
public final class EqualLoad implements Policy {

    /** Targets this near to each other are one, whatever the concurrency. */
    private static final double AGREEMENT = 0.03;

    /** How much traffic is moved to find out the concurrency, when what is sure to be right is less. */
    private static final double PROBE = 0.1;

    /** The same in the direction of the most plausible concurrency, if that wants any change. */
    private static final double GUESS = 0.15;

    /** Readings since the last change that are wanted while the concurrency makes a difference. */
    private static final int PATIENCE = 4;

    /** The chance, over all the looks at one estimate, of taking noise for a difference. */
    private static final double FALSE_ALARM = 0.05;

    /** So many readings without a request say that there is no traffic, or that it is not seen. */
    private static final int SILENT = 2;

    /** How many standard errors the Guard wants a change to have. */
    private static final double GUARD_ERRORS = 2;

    /** A probe wants loads that differ by more standard errors than this. */
    private static final double CLEAR = 3;

    private final Concurrency concurrency;
    private final double prior;
    private final Objective objective;
    private final boolean drains;

    /**
     * @param concurrency k, above 0; {@link Double#POSITIVE_INFINITY} for a load proportional to rate
     */
    public EqualLoad(double concurrency) {
        this(
                Double.isInfinite(concurrency) ? new Concurrency.Unlimited() : new Concurrency.Slots(concurrency),
                concurrency,
                Objective.EQUAL_LOAD,
                true);
    }

    /**
     * @param parameters as configured
     * @param prior the concurrency that the balancer's kind of load suggests, expected while it is {@code auto}; infinite says
     *     that the load is a utilisation and no number of requests
     */
    public EqualLoad(EqualLoadParameters parameters, double prior) {
        this(parameters.concurrency(), prior, parameters.objective(), true);
    }

    private EqualLoad(Concurrency concurrency, double prior, Objective objective, boolean drains) {
        this.concurrency = concurrency;
        this.prior = prior;
        this.objective = objective;
        this.drains = drains;
    }

    /**
     * The same for weights that are to stay: an old backlog is not drained, only left to what the capacities can do.
     *
     * @return a policy of the same parameters
     */
    public EqualLoad withoutDrain() {
        return new EqualLoad(concurrency, prior, objective, false);
    }

    /**
     * What it knows of the routes; empty while that is too little for a proposal, or there is nothing to divide.
     *
     * @param history of the endpoint
     * @return the capacities, and how far they are known
     */
    public Optional<Appraisal> appraise(History history) {
        Routes routes = Routes.of(history, Double.isFinite(prior));
        int open = routes.open();
        int known = routes.known();
        if (open < 2 || known * 2 < open || known == 0 || routes.idle()) {
            return Optional.empty();
        }
        Identification found = identify(routes);
        return Optional.of(Appraisal.of(
                routes,
                found,
                byCapacity(routes, found.best()),
                List.of(byCapacity(routes, found.least()), byCapacity(routes, found.most()))));
    }

    private static Plan byCapacity(Routes routes, double concurrency) {
        return new Plan(routes, concurrency, Objective.EQUAL_LOAD, false);
    }

    @Override
    public Proposal propose(History history) {
        Routes routes = Routes.of(history, Double.isFinite(prior));
        int open = routes.open();
        if (open < 2 && !emptyRouteHasWeight(history)) {
            return new Proposal.Hold(
                    Reason.Code.NO_CHOICE,
                    open + " of " + routes.size()
                            + " routes can carry traffic (backends and a weight above 0); nothing to divide");
        }
        if (open == 0) {
            return new Proposal.Hold(Reason.Code.NO_CHOICE, "no route has backends and a weight above 0");
        }
        int known = routes.known();
        if (known * 2 < open || known == 0) {
            return new Proposal.Hold(
                    Reason.Code.NO_DATA,
                    "load and rate are known of " + known + " of " + open + " routes in "
                            + history.steady().size() + " readings; at least half of them must be, twice");
        }
        if (routes.idle() || silent(history)) {
            return new Proposal.Hold(Reason.Code.NO_DATA, "no request was answered in the newest readings");
        }
        return choose(history, routes, identify(routes));
    }

    /** True if nothing was answered lately although something was before: zeros are what frozen or lost counters read. */
    private static boolean silent(History history) {
        List<Reading> readings = history.readings();
        if (readings.size() < SILENT) {
            return false;
        }
        for (Reading reading : readings.subList(readings.size() - SILENT, readings.size())) {
            for (Reading.OfRoute route : reading.routes().values()) {
                if (route.totals().requestsPerSecond() > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private Identification identify(Routes routes) {
        return concurrency instanceof Concurrency.Auto
                ? Identification.of(routes.series(), prior)
                : Identification.known(concurrency.orElse(prior));
    }

    private Proposal choose(History history, Routes routes, Identification found) {
        Plan best = plan(routes, found.best());
        if (found.least() == found.most()) {
            return target(routes, best, best.shares(), 1, found, best.gain(history.shares()));
        }
        Plan nearest = found.least() == found.best() ? best : plan(routes, found.least());
        Plan farthest = found.most() == found.best() ? best : plan(routes, found.most());
        if (nearest.shares().distance(farthest.shares()) < AGREEMENT) {
            return target(routes, best, best.shares(), 1, found, "");
        }
        Shares current = history.shares().orElse(best.shares());
        int readings = readingsSinceMove(history.blocks());
        if (readings < PATIENCE) {
            return new Proposal.Hold(
                    Reason.Code.NO_DATA,
                    "the concurrency is between %s and %s, which makes a difference; %d of %d readings since the last move"
                            .formatted(text(found.least()), text(found.most()), readings, PATIENCE));
        }
        Shares agreed = agreed(current, nearest.shares(), farthest.shares());
        if (current.distance(agreed) >= PROBE / 2) {
            return target(routes, nearest, agreed, 1, found, "");
        }
        boolean guessed = best.significance(current) >= CLEAR && current.distance(best.shares()) >= AGREEMENT;
        Plan guess = guessed ? best : farthest;
        double way = current.distance(guess.shares());
        if (!guessed && (way <= PROBE || guess.significance(current) < CLEAR)) {
            return target(routes, nearest, agreed, 1, found, "");
        }
        double part = Math.min(1, (guessed ? GUESS : PROBE) / way);
        return target(routes, guess, current.toward(guess.shares(), part), part, found, "; a probe to find it out");
    }

    private Plan plan(Routes routes, double concurrency) {
        return new Plan(routes, concurrency, objective, drains);
    }

    /** The part of the way that both go: of each route the smaller change, none where one takes and the other gives. */
    private static Shares agreed(Shares current, Shares one, Shares other) {
        Roster roster = current.roster();
        double[] changes = new double[roster.size()];
        double more = 0;
        double less = 0;
        for (int place = 0; place < changes.length; place++) {
            double a = one.at(roster, place) - current.at(roster, place);
            double b = other.at(roster, place) - current.at(roster, place);
            changes[place] = a * b <= 0 ? 0 : Math.signum(a) * Math.min(Math.abs(a), Math.abs(b));
            more += Math.max(0, changes[place]);
            less += Math.max(0, -changes[place]);
        }
        double both = Math.min(more, less);
        double[] shares = new double[changes.length];
        for (int place = 0; place < shares.length; place++) {
            double side = changes[place] > 0 ? more : less;
            shares[place] = current.at(roster, place) + (side > 0 ? changes[place] * both / side : 0);
        }
        return Shares.inProportion(roster, shares);
    }

    /** Any number before the first move. */
    private static int readingsSinceMove(List<Block> blocks) {
        int readings = 0;
        for (Block block : blocks) {
            if (block.run() != blocks.get(0).run()) {
                return readings;
            }
            readings += block.readings();
        }
        return Integer.MAX_VALUE;
    }

    private static Proposal target(
            Routes routes, Plan plan, Shares shares, double part, Identification found, String why) {
        double[] loads = plan.windows(Window::load);
        double mean = Sum.of(loads) / loads.length;
        double max = plan.largest(Window::load);
        return new Proposal.Target(
                shares,
                errors(routes, plan, part),
                plan.belief(),
                Proposal.Manner.ESTIMATE,
                new Reason(
                        Reason.Code.REBALANCE,
                        "load max " + Decimals.fixed(max, 2) + " / mean " + Decimals.fixed(mean, 2) + " = "
                                + Decimals.fixed(max / mean, 2) + " over " + plan.readings() + " readings, concurrency "
                                + text(found) + why),
                List.of(
                        Figure.of("load_max", max),
                        Figure.of("load_mean", mean),
                        Figure.of("imbalance", max / mean, 1),
                        Figure.of("concurrency", found.best()),
                        Figure.of("concurrency_least", found.least()),
                        Figure.of("concurrency_most", found.most()),
                        Figure.of("capacity_error", plan.capacityError())));
    }

    /** Relative standard errors of the shares after a part of the way, as they are stated. */
    private static Map<String, Double> errors(Routes routes, Plan plan, double part) {
        Map<String, Double> errors = new LinkedHashMap<>(2 * routes.size());
        int memory = 0;
        double looks = 1;
        for (int place = 0; place < routes.size(); place++) {
            if (routes.open(place)) {
                if (plan.memory(place) != memory) { // of most routes as many
                    memory = plan.memory(place);
                    looks = looks(memory);
                }
                errors.put(routes.roster().id(place), part * plan.error(place) * looks);
            }
        }
        return InOrder.given(errors);
    }

    /**
     * How much larger than it is an error is stated, because the same estimate is looked at after every reading, and a
     * chance deviation gets a new try each time: it stays within √(ln(1+n) + 2 ln(1/α)) standard errors at all n at once
     * (Robbins, Statistical methods related to the law of the iterated logarithm, 1970). What the estimate has forgotten is no
     * longer looked at. The error itself rests on n readings; of few it may be much too small (Student).
     *
     * @param memory n, how many readings the estimate remembers
     */
    private static double looks(int memory) {
        double boundary = Math.sqrt(Math.log1p(memory) - 2 * Math.log(FALSE_ALARM));
        return boundary / GUARD_ERRORS * (1 + 2.0 / memory);
    }

    private static String text(Identification found) {
        return found.least() == found.most()
                ? text(found.best())
                : text(found.best()) + " (between " + text(found.least()) + " and " + text(found.most()) + ")";
    }

    private static String text(double k) {
        return Double.isInfinite(k)
                ? "inf"
                : k >= 1 && k < 1000
                        ? Decimals.fixed(k, k < 10 ? 2 : k < 100 ? 1 : 0)
                        : String.format(Locale.ROOT, "%.3g", k);
    }

    private static boolean emptyRouteHasWeight(History history) {
        return history.latest().routes().values().stream()
                .anyMatch(
                        route -> route.weight().orElse(0) > 0 && route.totals().backends() == 0);
    }
}
