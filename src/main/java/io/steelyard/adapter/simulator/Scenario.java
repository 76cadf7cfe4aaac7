package io.steelyard.adapter.simulator;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that a simulation needs but its seed. Immutable.
 *
 * @param name for people and reports
 * @param summary one line that says what happens
 * @param endpoints with their traffic and starting weights
 * @param backends all of them; routes choose them by their selectors
 * @param load what the backends' load measures
 * @param readout how it is measured
 * @param lie what is told instead of the loads, of a balancer that lies
 * @param lag how long after a write the traffic follows
 * @param sticky part of the traffic that ignores the weights and stays where the starting weights sent it, 0 to 1
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
        Readout readout,
        Optional<Lie> lie,
        Duration lag,
        double sticky,
        List<TimedEvent> events,
        double concurrency) {

    public Scenario {
        endpoints = List.copyOf(endpoints);
        backends = List.copyOf(backends);
        events = List.copyOf(events);
        Limits.notNegative("scenario " + name + " lag", lag);
        Limits.that(sticky >= 0 && sticky <= 1, "scenario " + name + " sticky: " + sticky + " is not in 0..1");
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
        return new Scenario(name, summary, endpoints, backends, load, readout, lie, other, sticky, events, concurrency);
    }

    /** The same with other noise. */
    public Scenario withNoise(double other) {
        return new Scenario(
                name,
                summary,
                endpoints,
                backends,
                load,
                readout.withNoise(other),
                lie,
                lag,
                sticky,
                events,
                concurrency);
    }
}
