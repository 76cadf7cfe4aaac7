package io.steelyard.adapter.simulator;

import io.steelyard.model.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Scenarios in which capacity, traffic or backends change. */
final class Changing {

    private static final Duration HOUR = Duration.ofHours(1);

    private Changing() {}

    static Scenario brownout() {
        return new Blueprint(
                        "brownout",
                        "three equal routes, 60 % in use; route0001 has half its capacity from 60 s to 180 s")
                .route("zone=a", 10, 100)
                .route("zone=b", 10, 100)
                .route("zone=c", 10, 100)
                .inUse(0.6)
                .event(new TimedEvent.CapacityChange(Duration.ofSeconds(60), Blueprint.selector("zone=b"), 0.5))
                .event(new TimedEvent.CapacityChange(Duration.ofSeconds(180), Blueprint.selector("zone=b"), 1))
                .done();
    }

    static Scenario surge() {
        Blueprint blueprint = Steady.oneTwoFour(
                "surge",
                "capacities 1:2:4, load is requests in flight; traffic doubles from 40 % to 80 % within 10 s at 120 s");
        double capacity = blueprint.capacity();
        return blueprint
                .queue(1)
                .traffic(new TrafficCurve.Ramp(
                        0.4 * capacity, 0.8 * capacity, Duration.ofMinutes(2), Duration.ofSeconds(10)))
                .done();
    }

    /** Two slow waves for each route, of periods and phases by chance, together ±30 % at most. */
    static Scenario drift(long seed) {
        Blueprint blueprint = new Blueprint(
                        "drift",
                        "three routes, load is requests in flight, 64 % in use; capacities wander by ±30 % over minutes")
                .route("zone=a", 10, 50)
                .route("zone=b", 10, 50)
                .route("zone=c", 10, 50)
                .queue(1)
                .inUse(0.64);
        SplittableRandom random = new SplittableRandom(seed);
        for (String zone : List.of("zone=a", "zone=b", "zone=c")) {
            double slow = 600 + 600 * random.nextDouble();
            double slowPhase = random.nextDouble();
            double quick = 240 + 240 * random.nextDouble();
            double quickPhase = random.nextDouble();
            Selector route = Blueprint.selector(zone);
            for (Duration at = Duration.ZERO; at.compareTo(HOUR) < 0; at = at.plusSeconds(2)) {
                double seconds = Limits.seconds(at);
                double swing = 0.2 * Math.sin(2 * Math.PI * (seconds / slow + slowPhase))
                        + 0.1 * Math.sin(2 * Math.PI * (seconds / quick + quickPhase));
                blueprint.event(new TimedEvent.CapacityChange(at, route, 1 + swing));
            }
        }
        return blueprint.done();
    }

    /** Every five seconds one backend goes, and comes back after a minute or two. */
    static Scenario wide(long seed) {
        Blueprint blueprint =
                new Blueprint("wide", "20 routes of random capacity, 200 backends that come and go, 50 % in use");
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20; i++) {
            blueprint.route(String.format("group=%02d", i), 10, 50 + 150 * random.nextDouble());
        }
        List<SimulatedBackend> backends = new ArrayList<>(blueprint.backends());
        Collections.shuffle(backends, new Random(seed));
        int next = 0;
        for (Duration at = Duration.ofSeconds(30); at.compareTo(HOUR) < 0; at = at.plusSeconds(5)) {
            Selector one = Blueprint.pod(backends.get(next++ % backends.size()));
            Duration back = at.plusSeconds(60 + random.nextInt(60));
            blueprint.event(new TimedEvent.PresenceChange(at, one, false));
            blueprint.event(new TimedEvent.PresenceChange(back, one, true));
        }
        return blueprint.inUse(0.5).done();
    }

    static Scenario scaleOut() {
        Blueprint blueprint = new Blueprint(
                        "scale-out",
                        "three routes of 2, 4 and 4 equal backends, 50 % in use; the first has 4 from 120 s on")
                .route("zone=a", 4, 100)
                .route("zone=b", 4, 100)
                .route("zone=c", 4, 100)
                .traffic(new TrafficCurve.Constant(500));
        for (SimulatedBackend backend : blueprint.backends().subList(2, 4)) {
            blueprint.event(new TimedEvent.PresenceChange(Duration.ZERO, Blueprint.pod(backend), false));
            blueprint.event(new TimedEvent.PresenceChange(Duration.ofMinutes(2), Blueprint.pod(backend), true));
        }
        return blueprint.done();
    }

    static Scenario flap() {
        Blueprint blueprint = new Blueprint(
                        "flap",
                        "three equal routes, 40 % in use; all backends of route0002 are gone every other second from 60 s to 360 s")
                .route("zone=a", 5, 100)
                .route("zone=b", 5, 100)
                .route("zone=c", 5, 100)
                .inUse(0.4);
        for (int second = 60; second < 360; second++) {
            blueprint.event(new TimedEvent.PresenceChange(
                    Duration.ofSeconds(second).minusMillis(500), Blueprint.selector("zone=c"), second % 2 == 1));
        }
        return blueprint.done();
    }
}
