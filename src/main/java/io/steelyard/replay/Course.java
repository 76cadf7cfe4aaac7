package io.steelyard.replay;

import io.steelyard.adapter.simulator.Scenario;
import io.steelyard.adapter.simulator.Scenarios;
import java.util.List;
import java.util.function.LongFunction;

/**
 * A scenario as a test: how long it runs, and from which polls on a policy is timed.
 *
 * @param name of the scenario
 * @param scenario with a seed
 * @param polls how many, one each simulated second
 * @param events the polls at which something happens that has to be answered; without one, the first full window
 */
public record Course(String name, LongFunction<Scenario> scenario, int polls, List<Integer> events) {

    /** So many polls tell a settled policy from a restless one: twenty minutes. */
    private static final int POLLS = 1200;

    /** One move an hour can only be told in an hour. */
    private static final int HOUR = 3600;

    public Course {
        events = List.copyOf(events);
        if (polls < 10) {
            throw new IllegalArgumentException("course " + name + ": " + polls + " polls are fewer than 10");
        }
    }

    /** One of the scenarios that come with Steelyard. */
    public static Course named(String name) {
        Scenario known = Scenarios.named(name);
        return new Course(
                name,
                seed -> Scenarios.named(name, seed),
                known.name().startsWith("equal") ? HOUR : POLLS,
                name.equals("brownout") ? List.of(60, 180) : List.of(1));
    }

    /** All of them. */
    public static List<Course> all() {
        return Scenarios.names().stream().map(Course::named).toList();
    }
}
