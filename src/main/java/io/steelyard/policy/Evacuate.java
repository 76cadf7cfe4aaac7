package io.steelyard.policy;

import io.steelyard.model.Figure;
import io.steelyard.model.History;
import io.steelyard.model.Reading;
import io.steelyard.model.Reason;
import io.steelyard.model.Reason.Code;
import io.steelyard.model.Shares;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Takes the traffic from routes without backends, or whose backends are all in a state that counts as down, at once, and
 * gives it back over a while.
 *
 * <pre>
 * s_i = 0                                    if route i has no backends that are not down
 * s_i = wanted_i · max(0.1, t_i / ramp)      if it has had some again for a time t_i
 * </pre>
 *
 * and the others in proportion. Not when less than the panic threshold of the endpoint's backends would be left to
 * serve: then the news of their death is more likely wrong than right, or moving their load would kill the rest, and
 * everything stays (Envoy's panic mode, with the same default of 50 %).
 */
public final class Evacuate implements Limiter {

    /** A route begins again with this part of its share. */
    private static final double BEGIN = 0.1;

    private final EvacuateParameters parameters;
    private final Duration interval;

    /**
     * @param parameters as configured
     * @param interval between two polls
     */
    public Evacuate(EvacuateParameters parameters, Duration interval) {
        this.parameters = parameters;
        this.interval = interval;
    }

    @Override
    public Verdict limit(History history, Shares wanted) {
        Map<String, Double> amounts = new TreeMap<>(wanted.byRoute());
        Set<String> dead = amounts.entrySet().stream()
                .filter(route -> route.getValue() > 0 && alive(history.latest(), route.getKey()) == 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> rising = new TreeSet<>();
        amounts.replaceAll((route, share) -> {
            double part = dead.contains(route) ? 0 : rise(history, route);
            if (part > 0 && part < 1 && share > 0) {
                rising.add(route);
            }
            return share * part;
        });
        if (dead.isEmpty()) {
            return rising.isEmpty()
                    ? new Pass()
                    : new Bounded(scaled(wanted, amounts, rising), false, back(rising), List.of());
        }
        return panic(history)
                .<Verdict>map(text -> new Veto(new Reason(Code.PANIC, text), List.of()))
                .orElseGet(() -> amounts.values().stream().anyMatch(amount -> amount > 0)
                        ? new Bounded(Shares.inProportion(amounts), true, gone(dead), figures(wanted, dead))
                        : new Veto(
                                new Reason(Code.NO_CHOICE, "no other route than " + dead + " has traffic"), List.of()));
    }

    private int alive(Reading reading, String route) {
        Reading.OfRoute of = reading.routes().get(route);
        return of == null ? 0 : of.totals().backends() - down(of);
    }

    private int down(Reading.OfRoute route) {
        return parameters.downStates().stream()
                .mapToInt(state -> route.states().getOrDefault(state, 0))
                .sum();
    }

    private Optional<String> panic(History history) {
        int down =
                history.latest().routes().values().stream().mapToInt(this::down).sum();
        int now = history.latest().endpoint().backends() - down;
        int most = history.readings().stream()
                .mapToInt(reading -> reading.endpoint().backends())
                .max()
                .orElse(now);
        return now < parameters.panicThreshold() * most
                ? Optional.of("evacuate: %d of the %d backends seen lately are left, less than %.0f%% (panic_threshold)"
                        .formatted(now, most, 100 * parameters.panicThreshold()))
                : Optional.empty();
    }

    /** 1 for a route that was not seen dead; else by the time since then. */
    private double rise(History history, String route) {
        List<Reading> readings = history.readings();
        int first = readings.size();
        while (first > 0 && alive(readings.get(first - 1), route) > 0) {
            first--;
        }
        Duration most = interval.multipliedBy(history.horizon().readings());
        Duration ramp = parameters.ramp().compareTo(most) < 0 ? parameters.ramp() : most;
        if (first == 0 || first == readings.size() || ramp.isZero()) {
            return 1;
        }
        Duration since = history.now().since(readings.get(first).startedAt());
        return Math.min(1, Math.max(BEGIN, (double) since.toNanos() / ramp.toNanos()));
    }

    /** What the rising routes do not take yet goes to the others in proportion, if there are others. */
    private static Shares scaled(Shares wanted, Map<String, Double> amounts, Set<String> rising) {
        boolean others =
                amounts.entrySet().stream().anyMatch(route -> route.getValue() > 0 && !rising.contains(route.getKey()));
        if (!others) {
            return wanted;
        }
        double taken = rising.stream()
                .mapToDouble(route -> amounts.getOrDefault(route, 0.0))
                .sum();
        double rest = amounts.values().stream().mapToDouble(Double::doubleValue).sum() - taken;
        amounts.replaceAll((route, share) -> rising.contains(route) ? share : share / rest * (1 - taken));
        return Shares.inProportion(amounts);
    }

    private static Reason gone(Set<String> dead) {
        return new Reason(Code.EVACUATION, "no backends in " + String.join(", ", dead));
    }

    private static Reason back(Set<String> rising) {
        return new Reason(Code.EVACUATION, String.join(", ", rising) + " had no backends lately and comes back slowly");
    }

    private static List<Figure> figures(Shares wanted, Set<String> dead) {
        return List.of(
                Figure.of("evacuated", dead.stream().mapToDouble(wanted::of).sum()));
    }

    /** The type {@code evacuate}. */
    public static final class Factory implements LimiterFactory<EvacuateParameters> {

        @Override
        public String type() {
            return "evacuate";
        }

        @Override
        public String help() {
            return "Takes the traffic from routes without backends at once and gives it back slowly.";
        }

        @Override
        public Class<EvacuateParameters> parameters() {
            return EvacuateParameters.class;
        }

        @Override
        public Limiter create(EvacuateParameters parameters, PolicyContext context) {
            return new Evacuate(parameters, context.interval());
        }
    }
}
