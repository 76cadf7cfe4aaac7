package io.steelyard.adapter.simulator;

import io.steelyard.model.Labels;
import io.steelyard.model.Location;
import java.time.Duration;

/**
 * A server of a scenario.
 *
 * @param id unique within the scenario
 * @param labels what selectors look at
 * @param capacity requests per second that it can complete, above 0
 * @param address its remote address as text
 * @param age how long before the simulation's start it connected
 * @param location where it is
 */
public record SimulatedBackend(
        String id, Labels labels, double capacity, String address, Duration age, Location location) {

    public SimulatedBackend {
        Limits.that(
                capacity > 0 && capacity < Double.POSITIVE_INFINITY,
                "backend " + id + " capacity: " + capacity + " requests per second is not a finite number above 0");
        Limits.notNegative("backend " + id + " age", age);
    }
}
