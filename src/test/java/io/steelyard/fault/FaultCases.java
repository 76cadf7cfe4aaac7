package io.steelyard.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.steelyard.contract.BackplaneBench;
import io.steelyard.e2e.Program;
import io.steelyard.testing.FaultProxy.Toxic;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What can go wrong on the wire to any balancer. */
abstract class FaultCases extends FaultDesk {

    // ---- rows 6 to 8: the connection

    @Test
    void nobody_listens() {
        edit();
        proxy.refuse();
        survive(Set.of("connect"), proxy::listen);
    }

    @Test
    void the_connection_is_reset() {
        edit();
        proxy.always(new Toxic.Reset());
        survive(Set.of("other", "connect", "decode"), proxy::clear);
    }

    @Test
    void the_balancer_says_nothing() {
        edit();
        proxy.always(new Toxic.Blackhole());
        survive(Set.of("timeout"), proxy::clear);
    }

    @Test
    void the_answer_trickles() {
        edit();
        proxy.always(new Toxic.Slow(50));
        survive(Set.of("timeout"), proxy::clear);
    }

    @Test
    void the_answer_breaks_off() {
        edit();
        proxy.always(new Toxic.Limit(300, false));
        survive(Set.of("other", "decode"), proxy::clear);
    }

    @Test
    void the_connection_is_reset_within_the_answer() {
        edit();
        proxy.always(new Toxic.Limit(300, true));
        survive(Set.of("other", "decode", "connect"), proxy::clear);
    }

    @Test
    void one_side_of_the_connection_is_closed() {
        edit();
        proxy.always(new Toxic.HalfClose());
        survive(Set.of("other", "decode", "connect"), proxy::clear);
    }

    // ---- rows 12 to 15: what is said

    @Test
    void a_web_page_is_answered() {
        answered(BackplaneBench.http(200, "<html><body>please log in</body></html>", "Content-Type: text/html"));
    }

    @Test
    void nothing_is_answered() {
        edit();
        proxy.always(new Toxic.Instead(""));
        survive(Set.of("other", "decode", "connect"), proxy::clear);
    }

    @Test
    void garbage_is_answered() {
        Random random = new Random(12);
        StringBuilder garbage = new StringBuilder();
        IntStream.range(0, 4000).forEach(i -> garbage.append((char) random.nextInt(256)));
        answered(garbage.toString());
    }

    @Test
    void an_answer_is_cut_in_its_middle_and_ends_well() {
        spoiled(answer -> answer.substring(0, answer.length() / 2), Set.of("decode", "other"));
    }

    // ---- rows 30, 36, 37: writes and files

    @Test
    void writes_get_no_answer() {
        proxy.on(wire.write(), new Toxic.LostAnswer());
        edit();
        await("the weights are restored all the same").atMost(Program.PATIENCE).until(this::restored);
        proxy.clear();
        daemon.assertAlive();
    }

    @Test
    void writes_do_not_come_through() {
        Map<String, Integer> edited = edit();
        proxy.on(wire.write(), new Toxic.Reset());
        await("it has tried").atMost(Program.PATIENCE).until(() -> proxy.count(wire.write()) > 0 && daemon.up());
        assertThat(bench.weights(endpoint)).isEqualTo(edited);
        proxy.clear();
        await("it tries again").atMost(Program.PATIENCE).until(this::restored);
        daemon.assertAlive();
    }

    @Test
    void without_room_for_the_audit_log_nothing_is_written() throws IOException {
        daemon.close();
        try (Watched mute = Watched.start(config("mute.yaml", "audit: {file: /dev/full}"))) {
            bench.edit(endpoint, equal());
            long before = proxy.count(wire.write());
            await("it is told")
                    .atMost(Program.PATIENCE)
                    .until(() -> mute.program().err().contains("unaudited"));
            await("more polls").atMost(Program.PATIENCE).until(() -> mute.polls() > 12);
            assertThat(proxy.count(wire.write())).isEqualTo(before);
            assertThat(bench.weights(endpoint)).isEqualTo(equal());
            mute.assertAlive();
        } finally {
            daemon = Watched.start(config("steelyard.yaml", ""));
            await("the weights are restored").atMost(Program.PATIENCE).until(this::restored);
        }
    }

    /** An answer of 48 MB is below every limit but that of the heap; it once was the end of the process. */
    @Test
    void an_answer_that_is_larger_than_the_heap_costs_polls_and_nothing_else() throws IOException {
        edit();
        Map<String, Integer> weights = bench.weights(endpoint);
        daemon.close();
        proxy.always(new Toxic.Instead(bench.huge(48 << 20)));
        try (Watched small =
                Watched.start(List.of("-Xmx96m", "-XX:+ExitOnOutOfMemoryError"), config("mute.yaml", ""))) {
            await("polls are missed").atMost(Program.PATIENCE).until(() -> small.failed() >= 3);
            assertThat(bench.weights(endpoint)).isEqualTo(weights);
            proxy.clear();
            await("it goes on").atMost(Program.PATIENCE).until(small::up);
            small.assertAlive();
        } finally {
            proxy.clear();
            daemon = Watched.start(config("steelyard.yaml", ""));
        }
        recovered();
    }

    @Test
    void a_daemon_that_was_stopped_in_its_tracks_goes_on_with_what_it_finds() {
        content();
        daemon.program().signal("STOP");
        try {
            bench.edit(endpoint, equal());
            proxy.cut();
        } finally {
            daemon.program().signal("CONT");
        }
        await("the edit is told")
                .atMost(Program.PATIENCE)
                .until(() -> daemon.program().err().contains("operator_edit"));
        await("and restored in its time").atMost(Program.PATIENCE).until(this::restored);
        daemon.assertAlive();
    }

    @Test
    void a_restart_of_the_balancer_is_lived_through() {
        bench.restart().orSkip().run();
        await("it is seen again").atMost(Program.PATIENCE).until(daemon::up);
        await("the weights are restored").atMost(Program.PATIENCE).until(this::restored);
        daemon.assertAlive();
    }
}
