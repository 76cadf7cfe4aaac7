package io.steelyard.testing;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleUnaryOperator;
import org.awaitility.Awaitility;

/**
 * Open-loop load: requests arrive at random moments, whether earlier ones were answered or not, as those of many
 * independent users do.
 *
 * <p>A response time counts from the moment when the request was due, so that a generator that falls behind shows as
 * slow answers and hides none. The first second or two of a young JVM are slow: leave them out of a window. Ends by
 * itself after the last phase.
 */
public final class PoissonLoad implements Load {

    private static final int MOST_REQUESTS = 1_000_000;

    /** The same rate all the time. */
    public static final DoubleUnaryOperator STEADY = seconds -> 1;

    private final long startedAt;
    private final Client client;
    private final Thread thread;
    private final Answers answers = new Answers();
    private final DoubleUnaryOperator part;
    private volatile double perSecond;
    private volatile boolean stopped;

    /**
     * A stretch of time. The same seed gives the same moments in it, whatever came before.
     *
     * @param duration how long it is
     */
    public record Phase(long seed, Duration duration) {}

    private PoissonLoad(URI target, double perSecond, DoubleUnaryOperator part, List<Phase> phases) {
        this.perSecond = perSecond;
        this.part = part;
        this.client = new Client(target);
        this.thread = new Thread(() -> generate(phases), "load");
        thread.setDaemon(true);
        this.startedAt = System.nanoTime();
    }

    /** Begins at once. The same seed gives the same gaps between requests. */
    public static PoissonLoad start(URI target, double perSecond, long seed, Duration duration) {
        return start(target, perSecond, STEADY, List.of(new Phase(seed, duration)));
    }

    /**
     * Begins at once, with one phase after the other.
     *
     * @param peak the highest rate
     * @param part of the peak that arrives, 0 to 1, by seconds since the phase began
     */
    public static PoissonLoad start(URI target, double peak, DoubleUnaryOperator part, List<Phase> phases) {
        PoissonLoad load = new PoissonLoad(target, peak, part, phases);
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

    @Override
    public int sent() {
        return answers.count();
    }

    @Override
    public int outstanding() {
        return answers.outstanding();
    }

    @Override
    public long failures() {
        return answers.failures();
    }

    @Override
    public List<String> failureMessages() {
        return answers.messages();
    }

    @Override
    public Summary between(Duration from, Duration to) {
        return answers.between(from, to);
    }

    /** All requests that are answered by now. */
    public Summary all() {
        return between(Duration.ZERO, Duration.ofDays(1));
    }

    @Override
    public void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void awaitEnd(Duration patience) {
        Awaitility.await()
                .atMost(patience)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !thread.isAlive() && outstanding() == 0);
    }

    @Override
    public void close() {
        stop();
        client.close();
    }

    private void generate(List<Phase> phases) {
        long begin = 0;
        for (Phase phase : phases) {
            generate(phase, begin);
            begin += phase.duration().toNanos();
        }
    }

    /** Arrivals at the peak rate, of which a part is left out: so the rate may change at any moment. */
    private void generate(Phase phase, long begin) {
        Random random = new Random(phase.seed());
        double due = 0;
        for (int i = 0; i < MOST_REQUESTS && !stopped; i++) {
            due += -Math.log(1 - random.nextDouble()) / perSecond * 1e9;
            if (due > phase.duration().toNanos()) {
                return;
            }
            double arrives = part.applyAsDouble(due / 1e9);
            if (arrives >= 1 || random.nextDouble() < arrives) {
                awaitTime(startedAt + begin + (long) due);
                send(begin + (long) due);
            }
        }
    }

    private void awaitTime(long at) {
        for (long left = at - System.nanoTime(); left > 0 && !stopped; left = at - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void send(long due) {
        if (stopped) {
            return;
        }
        answers.sent();
        client.get()
                .subscribe(
                        status -> answered(due, status / 100 == 2, "status " + status),
                        error -> answered(due, false, error.toString()));
    }

    private void answered(long due, boolean good, String message) {
        answers.answered(new Answers.Answer(due, System.nanoTime() - startedAt - due, good), message);
    }
}
