package io.steelyard.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * HTTP servers on the loopback interface that each work on one request at a time (or on k), in the order of arrival, for
 * a fixed time.
 *
 * <p>Nothing sleeps: a request's end is known when it arrives, and a timer sends the answer then. A timer that is late
 * delays that one answer and takes nothing from the server's capacity, so that the capacity is exact on a busy machine
 * too. {@link #report} says how long requests were really worked on.
 */
public final class SlowServers implements AutoCloseable {

    private final List<SlowServer> servers;
    private final Scheduler timer;
    private final LoopResources loops;

    private SlowServers(List<SlowServer> servers, Scheduler timer, LoopResources loops) {
        this.servers = servers;
        this.timer = timer;
        this.loops = loops;
    }

    /** One server for each of these service times, one request at a time each. */
    public static SlowServers start(Duration... serviceTimes) {
        return start(1, serviceTimes);
    }

    /** The same with so many requests at a time each. */
    public static SlowServers start(int workers, Duration... serviceTimes) {
        Scheduler timer = Schedulers.newSingle("slow-servers", true);
        LoopResources loops = LoopResources.create("slow-servers", 1, true);
        List<SlowServer> servers = Arrays.stream(serviceTimes)
                .map(time -> new SlowServer(time, workers, timer, loops))
                .toList();
        return new SlowServers(servers, timer, loops);
    }

    public List<SlowServer> all() {
        return servers;
    }

    public SlowServer server(int index) {
        return servers.get(index);
    }

    /** Requests per second that all of them can answer. */
    public double capacity() {
        return servers.stream().mapToDouble(SlowServer::capacity).sum();
    }

    /** Forgets what was measured. */
    public void reset() {
        servers.forEach(SlowServer::reset);
    }

    /** A line for each server: what it answered, how long that took, how busy it was. */
    public String report() {
        return servers.stream().map(SlowServer::toString).collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        servers.forEach(SlowServer::close);
        timer.dispose();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(5));
    }

    /** One of them. */
    public static final class SlowServer {

        private final DisposableServer http;
        private final Scheduler timer;
        private final List<Long> freeAt;
        private Duration serviceTime;
        private boolean failing;

        private long since = System.nanoTime();
        private long served;
        private long workedNanos;
        private long measuredNanos;

        private SlowServer(Duration serviceTime, int workers, Scheduler timer, LoopResources loops) {
            this.serviceTime = serviceTime;
            this.timer = timer;
            this.freeAt = new ArrayList<>(Collections.nCopies(workers, System.nanoTime()));
            this.http = HttpServer.create()
                    .host("127.0.0.1")
                    .port(0)
                    .runOn(loops)
                    .handle((request, response) -> failing()
                            ? response.status(500).send()
                            : response.header("Content-Type", "text/plain").sendString(serve()))
                    .bindNow();
        }

        public int port() {
            return http.port();
        }

        /** For a {@code server} line of HAProxy. */
        public String address() {
            return "127.0.0.1:" + port();
        }

        public synchronized double capacity() {
            return freeAt.size() * 1e9 / serviceTime.toNanos();
        }

        /** Makes it faster or slower for requests that arrive from now on. */
        public synchronized void serviceTime(Duration time) {
            serviceTime = time;
        }

        /** While failing it answers 500 at once, as a server does that has lost its database. */
        public synchronized void failing(boolean fails) {
            failing = fails;
        }

        /** Requests that were answered since the last reset. */
        public synchronized long served() {
            return served;
        }

        /** The part of the time since the last reset that it worked. */
        public synchronized double utilisation() {
            return workedNanos / (double) freeAt.size() / Math.max(1, System.nanoTime() - since);
        }

        /** How long a request was worked on in the mean, with the timer's delay, without waiting in line. */
        public synchronized Duration measuredServiceTime() {
            return served == 0 ? Duration.ZERO : Duration.ofNanos(measuredNanos / served);
        }

        /** How many times as long as it should a request was worked on, by the timer's delay. */
        public synchronized double slowdown() {
            return measuredServiceTime().toNanos() / (double) serviceTime.toNanos();
        }

        @Override
        public synchronized String toString() {
            return String.format(
                    Locale.ROOT,
                    "port %d: service time %.1f ms (measured %.2f ms), %d answered, %.1f/s, utilisation %.1f %%",
                    port(),
                    serviceTime.toNanos() / 1e6,
                    measuredServiceTime().toNanos() / 1e6,
                    served,
                    served * 1e9 / Math.max(1, System.nanoTime() - since),
                    100 * utilisation());
        }

        private synchronized boolean failing() {
            return failing;
        }

        private synchronized Mono<String> serve() {
            long now = System.nanoTime();
            long free = freeAt.stream().mapToLong(Long::longValue).min().orElseThrow();
            long start = Math.max(now, free);
            long end = start + serviceTime.toNanos();
            freeAt.set(freeAt.indexOf(free), end);
            return Mono.just("ok\n")
                    .delayElement(Duration.ofNanos(end - now), timer)
                    .doOnNext(answer -> done(start, end));
        }

        private synchronized void done(long start, long end) {
            served++;
            workedNanos += end - start;
            measuredNanos += System.nanoTime() - start;
        }

        private synchronized void reset() {
            since = System.nanoTime();
            served = 0;
            workedNanos = 0;
            measuredNanos = 0;
        }

        private void close() {
            http.disposeNow(Duration.ofSeconds(5));
        }
    }
}
