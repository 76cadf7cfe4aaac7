package io.steelyard.policy;

import io.steelyard.model.Belief;
import io.steelyard.model.Figure;
import io.steelyard.model.History;
import io.steelyard.model.Reading;
import io.steelyard.model.Reason;
import io.steelyard.model.Reason.Code;
import io.steelyard.model.Shares;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A PID controller per route whose set point is the mean load, for loads of which nothing is known but that they grow
 * with the rate. Dropbox's Robinhood balances its fleet so (Dropbox, "Robinhood", 2024).
 *
 * <pre>
 * u_i = L_i / (L_i + k)      utilisation by the load per backend; L_i itself if k is infinite
 * f_i = moving average of u_i over the readings of one set of weights
 * e_i = ln(mean f / f_i), within ±0.7, of which the dead zone is taken off
 * Δ ln s_i = ki e_i + kp (e_i − e_i') + kd (e_i − 2 e_i' + e_i'')
 * </pre>
 *
 * e' and e'' are the errors before the last move and before the one before. The mean is weighted by rate. It starts from
 * the shares in force, so there is no hidden integral that could wind up: the weights are the integral. A route without
 * a load keeps its share. ki of at most 0.2 is half of the gain at which a loop rings that waits for the effect of each
 * move, on a load that grows five times as fast as the rate.
 */
public final class Pid implements Policy {

    private static final double MOST = 0.7;

    private final PidParameters parameters;
    private final double concurrency;

    /**
     * @param parameters as configured
     * @param prior the concurrency that the balancer's kind of load suggests
     */
    public Pid(PidParameters parameters, double prior) {
        this.parameters = parameters;
        this.concurrency = parameters.concurrency().orElse(prior);
    }

    @Override
    public Proposal propose(History history) {
        Shares inForce = history.shares().orElse(null);
        Set<String> open = open(history, inForce);
        if (inForce == null || open.size() < 2) {
            return new Proposal.Hold(
                    Code.NO_CHOICE, open.size() + " routes can carry traffic (backends and a weight above 0)");
        }
        List<List<Reading>> runs = history.runs();
        Map<String, Double> now = filtered(runs, 0, open);
        double mean = mean(runs, now);
        if (now.size() < 2 || !(mean > 0)) {
            return new Proposal.Hold(
                    Code.NO_DATA,
                    "a load above 0 is known of " + now.size() + " of " + open.size() + " routes; two are needed");
        }
        Map<String, Double> errors = errors(now, mean);
        Map<String, Double> changes = new TreeMap<>(errors);
        changes.replaceAll((route, error) -> parameters.ki() * error);
        addDifferences(changes, errors, runs, open);
        return changes.values().stream().allMatch(change -> change == 0)
                ? new Proposal.Hold(reason(Code.BALANCED, now, mean), figures(now, mean))
                : new Proposal.Target(
                        moved(inForce, changes, now),
                        Map.of(),
                        Belief.NONE,
                        Proposal.Manner.EXACT,
                        reason(Code.REBALANCE, now, mean),
                        figures(now, mean));
    }

    /** Routes that may carry traffic; one that we emptied starts with what an equal split would give it. */
    private static Set<String> open(History history, @Nullable Shares inForce) {
        Set<String> open = new LinkedHashSet<>();
        history.latest().routes().forEach((id, route) -> {
            boolean wanted = (inForce != null && inForce.of(id) > 0)
                    || history.evacuated().contains(id);
            if (wanted && route.totals().backends() > 0) {
                open.add(id);
            }
        });
        return open;
    }

    /** The moving averages of one run of readings at equal weights; 0 is the newest run. Without routes of no load. */
    private Map<String, Double> filtered(List<List<Reading>> runs, int run, Set<String> open) {
        Map<String, Double> filtered = new TreeMap<>();
        if (run >= runs.size()) {
            return filtered;
        }
        for (Reading reading : runs.get(run)) {
            for (String route : open) {
                Reading.OfRoute of = reading.routes().get(route);
                if (of != null && of.totals().load().isPresent()) {
                    double value = utilisation(of.totals().load().getAsDouble());
                    filtered.merge(route, value, (old, fresh) -> old + parameters.smoothing() * (fresh - old));
                }
            }
        }
        return filtered;
    }

    private double utilisation(double load) {
        return Double.isInfinite(concurrency) ? load : load / (load + concurrency);
    }

    private static double mean(List<List<Reading>> runs, Map<String, Double> filtered) {
        if (filtered.isEmpty()) {
            return 0;
        }
        Reading last = runs.get(0).get(runs.get(0).size() - 1);
        double sum = 0;
        double rates = 0;
        for (Map.Entry<String, Double> route : filtered.entrySet()) {
            Reading.OfRoute of = last.routes().get(route.getKey());
            double rate = of == null ? 0 : of.totals().requestsPerSecond();
            sum += rate * route.getValue();
            rates += rate;
        }
        return rates > 0
                ? sum / rates
                : filtered.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(0);
    }

    private Map<String, Double> errors(Map<String, Double> filtered, double mean) {
        Map<String, Double> errors = new TreeMap<>();
        filtered.forEach((route, value) -> {
            double error = Math.max(-MOST, Math.min(MOST, Math.log(mean / value)));
            errors.put(route, Math.signum(error) * Math.max(0, Math.abs(error) - parameters.deadZone()));
        });
        return errors;
    }

    private void addDifferences(
            Map<String, Double> changes, Map<String, Double> errors, List<List<Reading>> runs, Set<String> open) {
        if (parameters.kp() == 0 && parameters.kd() == 0) {
            return;
        }
        List<Map<String, Double>> past = new ArrayList<>();
        for (int run = 1; run <= 2 && run < runs.size(); run++) {
            Map<String, Double> then = filtered(runs, run, open);
            past.add(errors(then, mean(runs.subList(run, runs.size()), then)));
        }
        errors.forEach((route, error) -> {
            double before = past.isEmpty() ? error : past.get(0).getOrDefault(route, error);
            double earlier = past.size() < 2 ? before : past.get(1).getOrDefault(route, before);
            double more = parameters.kp() * (error - before) + parameters.kd() * (error - 2 * before + earlier);
            changes.merge(route, more, Double::sum);
        });
    }

    /** The routes with an error move, the others keep their shares. */
    private static Shares moved(Shares inForce, Map<String, Double> changes, Map<String, Double> now) {
        Map<String, Double> shares = new TreeMap<>(inForce.byRoute());
        double before = 0;
        double after = 0;
        for (String route : now.keySet()) {
            double share = inForce.of(route) > 0 ? inForce.of(route) : 1.0 / shares.size();
            before += inForce.of(route);
            double next = share * Math.exp(changes.getOrDefault(route, 0.0));
            shares.put(route, next);
            after += next;
        }
        for (String route : now.keySet()) {
            shares.computeIfPresent(route, scaled(before / after));
        }
        return Shares.inProportion(shares);
    }

    private static java.util.function.BiFunction<String, Double, Double> scaled(double factor) {
        return (route, share) -> share * factor;
    }

    private static Reason reason(Code code, Map<String, Double> filtered, double mean) {
        double most = most(filtered);
        return new Reason(
                code, String.format(Locale.ROOT, "load max %.2f / mean %.2f = %.2f", most, mean, most / mean));
    }

    private List<Figure> figures(Map<String, Double> filtered, double mean) {
        double most = most(filtered);
        return List.of(
                Figure.of("load_max", most),
                Figure.of("load_mean", mean),
                Figure.of("imbalance", most / mean, 1 + parameters.deadZone()));
    }

    private static double most(Map<String, Double> filtered) {
        return filtered.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** The type {@code pid}. */
    public static final class Factory implements AllocatorFactory<PidParameters> {

        @Override
        public String type() {
            return "pid";
        }

        @Override
        public String help() {
            return "A controller per route that moves its share towards the mean load by small steps; needs no model of"
                    + " the load, and settles slowly.";
        }

        @Override
        public Class<PidParameters> parameters() {
            return PidParameters.class;
        }

        @Override
        public Policy create(PidParameters parameters, PolicyContext context) {
            return new Pid(parameters, context.capabilities().concurrency());
        }
    }
}
