package io.steelyard.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.steelyard.adapter.Balancer;
import io.steelyard.model.Backend;
import io.steelyard.model.Moment;
import io.steelyard.model.Snapshot;
import io.steelyard.model.TimeSource;
import io.steelyard.source.ReadException;
import io.steelyard.testing.HaproxyBed;
import io.steelyard.testing.HaproxyProcess;
import io.steelyard.testing.PoissonLoad;
import io.steelyard.testing.RequiresProgram;
import io.steelyard.testing.SlowServers;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What the adapter makes of real traffic through a real HAProxy. */
@RequiresProgram("haproxy")
class HaproxyTrafficTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Stands still while a poll runs, and jumps ten seconds between two: rates are exact whatever the machine does. */
    private final AtomicLong seconds = new AtomicLong();

    private final TimeSource clock = () -> new Moment(Instant.EPOCH, Duration.ofSeconds(seconds.get()));

    @Test
    void the_rates_of_two_polls_are_the_answers_between_them() {
        try (HaproxyBed bed = HaproxyBed.start()) {
            Balancer balancer = of(HaproxyConnection.at(bed.haproxy().adminSocket()));
            read(balancer);
            try (PoissonLoad load = bed.load(0.4, 1, Duration.ofMillis(500))) {
                load.awaitEnd(PATIENCE);
                seconds.addAndGet(10);
                Snapshot after = read(balancer);

                for (int i = 0; i < 4; i++) {
                    Backend backend = after.backends().get(i);
                    double answered = bed.servers().server(i).served();
                    assertThat(answered).isPositive();
                    assertThat(backend.requestsPerSecond().orElseThrow()).isCloseTo(answered / 10, within(1e-9));
                    assertThat(backend.errorsPerSecond()).hasValue(0);
                    assertThat(backend.responseTime().orElseThrow())
                            .isGreaterThanOrEqualTo(Duration.ofMillis((5L << i) - 1));
                }
                assertThat(load.failures()).isZero();
            }
        }
    }

    @Test
    void without_new_requests_nothing_is_said_of_response_times() {
        try (HaproxyBed bed = HaproxyBed.start()) {
            Balancer balancer = of(HaproxyConnection.at(bed.haproxy().adminSocket()));
            try (PoissonLoad load = bed.load(0.4, 1, Duration.ofMillis(100))) {
                load.awaitEnd(PATIENCE);
            }
            read(balancer);
            seconds.addAndGet(10);

            assertThat(read(balancer).backends()).allSatisfy(backend -> {
                assertThat(backend.requestsPerSecond()).hasValue(0);
                assertThat(backend.responseTime()).isEmpty();
            });
        }
    }

    @Test
    void answers_with_5xx_and_failed_connections_are_errors() {
        try (SlowServers servers = SlowServers.start(Duration.ofMillis(1));
                Web web = new Web("""
                        server failing %s weight 100
                        server absent 127.0.0.1:%d weight 100
                        """.formatted(servers.server(0).address(), HaproxyProcess.freePort()), "retries 0")) {
            servers.server(0).failing(true);
            Balancer balancer = of(HaproxyConnection.at(web.haproxy.adminSocket()));
            read(balancer);
            try (PoissonLoad load = web.load(100, Duration.ofMillis(400))) {
                load.awaitEnd(PATIENCE);
                seconds.addAndGet(10);
                Snapshot after = read(balancer);

                double errors = after.backends().stream()
                        .mapToDouble(backend -> backend.errorsPerSecond().orElseThrow())
                        .sum();
                assertThat(errors).isCloseTo(load.sent() / 10.0, within(1e-9));
                assertThat(after.backends().get(1).errorsPerSecond().orElseThrow())
                        .isPositive();
                assertThat(after.backends().get(1).requestsPerSecond()).hasValue(0);
            }
        }
    }

    @Test
    void requests_in_flight_are_the_load() {
        try (SlowServers servers = SlowServers.start(Duration.ofSeconds(20));
                Web web = new Web("server a " + servers.server(0).address() + " weight 1", "");
                PoissonLoad load = web.load(1000, Duration.ofMillis(20))) {
            Balancer balancer = of(HaproxyConnection.at(web.haproxy.adminSocket()));

            awaitLoad(balancer, load);
        }
    }

    @Test
    void the_queue_of_a_proxy_is_load_too() {
        try (SlowServers servers = SlowServers.start(Duration.ofSeconds(20), Duration.ofSeconds(20));
                Web web = new Web(
                        """
                        server a %s weight 1 maxconn 1
                        server b %s weight 1 maxconn 1
                        """.formatted(
                                servers.server(0).address(), servers.server(1).address()),
                        "");
                PoissonLoad load = web.load(1000, Duration.ofMillis(20))) {
            Balancer balancer = of(HaproxyConnection.at(web.haproxy.adminSocket()));

            Snapshot seen = awaitLoad(balancer, load);

            assertThat(seen.backends().get(0).load().orElseThrow()).isEqualTo(load.sent() / 2.0);
        }
    }

    @Test
    void in_mode_tcp_a_completion_is_a_session_that_ended() {
        try (SlowServers servers = SlowServers.start(Duration.ofMillis(1));
                Web web = new Web("server a " + servers.server(0).address() + " weight 1", "mode tcp")) {
            Balancer balancer = of(HaproxyConnection.at(web.haproxy.adminSocket()));
            read(balancer);
            PoissonLoad load = web.load(200, Duration.ofMillis(100));
            load.awaitEnd(PATIENCE);
            seconds.addAndGet(10);
            // The load keeps its connections, so the sessions are still there.
            assertThat(read(balancer).backends().get(0).requestsPerSecond()).hasValue(0);
            double held = read(balancer).backends().get(0).load().orElseThrow();
            assertThat(held).isPositive();

            load.close();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> web.haproxy.command("show stat web 4 -1").contains("web,a,0,0,0,"));
            seconds.addAndGet(10);

            assertThat(read(balancer).backends().get(0).requestsPerSecond()).hasValue(held / 10);
        }
    }

    @Test
    void a_random_algorithm_is_warned_of_once_by_name() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(HaproxyBalancer.class);
        log.start();
        logger.addAppender(log);
        try (HaproxyBed bed = HaproxyBed.start("random")) {
            Balancer balancer = of(HaproxyConnection.at(bed.haproxy().adminSocket()));
            read(balancer);
            read(balancer);
        } finally {
            logger.detachAppender(log);
        }

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(message -> message.contains("random"))
                .singleElement()
                .asString()
                .startsWith("proxy web: ")
                .contains("`balance roundrobin` is exact");
    }

    @Test
    void a_frozen_haproxy_meets_the_deadline_and_is_read_again_later() {
        try (HaproxyBed bed = HaproxyBed.start()) {
            Balancer balancer =
                    of(HaproxyConnection.at(bed.haproxy().adminSocket()).withTimeout(Duration.ofMillis(500)));
            bed.haproxy().freeze();
            assertThatThrownBy(() -> read(balancer))
                    .isInstanceOf(ReadException.class)
                    .hasMessageContaining("within 500ms");
            bed.haproxy().thaw();

            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> read(balancer).backends().size() == 4);
        }
    }

    @Tag("bench")
    @Test
    void averaged_loads_obey_littles_law() {
        try (HaproxyBed bed = HaproxyBed.start()) {
            bed.weights(HaproxyBed.CAPACITY_WEIGHTS);
            Balancer balancer = HaproxyBalancer.of(
                    HaproxyConnection.at(bed.haproxy().adminSocket()),
                    () -> new Moment(Instant.EPOCH, Duration.ofNanos(System.nanoTime())),
                    Schedulers.parallel());
            try (PoissonLoad load = bed.load(0.64, 3, Duration.ofSeconds(40))) {
                List<Snapshot> polls = Objects.requireNonNull(Flux.interval(Duration.ofSeconds(1))
                        .onBackpressureDrop()
                        .concatMap(tick -> balancer.source().read(), 0)
                        .skip(3)
                        .take(30)
                        .collectList()
                        .block(Duration.ofMinutes(1)));
                double inFlight = polls.stream()
                        .mapToDouble(HaproxyTrafficTest::load)
                        .average()
                        .orElseThrow();
                double rate = polls.stream()
                        .mapToDouble(HaproxyTrafficTest::rate)
                        .average()
                        .orElseThrow();
                double waiting = polls.stream()
                        .mapToDouble(HaproxyTrafficTest::waiting)
                        .average()
                        .orElseThrow();
                System.out.printf(
                        "in flight %.2f, rate %.1f/s x mean response time %.1f ms = %.2f%n",
                        inFlight, rate, 1000 * waiting / rate, waiting);
                for (int i = 0; i < 4; i++) {
                    int server = i;
                    double[] loads = polls.stream()
                            .mapToDouble(
                                    poll -> poll.backends().get(server).load().orElseThrow())
                            .toArray();
                    double mean = Arrays.stream(loads).average().orElseThrow();
                    double variance = Arrays.stream(loads)
                            .map(value -> (value - mean) * (value - mean))
                            .average()
                            .orElseThrow();
                    System.out.printf("s%d: load %.2f, deviation of one poll %.2f%n", i, mean, Math.sqrt(variance));
                }
                assertThat(load.failures()).isZero();
                assertThat(inFlight).isBetween(waiting / 2, waiting * 2);
            }
        }
    }

    private static double load(Snapshot seen) {
        return seen.backends().stream()
                .mapToDouble(backend -> backend.load().orElseThrow())
                .sum();
    }

    /** Rate times response time, as HAProxy has measured both: the time of a client counts how slow this machine is too. */
    private static double waiting(Snapshot seen) {
        return seen.backends().stream()
                .mapToDouble(backend -> backend.requestsPerSecond().orElseThrow()
                        * backend.responseTime().orElse(Duration.ZERO).toNanos()
                        / 1e9)
                .sum();
    }

    private static double rate(Snapshot seen) {
        return seen.backends().stream()
                .mapToDouble(backend -> backend.requestsPerSecond().orElseThrow())
                .sum();
    }

    private static Snapshot awaitLoad(Balancer balancer, PoissonLoad load) {
        return Awaitility.await().atMost(PATIENCE).until(() -> read(balancer), seen -> {
            return load.elapsed().compareTo(Duration.ofSeconds(1)) > 0 && load.sent() > 2 && load(seen) == load.sent();
        });
    }

    private Balancer of(HaproxyConnection settings) {
        return HaproxyBalancer.of(settings.withSamples(3, Duration.ofMillis(20)), clock, Schedulers.parallel());
    }

    private static Snapshot read(Balancer balancer) {
        return Objects.requireNonNull(balancer.source().read().block(PATIENCE));
    }

    /** An HAProxy with one proxy. */
    private static final class Web implements AutoCloseable {

        private final int port = HaproxyProcess.freePort();
        private final HaproxyProcess haproxy;

        Web(String servers, String options) {
            haproxy = HaproxyProcess.start("""
                    listen web
                        bind 127.0.0.1:%d
                        balance roundrobin
                        %s
                    %s
                    """.formatted(port, options, servers));
        }

        PoissonLoad load(double perSecond, Duration duration) {
            return PoissonLoad.start(URI.create("http://127.0.0.1:" + port + "/"), perSecond, 1, duration);
        }

        @Override
        public void close() {
            haproxy.close();
        }
    }
}
