package io.steelyard.adapter.simulator;

import io.steelyard.model.Suggestion;
import java.time.Duration;
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
        add("uneven", seed -> uneven());
        add("equal", seed -> equal("equal", 3));
        add("equal-16", seed -> equal("equal-16", 16));
        for (int percent : new int[] {30, 50, 70, 85, 95}) {
            add("queue-" + percent, seed -> queue(percent));
        }
        add("workers", seed -> workers());
        add("brownout", seed -> brownout());
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

    private static Scenario uneven() {
        return new Blueprint("uneven", "capacities 1:2:4, load proportional to rate, 45 % of the total capacity in use")
                .route("size=small", 10, 100)
                .route("size=medium", 10, 200)
                .route("size=large", 10, 400)
                .inUse(0.45)
                .done();
    }

    private static Scenario equal(String name, int routes) {
        Blueprint blueprint = new Blueprint(
                name, routes + " equal routes, load is requests in flight at one worker, 64 % in use: nothing to do");
        for (int i = 0; i < routes; i++) {
            blueprint.route("group=" + (char) ('a' + i), 10, 50);
        }
        return blueprint.queue(1).inUse(0.64).done();
    }

    private static Scenario queue(int percent) {
        return new Blueprint(
                        "queue-" + percent,
                        "capacities 1:2:4, load is requests in flight at one worker, " + percent
                                + " % of the total capacity in use")
                .route("size=small", 10, 25)
                .route("size=medium", 10, 50)
                .route("size=large", 10, 100)
                .queue(1)
                .inUse(percent / 100.0)
                .done();
    }

    private static Scenario workers() {
        return new Blueprint(
                        "workers",
                        "capacities 1:2:4, 8 workers in each backend, 70 % in use: load nearly in proportion to rate,"
                                + " then a queue")
                .route("size=small", 10, 25)
                .route("size=medium", 10, 50)
                .route("size=large", 10, 100)
                .queue(8)
                .inUse(0.7)
                .done();
    }

    private static Scenario brownout() {
        return new Blueprint(
                        "brownout",
                        "three equal routes, 60 % in use; route0001 has half its capacity from 60 s to 180 s")
                .route("zone=a", 10, 100)
                .route("zone=b", 10, 100)
                .route("zone=c", 10, 100)
                .inUse(0.6)
                .event(new TimedEvent.CapacityChange(Duration.ofSeconds(60), Blueprint.selector("zone=b"), 0.5))
                .event(new TimedEvent.CapacityChange(Duration.ofSeconds(180), Blueprint.selector("zone=b"), 1))
                .done();
    }

    private static void add(String name, LongFunction<Scenario> scenario) {
        BY_NAME.put(name, scenario);
    }
}
