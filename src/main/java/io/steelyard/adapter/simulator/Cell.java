package io.steelyard.adapter.simulator;

import io.steelyard.adapter.simulator.TimedEvent.Report;
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
    Report report = Report.TRUE;

    /** What is read of it: completed, failed, load. */
    private final Mean rate;

    private final Mean errors;
    private final Mean load;
    private double frozenRate;
    private double frozenLoad;

    private double factor = 1;
    private double failing;
    private double inside;
    private double refused;

    Cell(SimulatedBackend backend, LoadModel model, int averaged) {
        this.backend = backend;
        this.model = model;
        this.connectedAt = backend.age().negated();
        this.rate = new Mean(averaged);
        this.errors = new Mean(averaged);
        this.load = new Mean(averaged);
    }

    /** Requests per second that it can complete well. */
    double capacity() {
        return working() * (1 - failing);
    }

    double inside() {
        return inside;
    }

    /** Requests per second that found the queue full. */
    double refused() {
        return refused;
    }

    /** Requests per second that failed at once. */
    double failed() {
        return arrivals * failing;
    }

    double responseTime() {
        return model.responseTime(inside, completions, working());
    }

    /** All that came back, failed or not, as it is read. */
    double readRate() {
        return report == Report.FROZEN ? frozenRate : report == Report.ZERO ? 0 : rate.value();
    }

    double readErrors() {
        return report == Report.ZERO ? 0 : errors.value();
    }

    double readLoad() {
        return report == Report.FROZEN ? frozenLoad : report == Report.ZERO ? 0 : load.value();
    }

    /** True if its queue is that of a steady state, not a backlog. */
    boolean flows() {
        return completions < 0.999 * working();
    }

    void move(double seconds) {
        double entering = arrivals * (1 - failing);
        double before = inside;
        double after = model.step(before, entering, working(), seconds);
        completions = Math.max(0, entering + (before - after) / seconds);
        inside = Math.min(after, PATIENCE_SECONDS * working());
        refused = (after - inside) / seconds;
        rate.add(completions + failed());
        errors.add(failed());
        load.add(model.load(inside, completions, working()));
    }

    void apply(TimedEvent.OfBackends event) {
        if (event instanceof TimedEvent.CapacityChange change) {
            factor = change.factor();
        } else if (event instanceof TimedEvent.FailureChange change) {
            failing = change.part();
        } else if (event instanceof TimedEvent.ReportChange change) {
            frozenRate = rate.value();
            frozenLoad = load.value();
            report = change.report();
        } else if (event instanceof TimedEvent.PresenceChange change && change.present() != present) {
            present = change.present();
            connectedAt = change.at();
            inside = 0;
            arrivals = 0;
            completions = 0;
            refused = 0;
            rate.clear();
            errors.clear();
            load.clear();
        }
    }

    private double working() {
        return backend.capacity() * factor;
    }
}
