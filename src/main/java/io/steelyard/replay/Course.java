package io.steelyard.replay;

import io.steelyard.adapter.simulator.Scenario;
import io.steelyard.adapter.simulator.Scenarios;
import java.util.List;
import java.util.function.LongFunction;

/**
 * A scenario as a test: how long it runs, from which polls on a policy is timed, and what must not happen.
 *
 * @param name of the scenario
 * @param scenario with a seed
 * @param polls how many, one each simulated second
 * @param events the polls at which something happens that has to be answered; without one, the first full window
 * @param watch what must not happen
 */
public record Course(String name, LongFunction<Scenario> scenario, int polls, List<Integer> events, Watch watch) {

    /** Twenty minutes. */
    static final int POLLS = 1200;

    /**
     * Calls per hour can only be told in an hour: in twenty minutes two calls would be more than six an hour, and one of
     * them more or less would be three.
     */
    private static final int HOUR = 3600;

    /** Polls that have to follow an event, so that it can be answered. */
    static final int FEWEST = 30;

    public Course {
        events = List.copyOf(events);
        if (polls < FEWEST) {
            throw new IllegalArgumentException("scenario " + name + ": " + polls + " polls are fewer than " + FEWEST);
        }
        for (int event : events) {
            if (event < 0 || event > polls - FEWEST) {
                throw new IllegalArgumentException("scenario " + name + ": of " + polls + " polls fewer than " + FEWEST
                        + " follow the event at " + event);
            }
        }
    }

    /** The same, but no longer than so many polls. */
    Course within(int most) {
        return new Course(name, scenario, Math.min(polls, most), events, watch);
    }

    /** One of the scenarios that come with Steelyard. */
    public static Course named(String name) {
        Scenarios.named(name);
        LongFunction<Scenario> scenario = seed -> Scenarios.named(name, seed);
        return switch (name) {
            case "lag" -> new Course(name, scenario, HOUR, List.of(5), Watch.NOTHING);
            case "brownout" -> new Course(name, scenario, HOUR, List.of(60, 180), Watch.NOTHING);
            case "surge", "scale-out" -> new Course(name, scenario, HOUR, List.of(120), Watch.NOTHING);
            case "flap" -> new Course(name, scenario, POLLS, List.of(60), Watch.NOTHING);
            case "blackhole" -> new Course(name, scenario, POLLS, List.of(60), new Watch.Gain("route0001", 60));
            case "liar" -> new Course(name, scenario, POLLS, List.of(1), new Watch.Minute());
            case "freeze-data" -> new Course(name, scenario, POLLS, List.of(180), new Watch.Moved(6, 180));
            case "operator-edit" -> new Course(name, scenario, POLLS, List.of(60), new Watch.Moved(61, POLLS));
            case "drift", "wide", "wrong-kind", "sticky" ->
                new Course(name, scenario, POLLS, List.of(1), Watch.NOTHING);
            default -> new Course(name, scenario, HOUR, List.of(1), Watch.NOTHING);
        };
    }

    /** All of them. */
    public static List<Course> all() {
        return Scenarios.names().stream().map(Course::named).toList();
    }
}
