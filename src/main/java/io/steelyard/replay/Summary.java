package io.steelyard.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/**
 * All seeds of one policy on one scenario. Quantiles count what never happened as infinite.
 *
 * @param runs at least one, of one scenario and one policy
 */
public record Summary(List<Run> runs) {

    public Summary {
        runs = List.copyOf(runs);
    }

    /** One for each scenario and policy, in the order of the runs. */
    public static List<Summary> of(List<Run> runs) {
        Map<List<String>, List<Run>> groups = new LinkedHashMap<>();
        runs.forEach(run -> groups.computeIfAbsent(List.of(run.scenario(), run.policy()), key -> new ArrayList<>())
                .add(run));
        return groups.values().stream().map(Summary::new).toList();
    }

    public String scenario() {
        return runs.get(0).scenario();
    }

    public String policy() {
        return runs.get(0).policy();
    }

    public Arm.Kind kind() {
        return runs.get(0).kind();
    }

    /** The value below which this part of the runs lies, by nearest rank; infinite if that one never happened. */
    public double quantile(double part, ToDoubleFunction<Run> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
    }

    /** A figure that may never have happened. */
    public static double orNever(OptionalInt figure) {
        return figure.isPresent() ? figure.getAsInt() : Double.POSITIVE_INFINITY;
    }

    /** A figure that may not apply. */
    public static double orNever(OptionalDouble figure) {
        return figure.orElse(Double.POSITIVE_INFINITY);
    }
}
