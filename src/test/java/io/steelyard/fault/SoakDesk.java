package io.steelyard.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.steelyard.contract.Bench;
import io.steelyard.contract.Bench.Part;
import io.steelyard.contract.Bench.Wire;
import io.steelyard.e2e.Program;
import io.steelyard.testing.FaultProxy;
import io.steelyard.testing.FaultProxy.Toxic;
import io.steelyard.testing.Slope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon that has work all the time, because an operator moves the weights away again and again, and a wire that is
 * spoiled half of the time, by chance, as long as {@code -Dsoak.duration} says. What the daemon holds must not grow:
 * heap after a collection, threads, file descriptors.
 */
abstract class SoakDesk {

    private static final Duration LASTS = Duration.parse(System.getProperty("steelyard.soak", "PT40S"));
    private static final Duration WARM_UP = Duration.ofSeconds(Math.min(120, LASTS.toSeconds() / 3));
    private static final int SAMPLES = 30;
    private static final long SEED = 20261125;

    /** The options of packaging/systemd/steelyard.service. */
    private static final List<String> AS_THE_UNIT =
            List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:+ExitOnOutOfMemoryError");

    private static final String CONFIG = """
            poll: {interval: 100ms, timeout: 100ms}
            mode: act
            policies:
              - {name: keep, type: static, endpoints: ["%s"], parameters: {weights: {%s: 50, %s: 30, %s: 20}}}
            guard: {cooldown: 0s, settle: 0, max_step: 1, velocity: 1000, flips: 1000, dead_band: 0.01, rearm_after: 1s}
            http: {listen: "127.0.0.1:0"}
            audit: {file: "%s"}
            """;

    /** What is measured; what it may grow by in the whole run before we say that it leaks. */
    private enum Measure {
        HEAP("heap after a collection, MB", 3),
        THREADS("threads", 1),
        FILES("file descriptors", 3);

        private final String what;
        private final double mayGrow;

        Measure(String what, double mayGrow) {
            this.what = what;
            this.mayGrow = mayGrow;
        }
    }

    protected final Random random = new Random(SEED);
    private final Map<Measure, List<Slope.Point>> points = new EnumMap<>(Measure.class);
    private int faults;
    private int edits;

    @TempDir
    private Path folder = Path.of(".");

    protected abstract Bench bench();

    /** Of the balancer, for the figures. */
    protected abstract String name();

    /** What can happen on the wire to this balancer only. */
    protected abstract Toxic special();

    @Test
    void heap_threads_and_file_descriptors_do_not_grow_under_random_faults() throws IOException {
        try (Bench bench = bench();
                Watched daemon = Watched.start(AS_THE_UNIT, config(bench))) {
            Wire wire = bench.wire().orSkip();
            soak(bench, wire.proxy(), daemon);
            wire.proxy().clear();
            await("it is up again").atMost(Program.PATIENCE).until(daemon::up);
            long writes = wire.proxy().count(wire.write());
            report(daemon, writes);
            for (Measure measure : Measure.values()) {
                double most = measure.mayGrow / hours(LASTS.minus(WARM_UP));
                assertThat(slope(measure).risesBy(most))
                        .as("%s: %s; surely above %.1f an hour", measure.what, slope(measure), most)
                        .isFalse();
            }
            assertThat(daemon.polls()).as("polls went on").isGreaterThan((double) LASTS.toSeconds());
            assertThat(writes).as("it had something to do").isGreaterThan(LASTS.toSeconds() / 20);
            daemon.assertAlive();
        }
    }

    private Path config(Bench bench) throws IOException {
        String endpoint = bench.endpoint(Part.THREE);
        List<String> routes = List.copyOf(bench.weights(endpoint).keySet());
        return Files.writeString(
                folder.resolve("steelyard.yaml"),
                bench.configuration(Part.THREE, Part.NEIGHBOUR).orSkip()
                        + CONFIG.formatted(
                                endpoint, routes.get(0), routes.get(1), routes.get(2), folder.resolve("audit.jsonl")));
    }

    /** Phases of chance, each with a fault or without; samples in between. */
    private void soak(Bench bench, FaultProxy proxy, Watched daemon) {
        long start = System.nanoTime();
        for (int i = 0; i < SAMPLES; ) {
            if (random.nextBoolean()) {
                faults++;
                proxy.always(random.nextInt(3) == 0 ? special() : onTheWire());
            } else {
                proxy.clear();
                edit(bench);
            }
            pause(Duration.ofMillis(random.nextInt(100, 2_500)));
            Duration at = WARM_UP.plus(LASTS.minus(WARM_UP).multipliedBy(i).dividedBy(SAMPLES - 1));
            if (System.nanoTime() - start >= at.toNanos()) {
                sample(daemon, System.nanoTime() - start);
                i++;
            }
        }
    }

    private void edit(Bench bench) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        String endpoint = bench.endpoint(Part.THREE);
        bench.weights(endpoint).keySet().forEach(route -> weights.put(route, random.nextInt(1, 200)));
        bench.edit(endpoint, weights);
        edits++;
    }

    private Toxic onTheWire() {
        return switch (random.nextInt(9)) {
            case 0 -> new Toxic.Reset();
            case 1 -> new Toxic.Blackhole();
            case 2 -> new Toxic.LostAnswer();
            case 3 -> new Toxic.HalfClose();
            case 4 -> new Toxic.Slow(random.nextInt(20, 2_000));
            case 5 -> new Toxic.Latency(Duration.ofMillis(random.nextInt(20, 1_000)));
            case 6 -> new Toxic.Limit(random.nextInt(2_000), random.nextBoolean());
            case 7 -> new Toxic.Instead("");
            default -> new Toxic.Instead(garbage());
        };
    }

    private String garbage() {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, random.nextInt(5_000)).forEach(i -> text.append((char) random.nextInt(256)));
        return text.toString();
    }

    private void sample(Watched daemon, long nanos) {
        double now = hours(Duration.ofNanos(nanos));
        keep(Measure.HEAP, now, daemon.heapAfterCollection() / 1e6);
        keep(Measure.THREADS, now, daemon.value("jvm_threads_current"));
        keep(Measure.FILES, now, daemon.value("process_open_fds"));
    }

    private void keep(Measure measure, double now, double value) {
        points.computeIfAbsent(measure, none -> new ArrayList<>()).add(new Slope.Point(now, value));
    }

    private Slope slope(Measure measure) {
        return Slope.of(points.getOrDefault(measure, List.of()));
    }

    private void report(Watched daemon, long writes) {
        long polls = Math.round(daemon.polls());
        long failed = Math.round(daemon.failed());
        System.out.printf(
                Locale.ROOT,
                "soak over %s, %d s after %d s to warm up: %d polls, %d failed in %d faults, %d edits, %d writes (seed %d)%n",
                name(),
                LASTS.minus(WARM_UP).toSeconds(),
                WARM_UP.toSeconds(),
                polls,
                failed,
                faults,
                edits,
                writes,
                SEED);
        for (Measure measure : Measure.values()) {
            System.out.printf("  %-28s %s%n", measure.what, slope(measure));
        }
        Figures.record(
                "soak-" + name(),
                "heap",
                slope(Measure.HEAP).interval(),
                "threads",
                slope(Measure.THREADS).interval(),
                "files",
                slope(Measure.FILES).interval(),
                "minutes",
                Long.toString(LASTS.toMinutes()),
                "polls",
                Long.toString(polls),
                "failed",
                Long.toString(failed),
                "faults",
                Integer.toString(faults),
                "edits",
                Integer.toString(edits),
                "writes",
                Long.toString(writes));
    }

    private static double hours(Duration duration) {
        return duration.toNanos() / 3.6e12;
    }

    private static void pause(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }
}
