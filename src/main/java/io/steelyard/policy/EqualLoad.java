package io.steelyard.policy;

import io.steelyard.model.Block;
import io.steelyard.model.Figure;
import io.steelyard.model.History;
import io.steelyard.model.Reading;
import io.steelyard.model.Reason;
import io.steelyard.model.Shares;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Splits the traffic so that every backend is equally loaded: shares in proportion to n · c, backends times capacity
 * per backend.
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
    private final boolean drains;

    /**
     * @param concurrency k, above 0; {@link Double#POSITIVE_INFINITY} for a load proportional to rate
     */
    public EqualLoad(double concurrency) {
        this(
                Double.isInfinite(concurrency) ? new Concurrency.Unlimited() : new Concurrency.Slots(concurrency),
                concurrency,
                true);
    }

    /**
     * @param prior the concurrency that the balancer's kind of load suggests, expected while it is {@code auto}; infinite says
     *     that the load is a utilisation and no number of requests
     */
    public EqualLoad(EqualLoadParameters parameters, double prior) {
        this(parameters.concurrency(), prior, true);
    }

    private EqualLoad(Concurrency concurrency, double prior, boolean drains) {
        this.concurrency = concurrency;
        this.prior = prior;
        this.drains = drains;
    }

    /** The same for weights that are to stay: an old backlog is not drained, only left to what the capacities can do. */
    public EqualLoad withoutDrain() {
        return new EqualLoad(concurrency, prior, false);
    }

    /** What it knows of the routes; empty while that is too little for a proposal, or there is nothing to divide. */
    public Optional<Appraisal> appraise(History history) {
        Set<String> open = openRoutes(history);
        Map<String, Series> series = Series.of(history.blocks(), open, Double.isFinite(prior));
        long known = known(history, series);
        if (open.size() < 2 || known * 2 < open.size() || known == 0 || idle(series)) {
            return Optional.empty();
        }
        Identification found = identify(series);
        return Optional.of(Appraisal.of(
                history,
                found,
                Plan.of(history, open, series, found.best(), false),
                List.of(
                        Plan.of(history, open, series, found.least(), false),
                        Plan.of(history, open, series, found.most(), false))));
    }

    @Override
    public Proposal propose(History history) {
        Set<String> open = openRoutes(history);
        if (open.size() < 2 && !emptyRouteHasWeight(history)) {
            return new Proposal.Hold(
                    Reason.Code.NO_CHOICE,
                    open.size() + " of " + history.latest().routes().size()
                            + " routes can carry traffic (backends and a weight above 0); nothing to divide");
        }
        if (open.isEmpty()) {
            return new Proposal.Hold(Reason.Code.NO_CHOICE, "no route has backends and a weight above 0");
        }
        Map<String, Series> series = Series.of(history.blocks(), open, Double.isFinite(prior));
        long known = known(history, series);
        if (known * 2 < open.size() || known == 0) {
            return new Proposal.Hold(
                    Reason.Code.NO_DATA,
                    "load and rate are known of " + known + " of " + open.size() + " routes in "
                            + history.steady().size() + " readings; at least half of them must be, twice");
        }
        if (idle(series) || silent(history)) {
            return new Proposal.Hold(Reason.Code.NO_DATA, "no request was answered in the newest readings");
        }
        return choose(history, open, series, identify(series));
    }

    private static boolean idle(Map<String, Series> series) {
        return series.values().stream().allMatch(each -> each.rate() <= 0);
    }

    /** True if nothing was answered lately although something was before: zeros are what frozen or lost counters read. */
    private static boolean silent(History history) {
        List<Reading> readings = history.readings();
        return readings.size() >= SILENT
                && readings.subList(readings.size() - SILENT, readings.size()).stream()
                        .flatMap(reading -> reading.routes().values().stream())
                        .allMatch(route -> route.totals().requestsPerSecond() <= 0);
    }

    /** Of how many routes there is something to go by. */
    private static long known(History history, Map<String, Series> series) {
        return series.keySet().stream()
                .filter(route -> measured(history, route))
                .count();
    }

    private Identification identify(Map<String, Series> series) {
        return concurrency instanceof Concurrency.Auto
                ? Identification.of(series.values(), prior)
                : Identification.known(concurrency.orElse(prior));
    }

    private Proposal choose(History history, Set<String> open, Map<String, Series> series, Identification found) {
        Plan best = Plan.of(history, open, series, found.best(), drains);
        if (found.least() == found.most()) {
            return target(best, best.shares(), 1, found, "");
        }
        Plan nearest = found.least() == found.best() ? best : Plan.of(history, open, series, found.least(), drains);
        Plan farthest = found.most() == found.best() ? best : Plan.of(history, open, series, found.most(), drains);
        if (nearest.shares().distance(farthest.shares()) < AGREEMENT) {
            return target(best, best.shares(), 1, found, "");
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
            return target(nearest, agreed, 1, found, "");
        }
        boolean guessed = best.significance(current) >= CLEAR && current.distance(best.shares()) >= AGREEMENT;
        Plan guess = guessed ? best : farthest;
        double way = current.distance(guess.shares());
        if (!guessed && (way <= PROBE || guess.significance(current) < CLEAR)) {
            return target(nearest, agreed, 1, found, "");
        }
        double part = Math.min(1, (guessed ? GUESS : PROBE) / way);
        return target(guess, current.toward(guess.shares(), part), part, found, "; a probe to find it out");
    }

    /** The part of the way that both go: of each route the smaller change, none where one takes and the other gives. */
    private static Shares agreed(Shares current, Shares one, Shares other) {
        Map<String, Double> changes = new TreeMap<>();
        double more = 0;
        double less = 0;
        for (String route : current.byRoute().keySet()) {
            double a = one.of(route) - current.of(route);
            double b = other.of(route) - current.of(route);
            double change = a * b <= 0 ? 0 : Math.signum(a) * Math.min(Math.abs(a), Math.abs(b));
            changes.put(route, change);
            more += Math.max(0, change);
            less += Math.max(0, -change);
        }
        double both = Math.min(more, less);
        for (Map.Entry<String, Double> change : changes.entrySet()) {
            double side = change.getValue() > 0 ? more : less;
            change.setValue(current.of(change.getKey()) + (side > 0 ? change.getValue() * both / side : 0));
        }
        return Shares.inProportion(changes);
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

    private static Proposal target(Plan plan, Shares shares, double part, Identification found, String why) {
        double mean = plan.windows().values().stream()
                .mapToDouble(Window::load)
                .average()
                .orElseThrow();
        double max =
                plan.windows().values().stream().mapToDouble(Window::load).max().orElseThrow();
        int readings = plan.windows().values().stream()
                .mapToInt(Window::readings)
                .max()
                .orElseThrow();
        Map<String, Double> errors = new TreeMap<>(plan.errors());
        errors.replaceAll((route, error) -> part
                * error
                * looks(Optional.ofNullable(plan.windows().get(route))
                        .map(Window::readings)
                        .orElse(1)));
        return new Proposal.Target(
                shares,
                errors,
                plan.capacities(),
                Proposal.Manner.ESTIMATE,
                new Reason(
                        Reason.Code.REBALANCE,
                        String.format(
                                Locale.ROOT,
                                "load max %.2f / mean %.2f = %.2f over %d readings, concurrency %s%s",
                                max,
                                mean,
                                max / mean,
                                readings,
                                text(found),
                                why)),
                List.of(
                        Figure.of("load_max", max),
                        Figure.of("load_mean", mean),
                        Figure.of("imbalance", max / mean, 1),
                        Figure.of("concurrency", found.best()),
                        Figure.of("concurrency_least", found.least()),
                        Figure.of("concurrency_most", found.most()),
                        Figure.of("capacity_error", plan.capacityError())));
    }

    /**
     * How much larger than it is an error is stated, because the same estimate is looked at after every reading, and a
     * chance deviation gets a new try each time: it stays within √(ln(1+n) + 2 ln(1/α)) standard errors at all n at once
     * (Robbins, Statistical methods related to the law of the iterated logarithm, 1970). The error itself rests on n
     * readings; of few it may be much too small (Student).
     */
    private static double looks(int readings) {
        double boundary = Math.sqrt(Math.log1p(readings) - 2 * Math.log(FALSE_ALARM));
        return boundary / GUARD_ERRORS * (1 + 2.0 / readings);
    }

    private static String text(Identification found) {
        return found.least() == found.most()
                ? text(found.best())
                : "%s (between %s and %s)".formatted(text(found.best()), text(found.least()), text(found.most()));
    }

    private static String text(double k) {
        return Double.isInfinite(k) ? "inf" : String.format(Locale.ROOT, "%.3g", k);
    }

    /** Routes that may carry traffic. */
    private static Set<String> openRoutes(History history) {
        Set<String> open = new LinkedHashSet<>();
        history.latest().routes().forEach((id, route) -> {
            boolean wanted = route.weight().orElse(0) > 0 || history.evacuated().contains(id);
            if (wanted && route.totals().backends() > 0) {
                open.add(id);
            }
        });
        return open;
    }

    private static boolean measured(History history, String route) {
        Reading.OfRoute now = history.latest().routes().get(route);
        return now != null && now.totals().measured().backends() > 0;
    }

    private static boolean emptyRouteHasWeight(History history) {
        return history.latest().routes().values().stream()
                .anyMatch(
                        route -> route.weight().orElse(0) > 0 && route.totals().backends() == 0);
    }
}
