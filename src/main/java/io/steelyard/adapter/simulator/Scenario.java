package io.steelyard.adapter.simulator;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All that a simulation needs but its seed. Immutable.
 *
 * @param name for people and reports
 * @param summary one line that says what happens
 * @param endpoints with their traffic and starting weights
 * @param backends all of them; routes choose them by their selectors
 * @param load what the backends' load measures
 * @param noise relative standard deviation of each reading of a load or rate, 0 to 1
 * @param lag how long after a write the traffic follows
 * @param events in any order
 * @param concurrency what a policy should assume of this load: the number of requests that a backend works on at once,
 *     {@link Double#POSITIVE_INFINITY} for a load proportional to rate
 */
public record Scenario(
        String name,
        String summary,
        List<SimulatedEndpoint> endpoints,
        List<SimulatedBackend> backends,
        LoadModel load,
        double noise,
        Duration lag,
        List<TimedEvent> events,
        double concurrency) {

    public Scenario {
        endpoints = List.copyOf(endpoints);
        backends = List.copyOf(backends);
        events = List.copyOf(events);
        Limits.that(noise >= 0 && noise <= 1, "scenario " + name + " noise: " + noise + " is not in 0..1");
        Limits.notNegative("scenario " + name + " lag", lag);
        Limits.that(concurrency > 0, "scenario " + name + " concurrency: " + concurrency + " is not above 0");
        Set<String> patterns = new HashSet<>();
        for (SimulatedEndpoint endpoint : endpoints) {
            Limits.that(
                    patterns.add(endpoint.pattern()), "scenario " + name + ": two endpoints are " + endpoint.pattern());
        }
        Set<String> ids = new HashSet<>();
        for (SimulatedBackend backend : backends) {
            Limits.that(ids.add(backend.id()), "scenario " + name + ": two backends are " + backend.id());
        }
    }

    /** The same with another lag. */
    public Scenario withLag(Duration other) {
        return new Scenario(name, summary, endpoints, backends, load, noise, other, events, concurrency);
    }

    /** The same with other noise. */
    public Scenario withNoise(double other) {
        return new Scenario(name, summary, endpoints, backends, load, other, lag, events, concurrency);
    }
}
