package io.steelyard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.e2e.Program;
import io.steelyard.testing.HaproxyBed;
import io.steelyard.testing.HaproxyProcess;
import io.steelyard.testing.Load;
import io.steelyard.testing.PoissonLoad;
import io.steelyard.testing.SlowServers.SlowServer;
import io.steelyard.testing.Summary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * One run of one arm. The arrivals of the window are the same in all arms of a pair, however long each takes to settle.
 *
 * @param seed of the arrivals
 * @param settle how long the daemon gets before the window; the other arms need {@link #QUEUES} only
 */
record Trial(Path folder, long seed, Duration settle, Duration window) {

    /** Until queues are as long as they will be on average. */
    private static final Duration QUEUES = Duration.ofSeconds(10);

    /** What is waited for where a queue grows for ever. */
    private static final Duration BOUNDED = Duration.ofSeconds(20);

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern WRITE = Pattern.compile(" web set \\{");
    private static final String SIGNAL = "steelyard_policy_signal\\{[^}]*signal=\"%s\"[^}]*\\} (\\S+)";

    Measured of(Part part, Arm arm) {
        try (HaproxyBed bed = part.bed()) {
            bed.weights(arm.weights());
            if (!arm.daemon()) {
                return measure(part, arm, bed, QUEUES, Optional.empty(), "");
            }
            int port = HaproxyProcess.freePort();
            try (Program daemon = Program.start("run", "--config", config(arm, bed, port))) {
                return measure(part, arm, bed, settle, Optional.of(daemon), "http://127.0.0.1:" + port + "/metrics");
            }
        }
    }

    private Measured measure(
            Part part, Arm arm, HaproxyBed bed, Duration before, Optional<Program> daemon, String metrics) {
        Duration during = arm.diverges() ? BOUNDED : window;
        Duration end = before.plus(during);
        try (Load load = part.traffic()
                .start(bed, List.of(new PoissonLoad.Phase(-seed, before), new PoissonLoad.Phase(seed, during)))) {
            await(before);
            bed.servers().reset();
            int settling = moves(daemon);
            await(during);
            double utilisation = utilisation(bed);
            double slowest = slowest(bed);
            int moves = moves(daemon) - settling;
            String concurrency = daemon.map(running -> concurrency(metrics)).orElse("");
            load.awaitEnd(PATIENCE);
            daemon.ifPresent(running -> System.out.println(running.err()));
            System.out.println(bed.servers().report());
            if (!arm.diverges()) { // there a request may wait for longer than HAProxy's timeout
                assertThat(load.failures())
                        .as("failed requests: %s", load.failureMessages())
                        .isZero();
            }
            Summary summary = load.between(before, end);
            return new Measured(
                    millis(summary.mean()),
                    millis(summary.p95()),
                    summary.count(),
                    utilisation,
                    slowest,
                    settling,
                    moves,
                    concurrency,
                    bed.weights());
        }
    }

    private static void await(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        Awaitility.await()
                .atMost(time.plusSeconds(5))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> System.nanoTime() >= until);
    }

    /** The part of the whole capacity that was used: each server's by its own. */
    private static double utilisation(HaproxyBed bed) {
        return bed.servers().all().stream()
                        .mapToDouble(server -> server.utilisation() * server.capacity())
                        .sum()
                / bed.servers().capacity();
    }

    private static double slowest(HaproxyBed bed) {
        return bed.servers().all().stream()
                .filter(server -> server.served() > 0)
                .mapToDouble(SlowServer::slowdown)
                .max()
                .orElse(1);
    }

    private static int moves(Optional<Program> daemon) {
        return daemon.map(
                        running -> (int) WRITE.matcher(running.err()).results().count())
                .orElse(0);
    }

    /** What the newest decision took it for, and between which limits. */
    private static String concurrency(String metrics) {
        String text = Program.get(metrics).body();
        String best = signal(text, "concurrency");
        String least = signal(text, "concurrency_least");
        String most = signal(text, "concurrency_most");
        return least.equals(most) ? best : best + " (" + least + " to " + most + ")";
    }

    private static String signal(String text, String name) {
        Matcher value = Pattern.compile(SIGNAL.formatted(name)).matcher(text);
        return value.find() ? value.group(1).replaceFirst("\\.0$", "") : "unknown";
    }

    private String config(Arm arm, HaproxyBed bed, int port) {
        try {
            return Files.writeString(folder.resolve("steelyard.yaml"), """
                balancer:
                  type: haproxy
                  haproxy: {socket: "%s", proxies: ["web"]}
                mode: act
                policies: [{type: equal-load, parameters: %s}]
                http: {listen: "127.0.0.1:%d"}
                """.formatted(
                                    bed.haproxy().adminSocket(), arm.parameters(), port))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
