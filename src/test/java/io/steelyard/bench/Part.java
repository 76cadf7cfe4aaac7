package io.steelyard.bench;

import io.steelyard.bench.Bar.Figure;
import io.steelyard.testing.ClosedLoad;
import io.steelyard.testing.HaproxyBed;
import io.steelyard.testing.Load;
import io.steelyard.testing.PoissonLoad;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * One comparison: arms under the same load on servers of the same kind.
 *
 * @param name by which it is selected
 * @param title what it is, for people
 * @param algorithm of HAProxy
 * @param workers requests that each server works on at a time
 * @param millis how long each server works on a request
 * @param traffic what is sent
 * @param bars what is promised
 */
record Part(
        String name,
        String title,
        String algorithm,
        int workers,
        List<Integer> millis,
        Traffic traffic,
        List<Arm> arms,
        List<Bar> bars) {

    private static final List<Integer> UNEVEN = List.of(5, 10, 20, 40);

    /** Slow ones, so that the machine's noise is a small part of a response. */
    private static final List<Integer> EQUAL = List.of(20, 20, 20, 20);

    private static final List<Integer> UNEVEN_WITH_WORKERS = List.of(40, 80, 160, 320);
    private static final int CLIENTS = 40;

    /** One second in five brings so many times the mean rate … */
    private static final double PEAK = 2.2;

    /** … and the others so many times. */
    private static final double REST = 0.7;

    static final List<Part> ALL = List.of(
            roundRobin("rr64", 0.64, 1.05),
            roundRobin("rr85", 0.85, 1.0),
            leastConnections("lc64", 0.64),
            leastConnections("lc85", 0.85),
            harm("harm30", 0.30),
            harm("harm64", 0.64),
            harm("harm85", 0.85),
            new Part(
                    "bursts",
                    "bursts of 1 s in 5 s at 141 % of capacity, 64 % in the mean, roundrobin",
                    "roundrobin",
                    1,
                    UNEVEN,
                    new Traffic.Open(0.64 * PEAK, Part::bursts),
                    List.of(Arm.capacity(), Arm.steelyard()),
                    List.of()),
            new Part(
                    "closed",
                    CLIENTS + " clients without think time, roundrobin",
                    "roundrobin",
                    1,
                    UNEVEN,
                    new Traffic.Closed(CLIENTS),
                    List.of(Arm.equal(), Arm.capacity(), Arm.steelyard()),
                    List.of()),
            minLatency("quick30", 0.30, 0.8),
            minLatency("quick64", 0.64, 1.0),
            minLatency("quick85", 0.85, 1.05),
            workers("workers64", 0.64),
            workers("workers85", 0.85));

    /** What is sent. */
    sealed interface Traffic {

        Load start(HaproxyBed bed, List<PoissonLoad.Phase> phases);

        /**
         * Random arrivals.
         *
         * @param peak as a part of the servers' capacity
         * @param part of the peak that arrives, by seconds
         */
        record Open(double peak, DoubleUnaryOperator part) implements Traffic {

            @Override
            public Load start(HaproxyBed bed, List<PoissonLoad.Phase> phases) {
                return PoissonLoad.start(bed.target(), peak * bed.servers().capacity(), part, phases);
            }
        }

        /** Clients that each wait for their answer. */
        record Closed(int clients) implements Traffic {

            @Override
            public Load start(HaproxyBed bed, List<PoissonLoad.Phase> phases) {
                return ClosedLoad.start(
                        bed.target(),
                        clients,
                        phases.stream().map(PoissonLoad.Phase::duration).reduce(Duration.ZERO, Duration::plus));
            }
        }
    }

    private static double bursts(double seconds) {
        return seconds % 5 < 1 ? 1 : REST / PEAK;
    }

    private static Traffic poisson(double utilisation) {
        return new Traffic.Open(utilisation, PoissonLoad.STEADY);
    }

    private static Part roundRobin(String name, double utilisation, double limit) {
        return new Part(
                name,
                "Poisson " + percent(utilisation) + ", roundrobin",
                "roundrobin",
                1,
                UNEVEN,
                poisson(utilisation),
                List.of(Arm.equalAndUnstable(), Arm.capacity(), Arm.steelyard()),
                List.of(
                        new Bar(Figure.MEAN, Arm.STEELYARD, Arm.CAPACITY, limit),
                        new Bar(Figure.P95, Arm.STEELYARD, Arm.CAPACITY, limit)));
    }

    private static Part minLatency(String name, double utilisation, double limit) {
        return new Part(
                name,
                "for the least response time, Poisson " + percent(utilisation) + ", roundrobin",
                "roundrobin",
                1,
                UNEVEN,
                poisson(utilisation),
                List.of(Arm.capacity(), Arm.minLatency()),
                List.of(new Bar(Figure.MEAN, Arm.MIN_LATENCY, Arm.CAPACITY, limit)));
    }

    private static Part leastConnections(String name, double utilisation) {
        return new Part(
                name,
                "Poisson " + percent(utilisation) + ", leastconn",
                "leastconn",
                1,
                UNEVEN,
                poisson(utilisation),
                List.of(Arm.equal(), Arm.capacity(), Arm.steelyard()),
                List.of(new Bar(Figure.P95, Arm.STEELYARD, Arm.EQUAL, 0.65)));
    }

    private static Part harm(String name, double utilisation) {
        return new Part(
                name,
                "do no harm: four equal servers, Poisson " + percent(utilisation) + ", leastconn",
                "leastconn",
                1,
                EQUAL,
                poisson(utilisation),
                List.of(Arm.equal(), Arm.steelyard()),
                List.of(
                        new Bar(Figure.MEAN, Arm.STEELYARD, Arm.EQUAL, 1.02),
                        new Bar(Figure.P95, Arm.STEELYARD, Arm.EQUAL, 1.02)));
    }

    private static Part workers(String name, double utilisation) {
        return new Part(
                name,
                "servers with 8 workers each, Poisson " + percent(utilisation) + ", roundrobin",
                "roundrobin",
                8,
                UNEVEN_WITH_WORKERS,
                poisson(utilisation),
                List.of(Arm.capacity(), Arm.steelyard()),
                List.of(new Bar(Figure.MEAN, Arm.STEELYARD, Arm.CAPACITY, 1.05)));
    }

    private static String percent(double part) {
        return Math.round(100 * part) + " %";
    }

    static Part named(String name) {
        Optional<Part> part =
                ALL.stream().filter(each -> each.name().equals(name)).findFirst();
        return part.orElseThrow(() -> new IllegalArgumentException("bench.parts: there is no part " + name + "; write "
                + String.join(", ", ALL.stream().map(Part::name).toList())));
    }

    HaproxyBed bed() {
        return HaproxyBed.start(
                algorithm, workers, millis.stream().mapToInt(Integer::intValue).toArray());
    }
}
