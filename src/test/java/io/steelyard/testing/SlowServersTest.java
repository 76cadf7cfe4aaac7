package io.steelyard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The harness itself: if it lied, every measurement that rests on it would. */
class SlowServersTest {

    @Test
    void a_server_works_on_one_request_after_the_other() {
        try (SlowServers servers = SlowServers.start(Duration.ofMillis(20));
                PoissonLoad load = PoissonLoad.start(
                        URI.create("http://" + servers.server(0).address()), 1000, 1, Duration.ofMillis(50))) {
            load.awaitEnd(Duration.ofSeconds(30));

            Summary all = load.all();
            assertThat(all.count()).isEqualTo(load.sent()).isGreaterThan(20);
            assertThat(all.failures()).isZero();
            // The last of them waited for all the others.
            assertThat(all.max()).isGreaterThan(Duration.ofMillis(20L * all.count() - 100));
            assertThat(servers.server(0).served()).isEqualTo(all.count());
            assertThat(servers.server(0).measuredServiceTime()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        }
    }

    @Test
    void several_workers_work_at_the_same_time() {
        try (SlowServers servers = SlowServers.start(4, Duration.ofMillis(20))) {
            assertThat(servers.capacity()).isEqualTo(200);
        }
    }

    @Test
    void a_failing_server_counts_as_failures() {
        try (SlowServers servers = SlowServers.start(Duration.ofMillis(5))) {
            servers.server(0).failing(true);
            try (PoissonLoad load = PoissonLoad.start(
                    URI.create("http://" + servers.server(0).address()), 200, 1, Duration.ofMillis(100))) {
                load.awaitEnd(Duration.ofSeconds(30));

                assertThat(load.failures()).isEqualTo(load.sent()).isPositive();
                assertThat(load.failureMessages()).contains("status 500");
            }
        }
    }

    @Test
    void a_closed_loop_has_as_many_requests_under_way_as_clients() {
        try (SlowServers servers = SlowServers.start(Duration.ofMillis(20));
                ClosedLoad load = ClosedLoad.start(
                        URI.create("http://" + servers.server(0).address()), 3, Duration.ofMillis(400))) {
            assertThat(load.outstanding()).isEqualTo(3);
            load.awaitEnd(Duration.ofSeconds(30));

            assertThat(load.failures()).isZero();
            assertThat(load.sent()).isGreaterThan(3).isLessThanOrEqualTo(400 / 20 + 3);
            assertThat(servers.server(0).served()).isEqualTo(load.sent());
        }
    }

    @Test
    void a_phase_has_the_same_arrivals_whatever_came_before_it() {
        try (SlowServers servers = SlowServers.start(8, Duration.ofMillis(1))) {
            URI target = URI.create("http://" + servers.server(0).address());
            PoissonLoad.Phase phase = new PoissonLoad.Phase(7, Duration.ofMillis(200));
            int alone = sent(target, List.of(phase));
            int before = sent(target, List.of(new PoissonLoad.Phase(8, Duration.ofMillis(100))));

            assertThat(sent(target, List.of(new PoissonLoad.Phase(8, Duration.ofMillis(100)), phase)))
                    .isEqualTo(before + alone);
        }
    }

    /** With the second half of each phase at a tenth of the rate. */
    private static int sent(URI target, List<PoissonLoad.Phase> phases) {
        try (PoissonLoad load = PoissonLoad.start(target, 500, seconds -> seconds < 0.1 ? 1 : 0.1, phases)) {
            load.awaitEnd(Duration.ofSeconds(30));
            return load.sent();
        }
    }
}
