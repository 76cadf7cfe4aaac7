package io.steelyard.replay;

import io.steelyard.adapter.simulator.Scenario;
import io.steelyard.adapter.simulator.Simulator;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** One driver on one course with one seed. Repeatable: the same three give the same trace. */
final class Trial {

    static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private Trial() {}

    static Trace run(Course course, Arm arm, long seed) {
        Scenario scenario = course.scenario().apply(seed);
        String pattern = scenario.endpoints().get(0).pattern();
        Simulator simulator = Simulator.virtual(scenario, seed);
        Driver driver = arm.driver(pattern, seed, simulator.capabilities());
        Trace trace = new Trace(simulator.truth(), pattern);
        for (int poll = 1; poll <= course.polls(); poll++) {
            simulator.advance(INTERVAL);
            Duration time = INTERVAL.multipliedBy(poll);
            Moment now = new Moment(EPOCH.plus(time), time);
            trace.add(simulator.truth());
            Map<String, Integer> before = new TreeMap<>(simulator.weights(pattern));
            driver.poll(new Observation.Seen(poll, now, now, 0, simulator.snapshot()), simulator)
                    .ifPresent(trace::decided);
            Map<String, Integer> after = new TreeMap<>(simulator.weights(pattern));
            if (!after.equals(before)) {
                trace.wrote(before, after);
            }
        }
        return trace;
    }
}
