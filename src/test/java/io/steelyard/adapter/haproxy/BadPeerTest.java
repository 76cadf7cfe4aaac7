package io.steelyard.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.steelyard.actuator.Actuator;
import io.steelyard.actuator.LiveGate;
import io.steelyard.actuator.OverwrittenException;
import io.steelyard.actuator.Turns;
import io.steelyard.actuator.UnacceptableWeightsException;
import io.steelyard.actuator.UndoException;
import io.steelyard.adapter.Balancer;
import io.steelyard.model.Decision;
import io.steelyard.model.InForce;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation.Cause;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.Weights;
import io.steelyard.source.ReadException;
import io.steelyard.testing.VirtualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;

/** What is not an HAProxy, or one in a bad state: each poll fails in one line that names the socket, and nothing hangs. */
class BadPeerTest {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final String INFO = "Name: HAProxy\nPid: 7\nUptime_sec: 3\n\n";
    private static final String STAT = """
            # pxname,svname,type,status,scur,stot,qcur,uweight,
            web,a,2,UP,0,0,0,10,
            web,b,2,UP,0,0,0,10,
            web,BACKEND,1,UP,0,0,0,20,

            """;

    @Test
    void a_socket_that_is_not_there_says_what_haproxy_needs(@TempDir Path folder) {
        Path socket = folder.resolve("a.sock");

        assertThat(failure(at(socket.toString())))
                .returns(Cause.CONNECT, ReadException::reason)
                .hasMessage(
                        "HAProxy socket " + socket + ": there is no such file; run HAProxy with `stats socket " + socket
                                + " level admin` in its global section (to observe and propose, `level user` is enough)");
    }

    @Test
    void a_file_that_nobody_listens_on_is_said_to_be_that(@TempDir Path folder) throws IOException {
        Path socket = Files.createFile(folder.resolve("a.sock"));

        assertThat(failure(at(socket.toString())))
                .returns(Cause.CONNECT, ReadException::reason)
                .hasMessageContaining("nobody listens");
    }

    @Test
    void a_port_that_nobody_listens_on_is_said_to_be_that() throws IOException {
        FakeStatsSocket socket = new FakeStatsSocket(command -> "");
        socket.close();

        assertThat(failure(at(socket.address())))
                .returns(Cause.CONNECT, ReadException::reason)
                .hasMessageContaining(socket.address())
                .hasMessageContaining("nobody listens");
    }

    @Test
    void a_host_that_does_not_exist_is_a_failed_connection() {
        assertThat(failure(at("no-such-host.invalid:9")))
                .returns(Cause.CONNECT, ReadException::reason)
                .hasMessageContaining("no such host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "\n\n",
                "<html>\r\n\r\n",
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "Permission denied\n\n",
                "Name: HAProxy\n\n",
                "Pid: many\nUptime_sec: 3\n\n",
                "Pid: 7\nUptime_sec: 3\n\nUnknown command: \"show stat\"\n\n",
                "Pid: 7\nUptime_sec: 3\n\n# pxname,\n\n",
                "Pid: 7\nUptime_sec: 3\n\n# pxname,svname,type,status,scur,stot,qcur,uweight,\nweb,a;b,2,UP,0,0,0,1,\n\n",
                "\u0000\u0001\u0002",
            })
    void garbage_is_a_decoding_error_that_names_the_socket(String garbage) throws IOException {
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> garbage)) {
            assertThat(failure(at(socket.address())))
                    .returns(Cause.DECODE, ReadException::reason)
                    .hasMessageStartingWith("HAProxy socket " + socket.address() + ": ")
                    .message()
                    .doesNotContain("\n")
                    .hasSizeLessThan(400);
        }
    }

    @Test
    void an_answer_beyond_64_MiB_is_refused_while_it_comes_in() throws IOException {
        String endless = "x".repeat(StatsSocket.MOST_BYTES + 1);
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> endless)) {
            assertThat(failure(at(socket.address()).withTimeout(Duration.ofSeconds(20))))
                    .returns(Cause.DECODE, ReadException::reason)
                    .hasMessageContaining("longer than " + StatsSocket.MOST_BYTES + " bytes");
        }
    }

    @Test
    void a_connection_that_ends_without_a_word_is_a_decoding_error() throws IOException {
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> "")) {
            assertThat(failure(at(socket.address())))
                    .returns(Cause.DECODE, ReadException::reason)
                    .hasMessageContaining("ended without an answer to `show info");
        }
    }

    @Test
    void a_peer_that_never_answers_meets_the_deadline() throws IOException {
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> null)) {
            assertThat(failure(at(socket.address()).withTimeout(Duration.ofMillis(100))))
                    .returns(Cause.TIMEOUT, ReadException::reason)
                    .hasMessageContaining("within 100ms");
        }
    }

    @Test
    void silence_is_not_success_of_a_write() throws IOException {
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> command.contains("set") ? "" : STAT)) {
            assertThatThrownBy(() -> shape(socket, Map.of("a", 20, "b", 5)))
                    .isInstanceOf(ReadException.class)
                    .hasMessageContaining("set weight web/a 20")
                    .hasMessageContaining("0 of 2");
        }
    }

    @Test
    void when_one_weight_is_refused_the_others_are_put_back() throws IOException {
        String ten = "10 (initial 10)\n\n";
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> {
            if (command.contains("set weight web/b 5")) {
                return ten + "\n" + ten + "Cannot do that today.\n\n";
            }
            return command.contains("set") ? "20 (initial 10)\n\n\n" : STAT;
        })) {
            assertThatThrownBy(() -> shape(socket, Map.of("a", 20, "b", 5)))
                    .isInstanceOf(RefusedCommandException.class)
                    .hasMessageContaining("`set weight web/b 5`: Cannot do that today.")
                    .hasMessageContaining("the 1 that it took before were put back");
            assertThat(socket.commands())
                    .containsExactly(
                            "show stat web 6 -1",
                            "get weight web/a;set weight web/a 20;get weight web/b;set weight web/b 5",
                            "get weight web/a;set weight web/a 10");
        }
    }

    @Test
    void an_edit_that_was_overwritten_and_cannot_be_put_back_is_told() throws IOException {
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> {
            if (command.contains("set weight web/a 20")) {
                return "77 (initial 10)\n\n\n10 (initial 10)\n\n\n";
            }
            return command.contains("set") ? "" : STAT;
        })) {
            assertThatThrownBy(() -> of(at(socket.address()))
                            .actuator()
                            .shape("web", InForce.of(Map.of("a", 10, "b", 10)), Weights.of(Map.of("a", 20, "b", 5)))
                            .then()
                            .onErrorResume(UndoException.class, UndoException::undo)
                            .block(Duration.ofSeconds(20)))
                    .isInstanceOf(OverwrittenException.class)
                    .hasMessageContaining("web/a had 77 and not 10")
                    .hasMessageContaining("could not be put back");
        }
    }

    /** HAProxy falls silent in the moment in which an edit is to be put back. */
    @Test
    void an_edit_is_not_told_as_a_success_when_the_deadline_falls_into_its_putting_back() throws IOException {
        VirtualTime time = new VirtualTime();
        AtomicBoolean written = new AtomicBoolean();
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> {
            if (command.contains("set weight web/a 20")) {
                written.set(true);
                return "77 (initial 10)\n\n\n10 (initial 10)\n\n\n";
            }
            return command.contains("set") ? null : written.get() ? STAT.replace("UP,0,0,0,10", "UP,0,0,0,20") : STAT;
        })) {
            Actuator actuator =
                    of(at(socket.address()).withTimeout(Duration.ofMinutes(1))).actuator();
            LiveGate gate =
                    new LiveGate(actuator, new Turns(1, Schedulers.parallel()), DEADLINE, time, time.scheduler());
            List<Outcome> outcome = new CopyOnWriteArrayList<>();
            gate.apply(raising(time)).subscribe(outcome::add);
            await("the putting back")
                    .until(() ->
                            socket.commands().stream().anyMatch(command -> command.contains("set weight web/a 77")));
            time.pass(DEADLINE.multipliedBy(3));
            await("the outcome").until(() -> !outcome.isEmpty());
            assertThat(outcome)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.message()).contains("web/a had 77 and not 10"));
        }
    }

    /** Nobody but that answer tells that the write took an edit's place. */
    @Test
    void an_edit_under_a_write_is_put_back_although_the_answer_comes_after_the_deadline_of_a_reading()
            throws Exception {
        VirtualTime time = new VirtualTime();
        CountDownLatch late = new CountDownLatch(1);
        List<String> lines = new CopyOnWriteArrayList<>();
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> {
            lines.add(command);
            if (command.contains("set weight web/a 20")) {
                await("the time at which it answers").until(() -> late.getCount() == 0);
                return "77 (initial 10)\n\n\n10 (initial 10)\n\n\n";
            }
            boolean written = lines.stream().anyMatch(line -> line.contains("set weight web/a 20"));
            return command.contains("set")
                    ? "20 (initial 10)\n\n\n20 (initial 10)\n\n\n"
                    : written ? STAT.replace("UP,0,0,0,10", "UP,0,0,0,20") : STAT;
        })) {
            HaproxyConnection settings = at(socket.address()).withTimeout(DEADLINE);
            Balancer balancer = HaproxyBalancer.of(settings, time, time.scheduler());
            List<Outcome> outcome = new CopyOnWriteArrayList<>();
            new LiveGate(balancer.actuator(), balancer.turns(), DEADLINE, time, time.scheduler())
                    .apply(raising(time))
                    .subscribe(outcome::add);
            await("the write").until(() -> lines.stream().anyMatch(line -> line.contains("set weight web/a 20")));
            time.pass(DEADLINE.multipliedBy(2));
            late.countDown();
            await("the outcome").until(() -> !outcome.isEmpty());
            assertThat(outcome)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.message()).contains("web/a had 77 and not 10"));
            assertThat(lines).anyMatch(line -> line.contains("set weight web/a 77"));
        }
    }

    private static Decision.Reweigh raising(VirtualTime time) {
        return new Decision.Reweigh(
                "1",
                time.now(),
                "test",
                "web",
                new Reason(Reason.Code.REBALANCE, "test"),
                List.of(),
                Map.of("a", 10, "b", 10),
                Weights.of(Map.of("a", 20, "b", 20)));
    }

    @Test
    void a_weight_that_cannot_be_read_leaves_it_unknown_whether_the_write_is_in_force() throws IOException {
        try (FakeStatsSocket socket =
                new FakeStatsSocket(command -> command.contains("set") ? "?\n\n\n?\n\n\n" : STAT)) {
            assertThatThrownBy(() -> shape(socket, Map.of("a", 20, "b", 5)))
                    .isInstanceOf(ReadException.class)
                    .hasMessageContaining("`get weight web/a` was answered by: ?");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"static-rr", "first"})
    void an_algorithm_that_takes_no_weights_is_refused_by_name_before_anything_is_written(String algorithm)
            throws IOException {
        String stat = """
                # pxname,svname,type,status,scur,stot,qcur,uweight,algo,
                web,a,2,UP,0,0,0,10,,
                web,b,2,UP,0,0,0,10,,
                web,BACKEND,1,UP,0,0,0,20,%s,

                """.formatted(algorithm);
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> command.startsWith("set") ? "\n" : stat)) {
            assertThatThrownBy(() -> shape(socket, Map.of("a", 0, "b", 20)))
                    .isInstanceOf(UnacceptableWeightsException.class)
                    .hasMessageContaining("proxy web has algorithm " + algorithm)
                    .hasMessageContaining("balance roundrobin");
            shape(socket, Map.of("a", 10, "b", 10));
            assertThat(socket.commands()).containsOnly("show stat web 6 -1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"web,a,2,UP,0,0,0,90,\n", "web,BACKEND,1,UP,0,0,0,20,\n"})
    void weights_of_a_proxy_with_a_repeated_name_are_neither_read_nor_written(String again) throws IOException {
        String stat = STAT.replace("web,b,", again + "web,b,");
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> command.startsWith("set") ? "\n" : stat)) {
            assertThatThrownBy(() ->
                            of(at(socket.address())).actuator().weights("web").block(Duration.ofSeconds(20)))
                    .isInstanceOf(ReadException.class)
                    .returns(Cause.DECODE, error -> ((ReadException) error).reason())
                    .hasMessageContaining("proxy web")
                    .hasMessageContaining("of one name");
            assertThatThrownBy(() -> shape(socket, Map.of("a", 0, "b", 20))).isInstanceOf(ReadException.class);
            assertThat(socket.commands()).containsOnly("show stat web 6 -1");
        }
    }

    @Test
    void an_idle_shape_writes_nothing() throws IOException {
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> STAT)) {
            shape(socket, Map.of("a", 10, "b", 10));

            assertThat(socket.commands()).containsExactly("show stat web 6 -1");
        }
    }

    @Test
    void a_peer_that_recovers_is_read_again() throws IOException {
        try (FakeStatsSocket socket = new FakeStatsSocket(command -> "nonsense")) {
            Balancer balancer = of(at(socket.address()));
            assertThatThrownBy(() -> balancer.source().read().block()).isInstanceOf(ReadException.class);

            socket.answer(command -> INFO + STAT);

            assertThat(balancer.source().read().block())
                    .isNotNull()
                    .satisfies(seen -> assertThat(seen.backends()).hasSize(2));
        }
    }

    private static void shape(FakeStatsSocket socket, Map<String, Integer> weights) {
        of(at(socket.address())).actuator().shape("web", Weights.of(weights)).block(Duration.ofSeconds(20));
    }

    private static ReadException failure(HaproxyConnection settings) {
        ReadException failure = catchThrowableOfType(
                ReadException.class, () -> of(settings).source().read().block(Duration.ofSeconds(20)));
        assertThat(failure).isNotNull();
        return failure;
    }

    private static HaproxyConnection at(String socket) {
        return HaproxyConnection.at(socket).withSamples(1, Duration.ZERO).withTimeout(Duration.ofSeconds(10));
    }

    private static Balancer of(HaproxyConnection settings) {
        return HaproxyBalancer.of(
                settings, () -> new Moment(Instant.EPOCH, Duration.ofNanos(System.nanoTime())), Schedulers.parallel());
    }
}
