package io.steelyard.adapter.simulator;

import io.steelyard.model.Suggestion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * The scenarios that come with Steelyard. Each has the one endpoint {@value #PATTERN}; most have three routes of ten
 * backends, all with equal weights at the start.
 */
public final class Scenarios {

    /** The endpoint of every scenario here. */
    public static final String PATTERN = "www.example.com";

    private static final Map<String, LongFunction<Scenario>> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("uneven", seed -> Steady.uneven());
        BY_NAME.put("equal", seed -> Steady.equal("equal", 3));
        BY_NAME.put("equal-16", seed -> Steady.equal("equal-16", 16));
        for (int percent : new int[] {30, 50, 70, 85, 95}) {
            BY_NAME.put("queue-" + percent, seed -> Steady.queue(percent));
        }
        BY_NAME.put("workers", seed -> Steady.workers());
        BY_NAME.put("noise", seed -> Steady.noise());
        BY_NAME.put("lag", seed -> Steady.lag());
        BY_NAME.put("brownout", seed -> Changing.brownout());
        BY_NAME.put("surge", seed -> Changing.surge());
        BY_NAME.put("drift", Changing::drift);
        BY_NAME.put("wide", Changing::wide);
        BY_NAME.put("scale-out", seed -> Changing.scaleOut());
        BY_NAME.put("flap", seed -> Changing.flap());
        BY_NAME.put("blackhole", seed -> Misleading.blackhole());
        BY_NAME.put("liar", Misleading::liar);
        BY_NAME.put("wrong-kind", seed -> Misleading.wrongKind());
        BY_NAME.put("sticky", seed -> Misleading.sticky());
        BY_NAME.put("freeze-data", Misleading::freezeData);
        BY_NAME.put("operator-edit", seed -> Misleading.operatorEdit());
    }

    private Scenarios() {}

    /** The names that {@link #named} knows. */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /** A scenario by its name, as it is with seed 1. */
    public static Scenario named(String name) {
        return named(name, 1);
    }

    /**
     * A scenario by its name; IllegalArgumentException with the known names if there is none.
     *
     * @param seed of what a scenario leaves to chance, such as the capacities of many routes
     */
    public static Scenario named(String name, long seed) {
        LongFunction<Scenario> scenario = BY_NAME.get(name);
        if (scenario == null) {
            String hint = Suggestion.nearest(name, names())
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("");
            throw new IllegalArgumentException(
                    "scenario " + name + " is not known" + hint + "; known are " + String.join(", ", names()));
        }
        return scenario.apply(seed);
    }
}
