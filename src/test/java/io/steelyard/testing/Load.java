package io.steelyard.testing;

import java.time.Duration;
import java.util.List;

/** Requests that are being sent to a balancer, and what became of them. */
public interface Load extends AutoCloseable {

    /** Requests so far. */
    int sent();

    /** Requests that wait for their answer. */
    int outstanding();

    /** Answers other than 2xx, and broken connections. */
    long failures();

    /** The first few failures in words. */
    List<String> failureMessages();

    /** The requests that were due in this window, from the start on, and are answered by now. */
    Summary between(Duration from, Duration to);

    /** Sends no more requests. */
    void stop();

    /** Waits until the time is over and each request is answered. */
    void awaitEnd(Duration patience);

    @Override
    void close();
}
