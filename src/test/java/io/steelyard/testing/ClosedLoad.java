package io.steelyard.testing;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * Closed-loop load: so many clients, each of which sends its next request when it has the answer to the one before, as
 * batch jobs and connection pools do. It never overloads anything: a slow balancer gets fewer requests. Ends by itself.
 */
public final class ClosedLoad implements Load {

    private final Client client;
    private final Answers answers = new Answers();
    private final long startedAt;
    private final long ends;
    private volatile boolean stopped;

    private ClosedLoad(URI target, Duration duration) {
        this.client = new Client(target);
        this.startedAt = System.nanoTime();
        this.ends = duration.toNanos();
    }

    /** Begins at once. */
    public static ClosedLoad start(URI target, int clients, Duration duration) {
        ClosedLoad load = new ClosedLoad(target, duration);
        for (int i = 0; i < clients; i++) {
            load.send();
        }
        return load;
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

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void awaitEnd(Duration patience) {
        Awaitility.await()
                .atMost(patience)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> ended() && outstanding() == 0);
    }

    @Override
    public void close() {
        stop();
        client.close();
    }

    private boolean ended() {
        return stopped || System.nanoTime() - startedAt >= ends;
    }

    private void send() {
        if (ended()) {
            return;
        }
        long due = System.nanoTime() - startedAt;
        answers.sent();
        client.get()
                .subscribe(
                        status -> answered(due, status / 100 == 2, "status " + status),
                        error -> answered(due, false, error.toString()));
    }

    /** A client whose request failed is gone: it would only fail again, as fast as it can. */
    private void answered(long due, boolean good, String message) {
        Answers.Answer answer = new Answers.Answer(due, System.nanoTime() - startedAt - due, good);
        if (good) {
            send(); // before the answer counts, so that what is outstanding is never 0 in between
        }
        answers.answered(answer, message);
    }
}
