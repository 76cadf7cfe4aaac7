package io.steelyard.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.steelyard.adapter.Balancer;
import io.steelyard.model.Backend;
import io.steelyard.model.Moment;
import io.steelyard.model.Snapshot;
import io.steelyard.source.ReadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Signal;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** How the readings of one poll become one snapshot. */
class SamplingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final AtomicInteger reading = new AtomicInteger();
    private final AtomicInteger seconds = new AtomicInteger();

    @Test
    void readings_are_spread_by_the_timer_that_was_given() throws Exception {
        VirtualTimeScheduler timer = VirtualTimeScheduler.create();
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> answer(7, reading.incrementAndGet(), 0))) {
            Balancer balancer = of(HaproxyConnection.at(socket.address()).withSamples(5, Duration.ofSeconds(4)), timer);
            CompletableFuture<Snapshot> poll = balancer.source().read().toFuture();

            Awaitility.await().atMost(PATIENCE).until(() -> {
                timer.advanceTimeBy(Duration.ofSeconds(1));
                return poll.isDone();
            });

            assertThat(timer.now(TimeUnit.SECONDS)).isGreaterThanOrEqualTo(4);
            int readings = socket.commands().size();
            assertThat(readings).isBetween(2, 5);
            // In flight were 1, 2, 3, …
            assertThat(only(poll.get()).load()).hasValue((readings + 1) / 2.0);
        } finally {
            timer.dispose();
        }
    }

    @Test
    void a_reading_that_does_not_come_in_time_costs_itself_and_none_of_those_before_it() throws Exception {
        VirtualTimeScheduler timer = VirtualTimeScheduler.create();
        Duration timeout = Duration.ofMillis(800);
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> {
            int number = reading.incrementAndGet();
            return number < 3 ? answer(7, number, 0) : null;
        })) {
            Balancer balancer = HaproxyBalancer.of(
                    HaproxyConnection.at(socket.address())
                            .withSamples(8, Duration.ofMillis(600))
                            .withTimeout(timeout),
                    () -> new Moment(Instant.EPOCH, Duration.ofSeconds(seconds.get())),
                    timer);
            CompletableFuture<Snapshot> poll =
                    balancer.source().read().timeout(timeout, timer).toFuture();

            Awaitility.await().atMost(PATIENCE).until(() -> {
                timer.advanceTimeBy(Duration.ofMillis(10));
                return poll.isDone();
            });

            assertThat(poll).succeedsWithin(PATIENCE);
            assertThat(only(poll.get()).load().orElseThrow()).isBetween(1.0, 1.5);
        } finally {
            timer.dispose();
        }
    }

    /** A frontend of the same name hides a backend, so that all are read to see one. */
    @Test
    void rows_that_are_read_and_not_kept_count_among_those_that_HAProxy_can_be_asked_for() throws IOException {
        StringBuilder everything = new StringBuilder(answer(7, 1, 0).stripTrailing()).append('\n');
        for (int server = 0; server < 1000; server++) {
            everything.append("other,s").append(server).append(",2,UP,0,0,0,10,0,\n");
        }
        everything.append("other,BACKEND,1,UP,0,0,0,10,,\n\n");
        String hidden = "Pid: 7\nUptime_sec: 5\n\n# pxname,svname,type,status,scur,stot,qcur,uweight,req_tot,\n\n";
        try (FakeStatsSocket socket =
                new FakeStatsSocket(command -> command.contains("show stat web") ? hidden : everything.toString())) {
            Balancer balancer = of(
                    HaproxyConnection.at(socket.address()).withProxies("web").withSamples(8, Duration.ofMillis(800)));
            read(balancer);
            int before = socket.commands().size();

            assertThat(read(balancer).backends()).hasSize(1);
            assertThat(socket.commands().size() - before).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void what_an_earlier_process_said_does_not_count() throws IOException {
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> {
            int number = reading.incrementAndGet();
            return answer(number < 3 ? 7 : 8, number < 3 ? 1000 : 4, 0);
        })) {
            Balancer balancer = of(HaproxyConnection.at(socket.address()).withSamples(4, Duration.ofMillis(800)));

            Snapshot seen = read(balancer);

            assertThat(only(seen).load()).hasValue(4);
            assertThat(seen.incarnation()).startsWith("pid 8 ");
        }
    }

    @Test
    void a_counter_that_fell_gives_no_rate() throws IOException {
        AtomicInteger total = new AtomicInteger(100);
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> answer(7, 0, total.get()))) {
            Balancer balancer = of(HaproxyConnection.at(socket.address()).withSamples(1, Duration.ZERO));
            assertThat(only(read(balancer)).requestsPerSecond()).isEmpty();
            total.set(130);
            seconds.incrementAndGet();
            assertThat(only(read(balancer)).requestsPerSecond()).hasValue(30);
            total.set(5);
            seconds.incrementAndGet();
            assertThat(only(read(balancer)).requestsPerSecond()).isEmpty();
            total.set(8);
            seconds.incrementAndGet();
            assertThat(only(read(balancer)).requestsPerSecond()).hasValue(3);
        }
    }

    @Test
    void who_reads_often_does_not_shorten_the_rates_of_others() throws IOException {
        AtomicInteger total = new AtomicInteger();
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> answer(7, 0, total.get()))) {
            AtomicLong millis = new AtomicLong();
            Balancer balancer = HaproxyBalancer.of(
                    HaproxyConnection.at(socket.address())
                            .withSamples(1, Duration.ZERO)
                            .withTimeout(PATIENCE),
                    () -> new Moment(Instant.EPOCH, Duration.ofMillis(millis.get())),
                    Schedulers.parallel());
            read(balancer);
            millis.set(997);
            total.set(100);
            read(balancer);
            millis.set(1000);
            // In the 3 ms since the client's reading: a rate of 33,333 would follow from them alone.
            total.set(200);

            assertThat(only(read(balancer)).requestsPerSecond()).hasValue(200);
        }
    }

    @Test
    void two_polls_at_one_moment_give_no_rate() throws IOException {
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> answer(7, 0, 1))) {
            Balancer balancer = of(HaproxyConnection.at(socket.address()).withSamples(1, Duration.ZERO));
            read(balancer);

            assertThat(only(read(balancer)).requestsPerSecond()).isEmpty();
        }
    }

    @Test
    void fewer_readings_are_taken_of_many_servers() {
        StatsSocket socket = new StatsSocket(HaproxyConnection.at("/s"), Schedulers.parallel());
        HaproxySource source = new HaproxySource(
                HaproxyConnection.at("/s"),
                new Statistics(socket, List.of(), () -> new Moment(Instant.EPOCH, Duration.ZERO)),
                new Routing(java.util.Optional.empty()),
                Schedulers.parallel());

        assertThat(source.readings(4)).isEqualTo(8);
        assertThat(source.readings(200)).isEqualTo(8);
        assertThat(source.readings(500)).isEqualTo(3);
        assertThat(source.readings(100_000)).isEqualTo(2);
    }

    @Test
    void an_endless_answer_is_cut() {
        List<Signal<Answer>> said = new ArrayList<>();
        EmbeddedChannel channel =
                new EmbeddedChannel(new Exchange("HAProxy socket /s", "show stat", "show stat", 10, 10, said::add));

        channel.writeInbound(Unpooled.copiedBuffer("12345678", StandardCharsets.UTF_8));
        assertThat(said).isEmpty();
        channel.writeInbound(Unpooled.copiedBuffer("90x", StandardCharsets.UTF_8));

        assertThat(said.get(0).getThrowable())
                .isInstanceOf(ReadException.class)
                .hasMessage("HAProxy socket /s: the answer to `show stat` is longer than 10 bytes");
        channel.finishAndReleaseAll();
    }

    private static String answer(int pid, int inFlight, int total) {
        return "Pid: %d\nUptime_sec: 5\n\n# pxname,svname,type,status,scur,stot,qcur,uweight,req_tot,\n".formatted(pid)
                + "web,a,2,UP,%d,%d,0,10,%d,\nweb,BACKEND,1,UP,0,0,0,10,,\n\n".formatted(inFlight, total, total);
    }

    private static Backend only(Snapshot seen) {
        assertThat(seen.backends()).hasSize(1);
        return seen.backends().get(0);
    }

    private static Snapshot read(Balancer balancer) {
        return Objects.requireNonNull(balancer.source().read().block(PATIENCE));
    }

    private Balancer of(HaproxyConnection settings) {
        return of(settings, Schedulers.parallel());
    }

    private Balancer of(HaproxyConnection settings, reactor.core.scheduler.Scheduler timer) {
        return HaproxyBalancer.of(
                settings.withTimeout(Duration.ofHours(1)),
                () -> new Moment(Instant.EPOCH, Duration.ofSeconds(seconds.get())),
                timer);
    }
}
