package io.steelyard.testing;

import io.steelyard.guard.Guard;
import io.steelyard.model.Backend;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Histories;
import io.steelyard.model.Horizon;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Occupancy;
import io.steelyard.model.Outcome;
import io.steelyard.model.Route;
import io.steelyard.model.Selector;
import io.steelyard.model.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The control loop over a {@link RequestFleet}, one server a route: a poll a second, in which what is in flight is
 * counted several times, as the HAProxy adapter does it.
 */
public final class FleetLoop {

    private static final String PATTERN = "web";
    private static final int SAMPLES = 8;
    private static final double SPREAD = 0.6;
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private final RequestFleet fleet;
    private final Guard guard;
    private final Histories histories;
    private final List<Decision> decisions = new ArrayList<>();
    private final long[] completed;
    private double counted;
    private long generation;

    public FleetLoop(RequestFleet fleet, Guard guard) {
        this.fleet = fleet;
        this.guard = guard;
        this.completed = new long[fleet.size()];
        this.histories = new Histories(pattern -> new Horizon(62, 2, Scene.PER_SERVER));
    }

    /** Polls and acts once a second until then. */
    public FleetLoop runTo(double end) {
        while (fleet.now() < end) {
            poll();
            fleet.advance(Math.ceil(fleet.now() + 1e-9));
        }
        return this;
    }

    public List<Decision> decisions() {
        return decisions;
    }

    public long moves(double from) {
        return decisions.stream()
                .filter(decision -> decision instanceof Decision.Reweigh)
                .filter(decision -> decision.at().elapsed().toMillis() >= from * 1000)
                .count();
    }

    private void poll() {
        Moment began = moment();
        double start = fleet.now();
        double[] loads = new double[fleet.size()];
        double[][] counts = new double[fleet.size()][SAMPLES];
        for (int sample = 0; sample < SAMPLES; sample++) {
            fleet.advance(start + SPREAD * sample / (SAMPLES - 1));
            for (int i = 0; i < loads.length; i++) {
                counts[i][sample] = fleet.inFlight(i);
                loads[i] += fleet.inFlight(i) / (double) SAMPLES;
            }
        }
        List<Route> routes = new ArrayList<>();
        List<Backend> backends = new ArrayList<>();
        for (int i = 0; i < loads.length; i++) {
            double rate = (fleet.completed(i) - completed[i]) / (fleet.now() - counted);
            completed[i] = fleet.completed(i);
            Backend backend = Backend.of("s" + i, loads[i], rate).with(Occupancy.of(counts[i]));
            backends.add(backend);
            routes.add(new Route(
                    "s" + i, Selector.parse("route=s" + i), OptionalInt.of(fleet.weight(i)), "", List.of(backend)));
        }
        counted = fleet.now();
        histories.add(new Observation.Seen(
                ++generation,
                began,
                moment(),
                0,
                new Snapshot("fleet", "one", List.of(Endpoint.of(PATTERN, routes)), backends)));
        Decision decision = guard.decide(histories.at(PATTERN, moment()).orElseThrow());
        decisions.add(decision);
        if (decision instanceof Decision.Reweigh reweigh) {
            histories.add(reweigh);
            reweigh.weights()
                    .byRoute()
                    .forEach((id, weight) -> fleet.weight(Integer.parseInt(id.substring(1)), weight));
            histories.add(new Outcome.Applied(reweigh, moment(), moment()));
        }
    }

    private Moment moment() {
        Duration elapsed = Duration.ofNanos((long) (fleet.now() * 1e9));
        return new Moment(EPOCH.plus(elapsed), elapsed);
    }
}
