package io.steelyard.testing;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * Open-loop load: requests arrive at random moments, whether earlier ones were answered or not, as those of many
 * independent users do.
 *
 * <p>A response time counts from the moment when the request was due, so that a generator that falls behind shows as
 * slow answers and hides none. Connections to the balancer are kept and as many as are needed are opened: nobody waits in
 * the client. The first second or two of a young JVM are slow: leave them out of a window. An answer other than 2xx and a broken connection are failures. Ends by itself after {@code duration}.
 */
public final class PoissonLoad implements AutoCloseable {

    private static final int MOST_REQUESTS = 1_000_000;
    private static final int MOST_MESSAGES = 10;

    private final long startedAt;
    private final HttpClient client;
    private final LoopResources loops;
    private final ConnectionProvider connections;
    private final Thread thread;
    private final List<Answer> answers = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private volatile double perSecond;
    private volatile boolean stopped;
    private int sent;

    private PoissonLoad(URI target, double perSecond, long seed, Duration duration) {
        this.perSecond = perSecond;
        this.loops = LoopResources.create("load", 1, true);
        this.connections = ConnectionProvider.builder("load")
                .maxConnections(20_000)
                .pendingAcquireMaxCount(-1)
                .pendingAcquireTimeout(Duration.ofMinutes(1))
                .build();
        this.client = HttpClient.create(connections)
                .runOn(loops)
                .responseTimeout(Duration.ofMinutes(2))
                .baseUrl(target.toString());
        this.thread = new Thread(() -> generate(new Random(seed), duration), "load");
        thread.setDaemon(true);
        client.warmup().block(Duration.ofSeconds(20));
        this.startedAt = System.nanoTime();
    }

    /** Begins at once. The same seed gives the same gaps between requests. */
    public static PoissonLoad start(URI target, double perSecond, long seed, Duration duration) {
        PoissonLoad load = new PoissonLoad(target, perSecond, seed, duration);
        load.thread.start();
        return load;
    }

    /** Changes the mean rate from now on. */
    public void rate(double perSecond) {
        this.perSecond = perSecond;
    }

    /** Time since the start; what windows are given in. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    public synchronized int sent() {
        return sent;
    }

    public synchronized int outstanding() {
        return sent - answers.size();
    }

    public synchronized long failures() {
        return answers.stream().filter(answer -> !answer.good()).count();
    }

    /** The first few failures in words. */
    public synchronized List<String> failureMessages() {
        return List.copyOf(messages);
    }

    /** The requests that were due in this window and are answered by now. */
    public synchronized Summary between(Duration from, Duration to) {
        return Summary.of(answers.stream()
                .filter(answer -> answer.due() >= from.toNanos() && answer.due() < to.toNanos())
                .toList());
    }

    /** All requests that are answered by now. */
    public Summary all() {
        return between(Duration.ZERO, Duration.ofDays(1));
    }

    /** Sends no more requests. */
    public void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** Waits until the time is over and each request is answered. */
    public void awaitEnd(Duration patience) {
        Awaitility.await()
                .atMost(patience)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !thread.isAlive() && outstanding() == 0);
    }

    @Override
    public void close() {
        stop();
        connections.disposeLater().block(Duration.ofSeconds(5));
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(5));
    }

    private void generate(Random random, Duration duration) {
        double due = 0;
        for (int i = 0; i < MOST_REQUESTS && !stopped; i++) {
            due += -Math.log(1 - random.nextDouble()) / perSecond * 1e9;
            if (due > duration.toNanos()) {
                return;
            }
            awaitTime(startedAt + (long) due);
            if (!stopped) {
                send((long) due);
            }
        }
    }

    private void awaitTime(long at) {
        for (long left = at - System.nanoTime(); left > 0 && !stopped; left = at - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void send(long due) {
        synchronized (this) {
            sent++;
        }
        client.get()
                .responseSingle((response, body) -> body.asString().thenReturn(response))
                .map(HttpClientResponse::status)
                .subscribe(
                        status -> answered(due, status.code() / 100 == 2, "status " + status.code()),
                        error -> answered(due, false, error.toString()));
    }

    private synchronized void answered(long due, boolean good, String message) {
        answers.add(new Answer(due, System.nanoTime() - startedAt - due, good));
        if (!good && messages.size() < MOST_MESSAGES) {
            messages.add(message);
        }
    }

    private record Answer(long due, long took, boolean good) {}

    /** Response times of some requests. */
    public record Summary(
            int count, int failures, Duration mean, Duration p50, Duration p95, Duration p99, Duration max) {

        private static Summary of(List<Answer> answers) {
            long[] times = answers.stream().mapToLong(Answer::took).sorted().toArray();
            return new Summary(
                    times.length,
                    (int) answers.stream().filter(answer -> !answer.good()).count(),
                    Duration.ofNanos((long) Arrays.stream(times).average().orElse(0)),
                    quantile(times, 0.5),
                    quantile(times, 0.95),
                    quantile(times, 0.99),
                    quantile(times, 1));
        }

        private static Duration quantile(long[] sorted, double q) {
            int at = (int) Math.ceil(q * sorted.length) - 1;
            return sorted.length == 0 ? Duration.ZERO : Duration.ofNanos(sorted[Math.max(0, at)]);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d requests, %d failed, mean %.1f ms, p50 %.1f, p95 %.1f, p99 %.1f, max %.1f",
                    count,
                    failures,
                    millis(mean),
                    millis(p50),
                    millis(p95),
                    millis(p99),
                    millis(max));
        }

        private static double millis(Duration duration) {
            return duration.toNanos() / 1e6;
        }
    }
}
