package io.steelyard.adapter.simulator;

import java.time.Duration;

/** The state of one backend. Not thread-safe. */
final class Cell {

    /** Clients give up on a queue that takes longer than this; it bounds the backlog. */
    private static final double PATIENCE_SECONDS = 30;

    final SimulatedBackend backend;
    private final LoadModel model;

    boolean present = true;
    Duration connectedAt;

    /** In how many routes it stands. */
    int memberships;

    double arrivals;
    double completions;

    private double factor = 1;
    private double inside;
    private double refused;

    Cell(SimulatedBackend backend, LoadModel model) {
        this.backend = backend;
        this.model = model;
        this.connectedAt = backend.age().negated();
    }

    double capacity() {
        return backend.capacity() * factor;
    }

    double inside() {
        return inside;
    }

    /** Requests per second that found the queue full. */
    double refused() {
        return refused;
    }

    double load() {
        return model.load(inside, completions, capacity());
    }

    double responseTime() {
        return model.responseTime(inside, completions, capacity());
    }

    void move(double seconds) {
        double before = inside;
        double after = model.step(before, arrivals, capacity(), seconds);
        completions = Math.max(0, arrivals + (before - after) / seconds);
        inside = Math.min(after, PATIENCE_SECONDS * capacity());
        refused = (after - inside) / seconds;
    }

    void apply(TimedEvent event) {
        if (event instanceof TimedEvent.CapacityChange change) {
            factor = change.factor();
        } else if (event instanceof TimedEvent.PresenceChange change && change.present() != present) {
            present = change.present();
            connectedAt = change.at();
            inside = 0;
            arrivals = 0;
            completions = 0;
            refused = 0;
        }
    }
}
