package io.steelyard.adapter.simulator;

import io.steelyard.actuator.ConflictException;
import io.steelyard.actuator.UnacceptableWeightsException;
import io.steelyard.actuator.UnknownTargetException;
import io.steelyard.model.Capabilities;
import io.steelyard.model.InForce;
import io.steelyard.model.Labels;
import io.steelyard.model.Moment;
import io.steelyard.model.Route;
import io.steelyard.model.Snapshot;
import io.steelyard.model.TimeSource;
import io.steelyard.model.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A simulated balancer with its traffic and backends.
 *
 * <p>Requests are a fluid that is moved in steps of 50 ms of simulated time, so the same scenario, seed and writes at
 * the same steps give the same readings, whatever the strides of time. In virtual time it stands still until {@link
 * #advance}; in real time it catches up with the clock at every call. Thread-safe; a call takes microseconds, or
 * milliseconds if it has minutes to catch up with.
 */
public final class Simulator {

    /** The largest weight of a route. */
    public static final int MAX_WEIGHT = 1000;

    /** After a longer pause (a sleeping laptop) the rest is jumped over: it bounds the work of one call. */
    private static final Duration LONGEST_CATCH_UP = Duration.ofMinutes(30);

    private static final Instant VIRTUAL_EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private final Scenario scenario;
    private final Plant plant;
    private final Readings readings;
    private final Runnable catchUp;
    private Duration now = Duration.ZERO;
    private long steps;

    private Simulator(Scenario scenario, long seed) {
        this.scenario = scenario;
        this.plant = new Plant(scenario);
        this.readings = new Readings(scenario, seed, VIRTUAL_EPOCH);
        this.catchUp = () -> {};
    }

    private Simulator(Scenario scenario, long seed, double speed, TimeSource time) {
        Limits.that(
                speed > 0 && speed < Double.POSITIVE_INFINITY,
                "speed of the simulator: " + speed + " is not a finite number above 0");
        Moment began = time.now();
        this.scenario = scenario;
        this.plant = new Plant(scenario);
        this.readings = new Readings(scenario, seed, began.wall());
        this.catchUp = () -> catchUp(
                Duration.ofNanos((long) (speed * Limits.seconds(time.now().since(began)) * 1e9)));
    }

    /** A simulator whose time only {@link #advance} moves. */
    public static Simulator virtual(Scenario scenario, long seed) {
        return new Simulator(scenario, seed);
    }

    /** A simulator whose time runs {@code speed} times as fast as {@code time}, from now on. */
    public static Simulator realTime(Scenario scenario, long seed, double speed, TimeSource time) {
        return new Simulator(scenario, seed, speed, time);
    }

    public Scenario scenario() {
        return scenario;
    }

    /** What this balancer can do with weights. */
    public Capabilities capabilities() {
        return new Capabilities(
                MAX_WEIGHT,
                Capabilities.Unit.ROUTE,
                OptionalInt.of(MAX_WEIGHT),
                false,
                false,
                scenario.lag(),
                scenario.concurrency());
    }

    /** Time since the simulation's start. */
    public synchronized Duration now() {
        catchUp.run();
        return now;
    }

    /** Moves time on, beyond what a clock has moved it; the work grows with the duration. */
    public synchronized void advance(Duration duration) {
        Limits.notNegative("duration to advance", duration);
        catchUp.run();
        go(now.plus(duration));
    }

    /** All that a reader of the balancer's API would see now. */
    public synchronized Snapshot snapshot() {
        catchUp.run();
        return readings.snapshot(plant, steps);
    }

    /**
     * What each connected backend would say of itself: how busy it is, 0 to 1, with the scenario's noise. Some
     * balancers hear it; the snapshot does not have it, unless the load is this.
     */
    public synchronized Map<String, Double> utilisations() {
        catchUp.run();
        return readings.utilisations(plant, steps);
    }

    /** What nobody can see. */
    public synchronized Truth truth() {
        catchUp.run();
        return Truths.of(plant, now);
    }

    /** Observed weights of an endpoint's routes; {@link UnknownTargetException} without such an endpoint. */
    public synchronized Map<String, Integer> weights(String pattern) {
        catchUp.run();
        return site(pattern).weights();
    }

    /** As {@link io.steelyard.actuator.Actuator#shape} says; all or nothing. */
    public synchronized void shape(String pattern, Weights weights) {
        catchUp.run();
        Site site = site(pattern);
        weights.byRoute().forEach((route, weight) -> {
            if (site.lane(route).isEmpty()) {
                throw new UnknownTargetException("endpoint " + pattern + " has no route " + route + "; it has "
                        + String.join(", ", site.weights().keySet()));
            }
            if (weight > MAX_WEIGHT) {
                throw new UnacceptableWeightsException("weight of " + route + ": " + weight + " is above " + MAX_WEIGHT
                        + "; scale all weights of the endpoint down");
            }
        });
        plant.shape(site, weights.byRoute(), now);
    }

    /** Compares and writes as one. */
    public synchronized void shape(String pattern, Map<String, Integer> expected, Weights weights) {
        Map<String, Integer> found = weights(pattern);
        if (!found.equals(expected)) {
            throw ConflictException.of(InForce.of(found), InForce.of(expected));
        }
        shape(pattern, weights);
    }

    /** As {@link io.steelyard.actuator.Provisioning#putEndpoint} says; a new endpoint has no traffic. */
    public synchronized void putEndpoint(String pattern, boolean requireTls) {
        catchUp.run();
        plant.siteOrNew(pattern, now).requireTls = requireTls;
    }

    /** As {@link io.steelyard.actuator.Provisioning#deleteEndpoint} says; its traffic ends. */
    public synchronized void deleteEndpoint(String pattern) {
        catchUp.run();
        plant.remove(site(pattern).pattern);
    }

    /** As {@link io.steelyard.actuator.Provisioning#addRoute} says; ids of an endpoint are never used again. */
    public synchronized Route addRoute(String pattern, Labels labels) {
        catchUp.run();
        Lane lane = plant.addRoute(plant.siteOrNew(pattern, now), labels, now);
        return readings.snapshot(plant, steps)
                .endpoint(pattern)
                .orElseThrow()
                .route(lane.id)
                .orElseThrow();
    }

    private Site site(String pattern) {
        return plant.site(pattern)
                .orElseThrow(() -> new UnknownTargetException("there is no endpoint " + pattern + "; there are "
                        + plant.sites().stream().map(site -> site.pattern).toList()));
    }

    private void catchUp(Duration target) {
        if (target.minus(now).compareTo(LONGEST_CATCH_UP) > 0) {
            steps = target.minus(LONGEST_CATCH_UP).dividedBy(Plant.STEP);
        }
        if (target.compareTo(now) > 0) {
            go(target);
        }
    }

    private void go(Duration target) {
        now = target;
        for (long due = target.dividedBy(Plant.STEP); steps < due; steps++) {
            plant.move(Duration.ofNanos(steps * Plant.STEP.toNanos()));
        }
    }
}
