package io.steelyard.adapter.simulator;

import java.time.Duration;

/** Scenarios in which nothing happens, so that only the weights are to be found, and left alone once they are. */
final class Steady {

    private Steady() {}

    static Scenario uneven() {
        return new Blueprint("uneven", "capacities 1:2:4, load proportional to rate, 45 % of the total capacity in use")
                .route("size=small", 10, 100)
                .route("size=medium", 10, 200)
                .route("size=large", 10, 400)
                .inUse(0.45)
                .done();
    }

    static Scenario equal(String name, int routes) {
        Blueprint blueprint = new Blueprint(
                name, routes + " equal routes, load is requests in flight at one worker, 64 % in use: nothing to do");
        for (int i = 0; i < routes; i++) {
            blueprint.route("group=" + (char) ('a' + i), 10, 50);
        }
        return blueprint.queue(1).inUse(0.64).done();
    }

    static Scenario queue(int percent) {
        return oneTwoFour(
                        "queue-" + percent,
                        "capacities 1:2:4, load is requests in flight at one worker, " + percent
                                + " % of the total capacity in use")
                .queue(1)
                .inUse(percent / 100.0)
                .done();
    }

    static Scenario workers() {
        return oneTwoFour(
                        "workers",
                        "capacities 1:2:4, 8 workers in each backend, 70 % in use: load nearly in proportion to rate,"
                                + " then a queue")
                .queue(8)
                .inUse(0.7)
                .done();
    }

    static Scenario noise() {
        return new Blueprint(
                        "noise",
                        "5 requests per second in all at capacities 2:4:8; rates and loads are counts of a moment")
                .route("size=small", 1, 2)
                .route("size=medium", 1, 4)
                .route("size=large", 1, 8)
                .queue(1)
                .readout(new Readout(0, true, Duration.ZERO, false))
                .traffic(new TrafficCurve.Constant(5))
                .done();
    }

    static Scenario lag() {
        return new Blueprint(
                        "lag", "as uneven, but a change takes 3 s to take effect and readings are averages over 5 s")
                .route("size=small", 10, 100)
                .route("size=medium", 10, 200)
                .route("size=large", 10, 400)
                .inUse(0.45)
                .lag(Duration.ofSeconds(3))
                .readout(new Readout(Blueprint.NOISE, false, Duration.ofSeconds(5), false))
                .done();
    }

    static Blueprint oneTwoFour(String name, String summary) {
        return new Blueprint(name, summary)
                .route("size=small", 10, 25)
                .route("size=medium", 10, 50)
                .route("size=large", 10, 100);
    }
}
