package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.steelyard.fault.Figures;
import io.steelyard.testing.RequiresProgram;
import io.steelyard.testing.Slope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon in mode act that meets a random fault at every second poll, as long as {@code -Dsoak.duration} says. What it
 * holds must not grow: heap after a collection, threads, file descriptors.
 */
@RequiresProgram("jcmd")
class SoakIT {

    private static final Duration LASTS = Duration.parse(System.getProperty("steelyard.soak", "PT40S"));
    private static final Duration WARM_UP = Duration.ofSeconds(Math.min(120, LASTS.toSeconds() / 3));
    private static final int SAMPLES = 30;
    private static final long SEED = 20261125;

    /** What is measured; what it may grow by in the whole run before we say that it leaks. */
    private enum Measure {
        HEAP("heap after a collection, MB", "jvm_memory_used_bytes{area=\"heap\"}", 1e6, 3),
        THREADS("threads", "jvm_threads_current", 1, 1),
        FILES("file descriptors", "process_open_fds", 1, 3);

        private final String what;
        private final String series;
        private final double unit;
        private final double mayGrow;

        Measure(String what, String series, double unit, double mayGrow) {
            this.what = what;
            this.series = series;
            this.unit = unit;
            this.mayGrow = mayGrow;
        }
    }

    private final Random random = new Random(SEED);
    private final AtomicInteger faults = new AtomicInteger();
    private final int free = freePort();

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void heap_threads_and_file_descriptors_do_not_grow_under_random_faults() throws Exception {
        try (RudePeer peer = new RudePeer()) {
            peer.answers(exchange -> next().to(exchange));
            try (Program daemon = Program.start("run", "--log-level", "error", "--config", config(peer.url()))) {
                String url = "http://127.0.0.1:" + free;
                await("the daemon listens")
                        .atMost(Program.PATIENCE)
                        .ignoreExceptions()
                        .until(() -> Program.get(url + "/-/healthy").statusCode() == 200);
                Map<Measure, List<Slope.Point>> points = sample(daemon, url + "/metrics");
                report(points, peer);
                keep(points, peer);
                for (Measure measure : Measure.values()) {
                    Slope slope = slope(points, measure);
                    double most = measure.mayGrow / hours(LASTS.minus(WARM_UP));
                    assertThat(slope.risesBy(most))
                            .as("%s: %s; surely above %.1f an hour", measure.what, slope, most)
                            .isFalse();
                }
                assertThat(peer.queries()).as("polls went on").isGreaterThan((int) LASTS.toSeconds());
                assertThat(Program.get(url + "/-/healthy").statusCode()).isEqualTo(200);
            }
        }
    }

    private Map<Measure, List<Slope.Point>> sample(Program daemon, String metrics) {
        Map<Measure, List<Slope.Point>> points = new EnumMap<>(Measure.class);
        long start = System.nanoTime();
        for (int i = 0; i < SAMPLES; i++) {
            Duration at = WARM_UP.plus(LASTS.minus(WARM_UP).multipliedBy(i).dividedBy(SAMPLES - 1));
            await("sample " + i)
                    .pollInterval(Duration.ofMillis(50))
                    .atMost(LASTS.plus(Program.PATIENCE))
                    .until(() -> System.nanoTime() - start >= at.toNanos());
            assertThat(Program.pipe("", "jcmd", Long.toString(daemon.pid()), "GC.run")
                            .exit())
                    .isZero();
            String text = Program.get(metrics).body();
            double now = hours(Duration.ofNanos(System.nanoTime() - start));
            for (Measure measure : Measure.values()) {
                double value = Program.sample(text, measure.series);
                assertThat(value).as(measure.series).isNotNaN();
                points.computeIfAbsent(measure, none -> new ArrayList<>())
                        .add(new Slope.Point(now, value / measure.unit));
            }
        }
        return points;
    }

    private void report(Map<Measure, List<Slope.Point>> points, RudePeer peer) {
        System.out.printf(
                Locale.ROOT,
                "soak of %d s after %d s to warm up: %d polls, %d of them with a fault, %d writes (seed %d)%n",
                LASTS.minus(WARM_UP).toSeconds(),
                WARM_UP.toSeconds(),
                peer.queries(),
                faults.get(),
                peer.shapes(),
                SEED);
        for (Measure measure : Measure.values()) {
            System.out.printf("  %-28s %s%n", measure.what, slope(points, measure));
        }
    }

    /** For docs/reliability.md. */
    private void keep(Map<Measure, List<Slope.Point>> points, RudePeer peer) {
        Figures.record(
                "soak",
                "heap",
                slope(points, Measure.HEAP).interval(),
                "threads",
                slope(points, Measure.THREADS).interval(),
                "files",
                slope(points, Measure.FILES).interval(),
                "minutes",
                Long.toString(LASTS.toMinutes()),
                "polls",
                Integer.toString(peer.queries()),
                "faults",
                Integer.toString(faults.get()));
    }

    private static Slope slope(Map<Measure, List<Slope.Point>> points, Measure measure) {
        return Slope.of(points.getOrDefault(measure, List.of()));
    }

    private static double hours(Duration duration) {
        return duration.toNanos() / 3.6e12;
    }

    private synchronized RudePeer.Answer next() {
        if (random.nextBoolean()) {
            int first = 1 + random.nextInt(99);
            int second = 1 + random.nextInt(99);
            return RudePeer.changed(text ->
                    text.replace("\"Load\":80", "\"Load\":" + first).replace("\"Load\":20", "\"Load\":" + second));
        }
        faults.incrementAndGet();
        return switch (random.nextInt(9)) {
            case 0 -> RudePeer.body(401, "who are you? " + random.nextLong());
            case 1 -> RudePeer.body(404, "nothing");
            case 2 -> RudePeer.body(429, "slow down");
            case 3 -> RudePeer.body(500 + random.nextInt(5), "broken");
            case 4 -> RudePeer.body(200, "<html>log in</html>");
            case 5 -> RudePeer.body(200, RudePeer.GOOD.substring(0, random.nextInt(RudePeer.GOOD.length())));
            case 6 -> RudePeer.changed(text -> text.replace("b" + random.nextInt(2), "b" + random.nextInt(1_000_000)));
            case 7 -> cutOff();
            default -> random.nextBoolean() ? late() : bomb();
        };
    }

    /** Announces more than comes, then closes. */
    private static RudePeer.Answer cutOff() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 10_000);
            exchange.getResponseBody().write(RudePeer.GOOD.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    /** After the daemon gave up; holds no thread meanwhile. */
    private static RudePeer.Answer late() {
        return exchange ->
                CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS).execute(exchange::close);
    }

    private static RudePeer.Answer bomb() {
        return exchange -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                byte[] blanks = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
                for (int i = 0; i < 64; i++) {
                    gzip.write(blanks);
                }
            }
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, bytes.size());
            bytes.writeTo(exchange.getResponseBody());
            exchange.close();
        };
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String config(String url) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "token-of-the-soak");
        return Files.writeString(folder.resolve("steelyard.yaml"), """
                        balancer:
                          type: backplane
                          backplane: {url: "%s", token_file: "%s", max_response_bytes: 1MB}
                        poll: {interval: 100ms, timeout: 100ms}
                        mode: act
                        guard: {cooldown: 1s}
                        http: {listen: "127.0.0.1:%d"}
                        audit: {file: "%s"}
                        """.formatted(
                                url, token, free, folder.resolve("audit.jsonl")))
                .toString();
    }
}
